import { Heart } from 'lucide-react';
import { counted } from '@/lib/timeline/clock-text';

export function Likes({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="inline-flex items-center gap-1 text-muted text-xs tabular-nums">
      <Heart aria-hidden size={12} fill="currentColor" />
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{counted(count, 'like')}</span>
    </span>
  );
}
