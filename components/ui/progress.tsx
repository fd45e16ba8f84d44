import { cn } from './cn';

type Props = {
  label: string;
  /** 0 to 1, or null while there is no measure yet. */
  value: number | null;
  className?: string;
};

export function Progress({ label, value, className }: Props) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className={cn('flex flex-col gap-2', className)}>
      <div className="flex justify-between gap-4 text-muted text-sm">
        <span>{label}</span>
        <span className="tabular-nums">{percent === null ? '' : `${percent} %`}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        className="h-1 overflow-hidden rounded-full bg-raised"
      >
        <div
          className={cn('h-full origin-left rounded-full bg-ink transition-transform', percent === null && 'skeleton')}
          style={{ transform: `scaleX(${percent === null ? 1 : percent / 100})` }}
        />
      </div>
    </div>
  );
}
