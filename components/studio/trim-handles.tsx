import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { sliderTarget } from '@/components/ui/slider-keys';
import type { TrimRoom } from '@/lib/studio/trim';
import { tenths } from '@/lib/studio/words';
import { clamp, type Range } from '@/lib/timeline/range';

/** While an end is dragged the take is cut anew so often at most (ms). */
const EVERY_MS = 60;
const STEP_MS = 10;
const LONG_STEP_MS = 100;

type Props = {
  room: TrimRoom;
  /** Where the take begins and ends, and what is shown of its recording, in its time (ms). */
  fromMs: number;
  toMs: number;
  shown: { fromMs: number; lengthMs: number };
  onTrim(fromMs: number, toMs: number): void;
  onSettle(): void;
};

/** The ends of the take, to be dragged over its waveform or moved with arrow keys. */
export function TrimHandles({ room, fromMs, toMs, shown, onTrim, onSettle }: Props) {
  const at = (ms: number) => (ms - shown.fromMs) / shown.lengthMs;
  return (
    <>
      <Handle
        label="Start of the take"
        text={`${tenths(fromMs - shown.fromMs)} into the recording`}
        part={at(fromMs)}
        valueMs={fromMs - shown.fromMs}
        range={{ least: room.from.least - shown.fromMs, most: room.from.most - shown.fromMs }}
        lengthMs={shown.lengthMs}
        onMove={(ms) => onTrim(shown.fromMs + ms, toMs)}
        onSettle={onSettle}
      />
      <Handle
        label="End of the take"
        text={`${tenths(toMs - shown.fromMs)} into the recording, ${tenths(toMs - fromMs)} long`}
        part={at(toMs)}
        valueMs={toMs - shown.fromMs}
        range={{ least: room.to.least - shown.fromMs, most: room.to.most - shown.fromMs }}
        lengthMs={shown.lengthMs}
        onMove={(ms) => onTrim(fromMs, shown.fromMs + ms)}
        onSettle={onSettle}
      />
    </>
  );
}

type HandleProps = {
  label: string;
  text: string;
  /** 0 to 1 of the width. */
  part: number;
  valueMs: number;
  range: Range;
  lengthMs: number;
  onMove(ms: number): void;
  onSettle(): void;
};

type Drag = { pointerId: number; fromX: number; fromMs: number; msPerPx: number; toMs: number; sentAt: number };

function Handle({ label, text, part, valueMs, range, lengthMs, onMove, onSettle }: HandleProps) {
  const drag = useRef<Drag | null>(null);
  /** Whether it was moved since it was settled: what only looked at it, or tapped it, ends nothing. */
  const isMoved = useRef(false);

  function move(toMs: number) {
    isMoved.current = true;
    onMove(toMs);
  }

  function settle() {
    if (isMoved.current) onSettle();
    isMoved.current = false;
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    const width = event.currentTarget.offsetParent?.clientWidth;
    if (event.button !== 0 || !width) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { pointerId, clientX: fromX, timeStamp: sentAt } = event;
    drag.current = { pointerId, fromX, fromMs: valueMs, msPerPx: lengthMs / width, toMs: valueMs, sentAt };
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    const now = drag.current;
    if (!now || now.pointerId !== event.pointerId) return;
    now.toMs = clamp(Math.round(now.fromMs + (event.clientX - now.fromX) * now.msPerPx), range);
    if (event.timeStamp - now.sentAt < EVERY_MS || now.toMs === valueMs) return;
    now.sentAt = event.timeStamp;
    move(now.toMs);
  }

  function onPointerEnd(event: PointerEvent<HTMLDivElement>) {
    const ended = drag.current;
    if (!ended || ended.pointerId !== event.pointerId) return;
    drag.current = null;
    if (ended.toMs !== valueMs) move(ended.toMs);
    settle();
  }

  function onKeyDown(event: KeyboardEvent) {
    const to = sliderTarget(event, { value: valueMs, range, step: STEP_MS, longStep: LONG_STEP_MS });
    if (to === null) return;
    event.preventDefault();
    if (to !== valueMs) move(to);
  }

  return (
    <>
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 rounded-full bg-line-strong"
        style={{ left: `${part * 100}%` }}
      />
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={range.least}
        aria-valuemax={range.most}
        aria-valuenow={valueMs}
        aria-valuetext={text}
        onKeyDown={onKeyDown}
        onBlur={settle}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        className="group absolute -bottom-7 z-20 size-12 -translate-x-1/2 cursor-ew-resize touch-none select-none rounded-full -outline-offset-4"
        style={{ left: `${part * 100}%` }}
      >
        <span
          aria-hidden="true"
          className="absolute bottom-3 left-1/2 h-5 w-3 -translate-x-1/2 rounded-full border-2 border-surface bg-ink transition-[scale] group-active:scale-125"
        />
      </div>
    </>
  );
}
