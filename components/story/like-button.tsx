import { Heart } from 'lucide-react';
import { use } from 'react';
import { cn } from '@/components/ui/cn';
import { WithoutServer } from '@/components/ui/link';
import { counted } from '@/lib/timeline/clock-text';

type Props = { name: string; count: number; isLiked: boolean; onToggle(): void; className?: string };

/** A heart that one presses, and presses again to take it back; where nobody can be told, only how many there are. */
export function LikeButton({ name, count, isLiked, onToggle, className }: Props) {
  const isWithoutServer = use(WithoutServer);
  return (
    <button
      type="button"
      aria-label={`Like ${name}’s take, ${counted(count, 'like')}`}
      aria-pressed={isLiked}
      disabled={isWithoutServer}
      onClick={onToggle}
      className={cn(
        'inline-flex h-12 min-w-12 shrink-0 touch-manipulation items-center justify-center gap-1.5 rounded-full px-2.5 text-muted text-sm tabular-nums transition-[background-color,color,scale] hover:bg-raised active:scale-[0.94] disabled:pointer-events-none',
        isLiked && 'text-ink',
        className,
      )}
    >
      <Heart aria-hidden size={20} fill={isLiked ? 'currentColor' : 'none'} />
      {count > 0 && <span aria-hidden="true">{count}</span>}
    </button>
  );
}
