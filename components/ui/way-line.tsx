import { cn } from './cn';

const STATIONS = ['Device', 'Network', 'Server'] as const;

/** `at` is the station, `travelled` the part of the line that lies behind (0 to 1), `percent` null without a measure. */
export type Way = { label: string; at: 0 | 1 | 2; travelled: number; percent: number | null };

/** Where a take is on its way, as a line with stations. */
export function WayLine({ way }: { way: Way }) {
  const { label, at, percent } = way;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex w-full items-baseline justify-between gap-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-muted tabular-nums">{percent === null ? '' : `${percent} %`}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        className="w-full px-1"
      >
        <Line way={way} />
      </div>
      <ol aria-hidden="true" className="flex w-full justify-between text-muted text-xs">
        {STATIONS.map((station, i) => (
          <li key={station} className={cn(i <= at && 'text-ink')}>
            {station}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Line({ way: { at, travelled } }: { way: Way }) {
  return (
    <div className="relative h-4">
      <div className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 rounded-full bg-line" />
      <div
        className="absolute inset-x-0 top-1/2 h-1 origin-left -translate-y-1/2 rounded-full bg-ink transition-transform"
        style={{ transform: `scaleX(${travelled})` }}
      />
      {STATIONS.map((station, i) => (
        <span
          key={station}
          className={cn(
            'absolute top-1/2 size-4 -translate-x-1/2 -translate-y-1/2 rounded-full border-4 transition-colors',
            i < at && 'border-ink bg-ink',
            i === at && 'border-ink bg-bg',
            i > at && 'border-line bg-bg',
          )}
          style={{ left: `${i * 50}%` }}
        />
      ))}
    </div>
  );
}
