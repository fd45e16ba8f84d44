import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { StoryCard } from '@/lib/domain/schemas';
import { readApi } from '@/lib/offline/api';
import { keepList, markEntry, recallList } from './kept-list';
import { listHref, listPath, type Shown } from './lists';

export type StoriesPage = { stories: readonly StoryCard[]; nextCursor: string | null };

const DEADLINE_MS = 15_000;

/** A list that grows at its end, and that is where it was left when one comes back. */
export function useStories(shown: Shown, first: StoriesPage) {
  const [pages, setPages] = useState<StoriesPage & { scrollY?: number }>(first);
  const [state, setState] = useState<'resting' | 'loading' | 'failed'>('resting');
  const isLoading = useRef(false);
  const address = listHref(shown);

  // Before anything is painted: nobody sees the list without the rest of it.
  useLayoutEffect(() => {
    const kept = recallList(address);
    if (kept) setPages(kept);
  }, [address]);
  useLayoutEffect(() => {
    if (pages.scrollY !== undefined) window.scrollTo(0, pages.scrollY);
  }, [pages.scrollY]);
  useKeeping(address, pages.stories.length > first.stories.length ? pages : null);

  async function loadMore(): Promise<void> {
    if (pages.nextCursor === null || isLoading.current) return;
    isLoading.current = true;
    setState('loading');
    try {
      const more = pageIn(await readApi(listPath(shown, pages.nextCursor), DEADLINE_MS));
      setPages((before) => joined(before, more));
      setState('resting');
    } catch {
      // Without a network or a server there is nothing more for now: the link at the end says so, and tries again.
      setState('failed');
    }
    isLoading.current = false;
  }

  return { stories: pages.stories, nextCursor: pages.nextCursor, state, cameBackTo: pages.scrollY, loadMore };
}

/** A story that has moved down since is in the list already. */
function joined(before: StoriesPage, more: StoriesPage): StoriesPage {
  const known = new Set(before.stories.map(({ id }) => id));
  return {
    stories: [...before.stories, ...more.stories.filter(({ id }) => !known.has(id))],
    nextCursor: more.nextCursor,
  };
}

/** What this app's own server answers; throws for anything else that stands in for it. */
function pageIn(answer: unknown): StoriesPage {
  if (isPage(answer)) return answer;
  throw new TypeError('no page of stories');
}

const isPage = (answer: unknown): answer is StoriesPage =>
  typeof answer === 'object' &&
  answer !== null &&
  'stories' in answer &&
  Array.isArray(answer.stories) &&
  'nextCursor' in answer;

/** Keeps what has been loaded, and where one is in it, for the way back. */
function useKeeping(address: string, pages: StoriesPage | null): void {
  useEffect(() => {
    if (!pages) return;
    const mark = markEntry();
    let { scrollY } = window;
    const note = () => {
      scrollY = window.scrollY;
    };
    const keep = () => keepList(mark, address, { stories: [...pages.stories], nextCursor: pages.nextCursor, scrollY });
    window.addEventListener('scroll', note, { passive: true });
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('scroll', note);
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [address, pages]);
}
