import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { useWidth } from '@/components/story/use-width';
import { cn } from '@/components/ui/cn';
import { voiceStyle } from '@/components/ui/voice';
import { BAR_PX, barPath } from '@/components/ui/waveform-bars';
import { type Aim, overlapOfMs } from '@/lib/studio/aim';
import type { Live } from '@/lib/studio/ports';
import { punchText } from '@/lib/studio/words';
import { punchForKey, punchUnder, stripGeometry } from './strip-geometry';

const EXPECTED_PX = 358;
const WAVE_PX = 44;

type Props = {
  aim: Aim;
  /** Fills one's own track while recording; null before. */
  live: Live | null;
  /** Null once the punch is settled. */
  onMove: ((punchMs: number) => void) | null;
};

/** The whole parent in small: where one comes in, to be dragged, and the line that the take must reach. */
export function TimelineStrip({ aim, live, onMove }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  const width = useWidth(box, EXPECTED_PX);
  const geometry = stripGeometry(aim);

  useFrames(live !== null, () => {
    if (!fill.current || !geometry) return;
    const elapsed = live ? Math.max(0, live.elapsedMs()) : 0;
    const room = geometry.toMs - aim.punchMs;
    fill.current.style.transform = `scaleX(${Math.min(1, elapsed / room)})`;
  });
  if (!geometry || !aim.answer) return null;
  const { parent } = aim.answer;

  function moveTo(event: PointerEvent<HTMLDivElement>) {
    if (!geometry || !onMove) return;
    const bounds = event.currentTarget.getBoundingClientRect();
    onMove(punchUnder(event.clientX - bounds.left, bounds.width, geometry));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!geometry || !onMove) return;
    const to = punchForKey(event.key, aim.punchMs, geometry);
    if (to === null) return;
    event.preventDefault();
    onMove(to);
  }

  return (
    <div className="mx-auto w-full max-w-3xl px-4">
      <div
        ref={box}
        role="slider"
        tabIndex={onMove ? 0 : -1}
        aria-label="Where you come in"
        aria-valuemin={geometry.earliestMs}
        aria-valuemax={geometry.latestMs}
        aria-valuenow={aim.punchMs}
        aria-valuetext={punchText(aim)}
        aria-disabled={onMove ? undefined : true}
        className={cn(
          'voice relative h-[72px] select-none rounded-lg outline-offset-4',
          onMove && 'cursor-ew-resize touch-pan-y',
        )}
        style={voiceStyle(parent.authorId)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0 || !onMove) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          moveTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event);
        }}
      >
        {overlapOfMs(aim) > 0 && (
          <div
            className="absolute inset-y-0 rounded-md bg-raised"
            style={{ left: percent(geometry.punch), width: percent(geometry.parentEnd - geometry.punch) }}
          />
        )}
        <ParentWave
          peaks={parent.peaks}
          width={width * geometry.parentEnd}
          total={width}
          punchX={width * geometry.punch}
        />
        <div
          className="absolute bottom-2 h-1.5 rounded-full bg-line-strong/40"
          style={{ left: percent(geometry.punch), right: percent(1 - geometry.outlast) }}
        />
        <div
          ref={fill}
          className="absolute bottom-2 h-1.5 origin-left rounded-full bg-signal"
          style={{ left: percent(geometry.punch), right: 0, transform: 'scaleX(0)' }}
        />
        <div
          className="absolute inset-y-0 w-px border-ink border-l border-dashed"
          style={{ left: percent(geometry.outlast) }}
        />
        <PunchHandle at={percent(geometry.punch)} isFree={onMove !== null} />
      </div>
    </div>
  );
}

function ParentWave({
  peaks,
  width,
  total,
  punchX,
}: {
  peaks: number[];
  width: number;
  total: number;
  punchX: number;
}) {
  const d = barPath(peaks, { fromX: 0, width, centerY: WAVE_PX / 2 + 4, height: WAVE_PX });
  const layer = (className: string, clip: string) => (
    <svg
      aria-hidden="true"
      width={total}
      height={WAVE_PX + 8}
      className={cn('absolute top-0 left-0 stroke-voice', className)}
      style={{ clipPath: clip }}
    >
      <path d={d} strokeWidth={BAR_PX} strokeLinecap="round" fill="none" />
    </svg>
  );
  return (
    <>
      {layer('opacity-35', `inset(0 ${total - punchX}px 0 0)`)}
      {layer('', `inset(0 0 0 ${punchX}px)`)}
    </>
  );
}

function PunchHandle({ at, isFree }: { at: string; isFree: boolean }) {
  return (
    <div
      aria-hidden="true"
      className={cn('absolute -inset-y-1 w-0.5 -translate-x-1/2 rounded-full bg-ink')}
      style={{ left: at }}
    >
      {isFree && (
        <span className="absolute -bottom-1 left-1/2 flex h-6 w-8 -translate-x-1/2 items-center justify-center gap-[3px] rounded-full bg-ink shadow-bg shadow-lg">
          <span className="h-2.5 w-0.5 rounded-full bg-bg" />
          <span className="h-2.5 w-0.5 rounded-full bg-bg" />
        </span>
      )}
    </div>
  );
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;
