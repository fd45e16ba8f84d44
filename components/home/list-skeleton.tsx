import { Skeleton } from '@/components/ui/skeleton';
import { Said } from './list-status';

const CARDS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** The shape of a list, each card where it will be. */
export function ListSkeleton() {
  return (
    <>
      <Said words="The stories are on their way." />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
        {CARDS.map((card) => (
          <div key={card} className="flex flex-col gap-3 rounded-3xl border border-line bg-surface p-5">
            <Skeleton className="h-6 w-3/5" />
            <Skeleton className="h-18 w-full" />
            <Skeleton className="h-5 w-2/5" />
          </div>
        ))}
      </div>
    </>
  );
}
