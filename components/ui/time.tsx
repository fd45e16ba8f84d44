import { formatTime } from '@/lib/timeline/clock-text';
import { cn } from './cn';

/** A length or a position (ms) as `0:31`, in figures of one width. */
export function Time({ ms, className }: { ms: number; className?: string }) {
  return (
    <time
      dateTime={`PT${Math.max(0, Math.floor(ms / 1_000))}S`}
      className={cn('whitespace-nowrap tabular-nums', className)}
    >
      {formatTime(ms)}
    </time>
  );
}
