import { Smartphone } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { counted } from '@/lib/timeline/clock-text';
import { unpublished } from './device-takes';
import { useDevice } from './use-device';

/** The badge's number, and the way to the takes; nothing when there is none. */
export function DeviceCount({ isSmall = false }: { isSmall?: boolean }) {
  const count = unpublished(useDevice()?.takes ?? []).length;
  if (count === 0) return null;
  const words = `${counted(count, 'take')} on this device`;
  return (
    <Link
      href="/drafts"
      aria-label={words}
      title={words}
      className={cn(
        'relative flex h-12 min-w-12 items-center justify-center gap-1.5 rounded-full font-semibold text-sm tabular-nums transition-colors hover:bg-raised',
        !isSmall && 'px-3',
      )}
    >
      <Smartphone aria-hidden size={20} strokeWidth={2} />
      <span
        className={cn(
          'rounded-full bg-ink px-1.5 text-bg text-xs leading-5',
          isSmall && 'absolute top-1 left-6.5 leading-4',
        )}
      >
        {count}
      </span>
    </Link>
  );
}
