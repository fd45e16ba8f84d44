import { cn } from './cn';

/** The shape of what comes. Give it the size of the thing itself, so that nothing moves when that arrives. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn('skeleton', className)} />;
}
