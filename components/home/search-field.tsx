'use client';

import { Search, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Spinner } from '@/components/ui/spinner';
import { SEARCH_MAX_CHARS } from '@/lib/domain/limits';
import { isSearchable, oneLine, SEARCH_PATTERN } from '@/lib/domain/typed-text';
import { listHref, type Shown } from './lists';

/** A pause in typing so long is the end of it (ms). */
const TYPED_MS = 300;

/** Looks for letters in the list that is shown: while one types, and without scripts as a form. */
export function SearchField({ shown }: { shown: Shown }) {
  const { list, q } = shown;
  const router = useRouter();
  const [isLooking, startLooking] = useTransition();
  const input = useRef<HTMLInputElement>(null);
  /** What was looked for last, in the very form in which `q` comes back. */
  const asked = useRef(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // The way back leads to what was looked for before; an answer that comes while one types on changes nothing.
  useEffect(() => {
    if (isLooking || q === asked.current || !input.current) return;
    asked.current = q;
    input.current.value = q;
  }, [q, isLooking]);

  function look() {
    clearTimeout(timer.current);
    const wanted = oneLine(input.current?.value ?? '');
    if (wanted === asked.current || (wanted !== '' && !isSearchable(wanted))) return;
    asked.current = wanted;
    startLooking(() => router.replace(listHref({ list, q: wanted }), { scroll: false }));
  }

  function clear() {
    if (!input.current) return;
    input.current.value = '';
    input.current.focus();
    look();
  }

  return (
    <search>
      <form
        action="/"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
        className="relative"
      >
        {list !== 'growing' && <input type="hidden" name="list" value={list} />}
        <input
          ref={input}
          type="search"
          name="q"
          dir="auto"
          aria-label="Search titles and voices"
          placeholder="Search titles and voices"
          autoComplete="off"
          enterKeyHint="search"
          pattern={SEARCH_PATTERN}
          title="Two letters or more"
          maxLength={SEARCH_MAX_CHARS}
          defaultValue={q}
          // In the middle of a composition, too: most keyboards of phones compose every word.
          onChange={() => {
            clearTimeout(timer.current);
            timer.current = setTimeout(look, TYPED_MS);
          }}
          className="peer min-h-12 w-full rounded-full border border-line-strong bg-surface pr-12 pl-12 text-base text-ink placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        />
        <IconButton
          icon={X}
          label="Clear the search"
          className="absolute top-0 right-0 peer-placeholder-shown:hidden"
          onClick={clear}
        />
        <span className="pointer-events-none absolute inset-y-0 left-4 flex items-center text-muted">
          {isLooking ? <Spinner /> : <Search aria-hidden size={20} />}
        </span>
      </form>
    </search>
  );
}
