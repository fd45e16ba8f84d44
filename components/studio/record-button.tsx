import { useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { cn } from '@/components/ui/cn';
import type { Live } from '@/lib/studio/ports';

/** What the one button is: ready to record, waiting (for a person, a count, an end), or recording. */
export type ButtonMode = 'ready' | 'waiting' | 'live';

/** Radius of the ring that fills until the take may end, in a view box of 120. */
const RING = 42;
const ROUND = 2 * Math.PI * RING;
/** How fast the level ring falls back, part of the difference in a frame: it rises at once, like a needle. */
const FALL = 0.12;

type Props = {
  mode: ButtonMode;
  live: Live | null;
  /** From when on the take may end (ms). */
  shortestMs: number;
  describedBy: string;
  onPress(): void;
};

/** One button in one place: Record, then Stop. Around it the level breathes and the ring fills until one may stop. */
export function RecordButton({ mode, live, shortestMs, describedBy, onPress }: Props) {
  const level = useRef<SVGCircleElement>(null);
  const ring = useRef<SVGCircleElement>(null);
  const shown = useRef(0);
  const isLive = mode === 'live';

  useFrames(live !== null, () => {
    const now = live?.level() ?? 0;
    shown.current = now > shown.current ? now : shown.current + (now - shown.current) * FALL;
    level.current?.style.setProperty('--level', shown.current.toFixed(3));
    const reached = isLive && live ? Math.min(1, Math.max(0, live.elapsedMs() / shortestMs)) : 0;
    if (ring.current) ring.current.style.strokeDashoffset = String(ROUND * (1 - reached));
  });

  return (
    <button
      type="button"
      aria-label={isLive ? 'Stop' : 'Record'}
      aria-describedby={describedBy}
      aria-disabled={mode === 'waiting' || undefined}
      onClick={() => {
        if (mode !== 'waiting') onPress();
      }}
      className={cn(
        'group relative size-[120px] touch-manipulation select-none rounded-full',
        mode === 'waiting' && 'cursor-progress',
      )}
    >
      <svg aria-hidden="true" viewBox="0 0 120 120" className="absolute inset-0 size-full overflow-visible">
        <circle
          ref={level}
          cx="60"
          cy="60"
          r={RING}
          className={cn(
            'origin-center opacity-20 [transform-box:fill-box] [transform:scale(calc(1+var(--level,0)*0.4))]',
            'motion-reduce:[transform:none]',
            isLive ? 'fill-signal' : 'fill-ink',
          )}
        />
        <circle cx="60" cy="60" r={RING} className="fill-bg stroke-line" strokeWidth="4" />
        <circle
          ref={ring}
          cx="60"
          cy="60"
          r={RING}
          fill="none"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND}
          transform="rotate(-90 60 60)"
          className={cn('stroke-signal transition-opacity', isLive ? 'opacity-100' : 'opacity-0')}
        />
      </svg>
      <span
        className={cn(
          'absolute top-1/2 left-1/2 -translate-x-1/2 -translate-y-1/2 bg-signal transition-[width,height,border-radius,opacity,scale]',
          'group-active:scale-95',
          isLive ? 'size-8 rounded-lg' : 'size-[68px] rounded-[34px]',
          mode === 'waiting' && 'scale-90 opacity-45',
        )}
      />
    </button>
  );
}
