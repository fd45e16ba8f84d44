'use client';

import { type MouseEvent, useEffect, useRef } from 'react';
import { useNearEnd } from '@/components/story/use-near-end';
import { buttonClass } from '@/components/ui/button';
import { isPlainClick } from '@/components/ui/plain-click';
import { Spinner } from '@/components/ui/spinner';
import { counted } from '@/lib/timeline/clock-text';
import { noteOpened, openedHere } from './kept-list';
import { Said } from './list-status';
import { listHref, type Shown } from './lists';
import { StoryCard } from './story-card';
import { type StoriesPage, useStories } from './use-stories';

type Props = StoriesPage & { shown: Shown; now: number };

/** Cards, and more of them as their end comes near; without scripts the link at the end leads to the next page. */
export function StoryList({ shown, now, ...first }: Props) {
  const { stories, nextCursor, state, cameBackTo, loadMore } = useStories(shown, first);
  const end = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const goesOnAt = useRef(Number.POSITIVE_INFINITY);
  // Who walks by keyboard goes on from the story they come back from,
  // biome-ignore lint/correctness/useExhaustiveDependencies: a list that comes back has its later stories after its first ones.
  useEffect(() => {
    const opened = openedHere();
    const card = opened && list.current?.querySelector(`[data-story="${opened}"]`);
    if (!card) return;
    noteOpened(null);
    focusStory(card);
  }, [cameBackTo]);
  // and from the first of those they asked for, if any came: a later page that comes by itself takes no focus.
  useEffect(() => {
    if (state === 'loading') return;
    if (stories.length > goesOnAt.current) focusStory(list.current?.children[goesOnAt.current]);
    goesOnAt.current = Number.POSITIVE_INFINITY;
  }, [stories.length, state]);
  // By its cursor: a page may have nothing that is not in the list already, and the end is as near as before.
  useNearEnd(end, nextCursor, () => void loadMore());

  function loadHere(event: MouseEvent) {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    goesOnAt.current = stories.length;
    void loadMore();
  }

  const count =
    nextCursor === null ? counted(stories.length, 'story', 'stories') : `${stories.length} stories, and more`;
  return (
    <>
      <Said words={`${count}${shown.q && ` for “${shown.q}”`}`} />
      <ul ref={list} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
        {stories.map((story) => (
          <li
            key={story.id}
            data-story={story.id}
            onClickCapture={(event) => isPlainClick(event) && noteOpened(story.id)}
            className="min-w-0"
          >
            <StoryCard story={story} age={shown.list === 'newest' ? story.createdAt : story.grownAt} now={now} />
          </li>
        ))}
      </ul>
      {nextCursor !== null && (
        <div ref={end} className="mt-6 flex flex-col items-center gap-3">
          {state === 'failed' && (
            <p role="alert" className="text-muted text-sm">
              The next stories did not come. Check your connection, then try again.
            </p>
          )}
          <a
            href={listHref(shown, nextCursor)}
            onClick={loadHere}
            aria-busy={state === 'loading' || undefined}
            className={buttonClass('quiet')}
          >
            {state === 'loading' && <Spinner />}
            Load more
          </a>
        </div>
      )}
    </>
  );
}

const focusStory = (card: Element | null | undefined): void => card?.querySelector('a')?.focus({ preventScroll: true });
