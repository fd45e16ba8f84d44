import { PageFrame } from '@/components/shell/page-frame';
import { Skeleton } from '@/components/ui/skeleton';

const CARDS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** The shape of the front page, each part where it will be. */
export function HomeSkeleton() {
  return (
    <PageFrame>
      <p role="status" className="sr-only">
        The stories are on their way.
      </p>
      <div className="flex flex-col gap-2 pt-4 pb-6 lg:pt-12 lg:pb-10">
        <Skeleton className="h-8 w-44 lg:h-12 lg:w-72" />
        <Skeleton className="h-12 w-full max-w-96 sm:h-6" />
      </div>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
        {CARDS.map((card) => (
          <div key={card} className="flex flex-col gap-3 rounded-3xl border border-line bg-surface p-5">
            <Skeleton className="h-6 w-3/5" />
            <Skeleton className="h-18 w-full" />
            <Skeleton className="h-5 w-2/5" />
          </div>
        ))}
      </div>
    </PageFrame>
  );
}
