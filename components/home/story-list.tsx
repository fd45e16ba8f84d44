'use client';

import { type MouseEvent, useRef } from 'react';
import { useNearEnd } from '@/components/story/use-near-end';
import { buttonClass } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';
import { counted } from '@/lib/timeline/clock-text';
import { listHref, type Shown } from './lists';
import { StoryCard } from './story-card';
import { type StoriesPage, useStories } from './use-stories';

type Props = StoriesPage & { shown: Shown; now: number };

/** Cards, and more of them as their end comes near; without scripts the link at the end leads to the next page. */
export function StoryList({ shown, now, ...first }: Props) {
  const { stories, nextCursor, state, loadMore } = useStories(shown, first);
  const end = useRef<HTMLDivElement>(null);
  useNearEnd(end, stories.length, () => void loadMore());

  function loadHere(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void loadMore();
  }

  return (
    <>
      <p role="status" className="sr-only">
        {nextCursor === null ? counted(stories.length, 'story', 'stories') : `${stories.length} stories, and more`}
      </p>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
        {stories.map((story) => (
          <li key={story.id} className="min-w-0">
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
