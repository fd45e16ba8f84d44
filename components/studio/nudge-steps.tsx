import { cn } from '@/components/ui/cn';
import { MARGIN_MS } from '@/lib/domain/limits';
import { nudgeText } from '@/lib/studio/alignment-words';
import { clamp } from '@/lib/timeline/range';

const EARLIER = [
  { byMs: -10, label: '10 ms earlier', sign: '−10' },
  { byMs: -1, label: '1 ms earlier', sign: '−1' },
] as const;
const LATER = [
  { byMs: 1, label: '1 ms later', sign: '+1' },
  { byMs: 10, label: '10 ms later', sign: '+10' },
] as const;

const RANGE = { least: -MARGIN_MS, most: MARGIN_MS };

type Props = { nudgeMs: number; isEnabled: boolean; onNudge(toMs: number): void };

/** How far a take is moved, between the buttons that move it on. */
export function NudgeSteps({ nudgeMs, isEnabled, onNudge }: Props) {
  return (
    <div className="grid grid-cols-[3rem_3rem_1fr_3rem_3rem] items-center gap-1">
      {EARLIER.map(step)}
      <output className="text-center font-semibold text-lg tabular-nums tracking-tight">{nudgeText(nudgeMs)}</output>
      {LATER.map(step)}
    </div>
  );

  function step({ byMs, label, sign }: { byMs: number; label: string; sign: string }) {
    return (
      <button
        key={byMs}
        type="button"
        aria-label={label}
        title={label}
        disabled={!isEnabled}
        onClick={() => onNudge(clamp(nudgeMs + byMs, RANGE))}
        className={cn(
          'flex size-12 touch-manipulation select-none items-center justify-center rounded-full bg-raised font-medium text-sm tabular-nums',
          'transition-[background-color,scale] hover:bg-line active:scale-[0.94] disabled:pointer-events-none disabled:opacity-45',
        )}
      >
        {sign}
      </button>
    );
  }
}
