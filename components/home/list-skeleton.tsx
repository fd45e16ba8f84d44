import { buttonClass } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { Said } from './list-status';

const CARDS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** The shape of a list, each card where it will be; without scripts nothing comes into its place, and `href` asks again. */
export function ListSkeleton({ href }: { href: string }) {
  return (
    <>
      <Said words="The stories are on their way." />
      <noscript>
        <p className="mb-4 flex flex-wrap items-center justify-between gap-3">
          The stories are late.
          <a href={href} className={buttonClass('quiet')}>
            Ask again
          </a>
        </p>
      </noscript>
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
