import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Said } from './list-status';
import { listHref, type Shown, wordsOf } from './lists';

type Props = { shown: Shown; isSomebody: boolean };

/** A list with nothing in it says why, and what could be done about it. */
export function EmptyList({ shown, isSomebody }: Props) {
  const { list, q } = shown;
  const { empty } = wordsOf(list);
  const isOwn = list === 'mine' || list === 'joined';
  const said = (!isSomebody && empty.first) || empty.said;
  return (
    <div className="dot-grid flex flex-col items-start gap-2 rounded-3xl border border-line border-dashed px-5 py-12">
      <Said words={q === '' ? said : `No title and no voice here has “${q}”.`} />
      <svg aria-hidden="true" viewBox="0 0 120 32" className="mb-4 h-8 w-30 stroke-line-strong" fill="none">
        <path d="M4 7v18" strokeWidth="4" strokeLinecap="round" />
        <path d="M14 16h70" strokeWidth="3" strokeLinecap="round" strokeDasharray="0.1 8" />
        <circle cx="104" cy="16" r="10" strokeWidth="2" strokeDasharray="4 3.85" />
      </svg>
      <p className="max-w-full font-semibold text-lg tracking-tight">
        {q === '' ? (
          said
        ) : (
          <>
            No title and no voice here has “<bdi>{q}</bdi>”.
          </>
        )}
      </p>
      <p className="max-w-80 text-muted">{q === '' ? empty.hint : 'Try fewer letters, or another word.'}</p>
      {isOwn && (
        <Link href={listHref({ list: 'growing', q })} className={buttonClass('quiet', 'mt-4 bg-bg')}>
          {q === '' ? 'See what is growing' : 'Look in all stories'}
        </Link>
      )}
    </div>
  );
}
