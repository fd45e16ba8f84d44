'use client';

import { createContext, use } from 'react';
import { cn } from '@/components/ui/cn';

/** The id of the take that sounds now, for what lies on the page around the player; null in silence. */
export const NowSounding = createContext<string | null>(null);

/** The dot in a station: the signal colour while its take sounds. */
export function LiveDot({ takeId, className }: { takeId: string; className?: string }) {
  const isLive = use(NowSounding) === takeId;
  return (
    <span
      aria-hidden="true"
      data-live={isLive}
      className={cn('rounded-full transition-colors', isLive ? 'bg-signal' : 'bg-transparent', className)}
    />
  );
}
