import { RESIDUAL_STEPS_MS } from '@/lib/domain/alignment-totals';

const LAST = RESIDUAL_STEPS_MS.length - 1;
const NAMES = [...RESIDUAL_STEPS_MS.map((ms) => `${ms}`), `>${RESIDUAL_STEPS_MS[LAST]}`];
/** So far two voices are one beat to everybody: the columns up to here are green (ms). */
const FINE_MS = 2;

/** How many takes lie how far apart; `counts` as `AlignmentTotals.histogram`. */
export function ResidualHistogram({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  const spoken = counts.map(
    (count, i) => `${count} ${i > LAST ? 'above' : 'within'} ${RESIDUAL_STEPS_MS[Math.min(i, LAST)]} ms`,
  );
  return (
    <div role="img" aria-label={spoken.join(', ')}>
      <div className="grid h-20 grid-cols-7 items-end gap-1">
        {NAMES.map((name, i) => (
          <span
            key={name}
            className={
              (RESIDUAL_STEPS_MS[i] ?? Number.POSITIVE_INFINITY) <= FINE_MS ? 'rounded-sm bg-ok' : 'rounded-sm bg-warn'
            }
            style={{ height: `max(2px, ${((counts[i] ?? 0) / most) * 100}%)`, opacity: counts[i] ? 1 : 0.35 }}
          />
        ))}
      </div>
      <div className="mt-1.5 grid grid-cols-7 gap-1 text-center text-muted text-xs tabular-nums">
        {NAMES.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
    </div>
  );
}
