import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';

/** The way to begin, always under the thumb. The dot is the colour of Record, because that is where it leads. */
export function NewStoryLink() {
  return (
    <div className="pointer-events-none sticky bottom-0 z-20 flex justify-center bg-linear-to-t from-bg/90 to-transparent pt-4 pb-[max(20px,env(safe-area-inset-bottom))]">
      <Link href="/record" className={buttonClass('primary', 'pointer-events-auto min-h-14 gap-3 px-7')}>
        <span aria-hidden="true" className="size-3.5 rounded-full bg-signal" />
        New story
      </Link>
    </div>
  );
}
