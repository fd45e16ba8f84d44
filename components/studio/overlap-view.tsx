import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef } from 'react';
import { sliderTarget } from '@/components/ui/slider-keys';
import { MARGIN_MS } from '@/lib/domain/limits';
import { nudgeText } from '@/lib/studio/alignment-words';
import { clamp } from '@/lib/timeline/range';
import { type Overlap, OverlapCanvas, type OverlapDrawing } from './overlap-canvas';

/** While it is dragged the take is placed anew so often at most (ms): soon enough for the ear. */
const EVERY_MS = 80;
/** A finger that rests or scrolls moves less than this sideways (px). */
const DRAG_FROM_PX = 3;
const RANGE = { least: -MARGIN_MS, most: MARGIN_MS };

type Props = Overlap & {
  nudgeMs: number;
  isEnabled: boolean;
  isLooping: boolean;
  loopAtMs(): number | null;
  onNudge(nudgeMs: number): void;
};

type Drag = { pointerId: number; fromX: number; fromMs: number; toMs: number; sentAt: number };

/** Both voices on top of each other. Drag, or use arrow keys, to move one's own. */
export function OverlapView({ nudgeMs, isEnabled, isLooping, loopAtMs, onNudge, ...overlap }: Props) {
  const drawing = useRef<OverlapDrawing | null>(null);
  const drag = useRef<Drag | null>(null);

  /** A voice that is dragged is drawn under the finger, which is ahead of where the take lies. */
  const draw = () => drawing.current?.shift(drag.current ? drag.current.toMs - nudgeMs : 0);
  useLayoutEffect(draw);

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (!isEnabled || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { pointerId, clientX: fromX, timeStamp: sentAt } = event;
    drag.current = { pointerId, fromX, fromMs: nudgeMs, toMs: nudgeMs, sentAt };
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    const now = drag.current;
    if (!now || now.pointerId !== event.pointerId) return;
    const movedPx = event.clientX - now.fromX;
    if (now.toMs === now.fromMs && Math.abs(movedPx) < DRAG_FROM_PX) return;
    const movedMs = (movedPx * overlap.span.durationMs) / event.currentTarget.clientWidth;
    now.toMs = clamp(Math.round(now.fromMs + movedMs), RANGE);
    if (event.timeStamp - now.sentAt >= EVERY_MS && now.toMs !== nudgeMs) {
      now.sentAt = event.timeStamp;
      onNudge(now.toMs);
    } else draw();
  }

  /** What the browser takes over, to scroll, is no drag: the take goes back to where it was. */
  function onPointerEnd(event: PointerEvent<HTMLDivElement>) {
    const ended = drag.current;
    if (!ended || ended.pointerId !== event.pointerId) return;
    drag.current = null;
    const toMs = event.type === 'pointercancel' ? ended.fromMs : ended.toMs;
    if (toMs === nudgeMs) draw();
    else onNudge(toMs);
  }

  function onKeyDown(event: KeyboardEvent) {
    const to = sliderTarget(event, { value: nudgeMs, range: RANGE, step: 1, longStep: 10 });
    if (to === null || !isEnabled) return;
    event.preventDefault();
    onNudge(to);
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Nudge"
      aria-valuemin={RANGE.least}
      aria-valuemax={RANGE.most}
      aria-valuenow={nudgeMs}
      aria-valuetext={nudgeText(nudgeMs)}
      aria-disabled={!isEnabled || undefined}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      className="relative h-38 cursor-ew-resize touch-pan-y select-none rounded-lg outline-offset-4"
    >
      <OverlapCanvas {...overlap} drawing={drawing} headMs={isLooping ? loopAtMs : null} />
    </div>
  );
}
