import type { ReactNode } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';

/**
 * The way to begin, always under the thumb. The dot is the colour of Record, because that is where it leads. `children` (a
 * section) lie above it over the page, or beside it where that is wide; the page's end leaves them room.
 */
export function NewStoryLink({ children }: { children?: ReactNode }) {
  return (
    <div className="pointer-events-none sticky bottom-0 z-20 flex justify-center bg-linear-to-t from-bg/90 to-transparent pt-4 pb-[max(20px,env(safe-area-inset-bottom))] max-xl:has-[section]:mt-38">
      <div className="absolute inset-x-4 bottom-full flex justify-center xl:inset-x-auto xl:right-8 xl:bottom-2 xl:w-md">
        {children}
      </div>
      <nav aria-label="New story">
        <Link href="/record" className={buttonClass('primary', 'pointer-events-auto min-h-14 gap-3 px-7')}>
          <span aria-hidden="true" className="size-3.5 rounded-full bg-signal" />
          New story
        </Link>
      </nav>
    </div>
  );
}
