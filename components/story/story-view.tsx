'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useMemo } from 'react';
import { WhenQuiet } from '@/components/device/when-quiet';
import { StoryMap } from '@/components/map/story-map';
import { isShown } from '@/lib/domain/not-shown';
import type { AnswerKind, MapTake, PageTake, Visibility } from '@/lib/domain/schemas';
import { outlineOf } from '@/lib/story/outline';
import type { Telling } from '@/lib/story/told-story';
import { AnswerList } from './answer-list';
import { answerHref, takeHref } from './links';
import { PlayerBar } from './player-bar';
import { PlayerSection } from './player-section';
import { StoryHeader } from './story-header';
import { TakeTiming } from './take-timing';
import { pathLengthMs } from './tape-layout';
import { lastOf, useStory } from './use-story';

// What has to do with this device comes after the page: it shows nothing before the device has been read.
// Where it cannot be had, the network being lost, the page goes on without it.
const leftOut = () => () => null;
const KeepOffline = dynamic(() => import('./keep-offline').then((loaded) => loaded.KeepOffline, leftOut), {
  ssr: false,
});
const RememberVisit = dynamic(() => import('./remember-visit').then((loaded) => loaded.RememberVisit, leftOut), {
  ssr: false,
});

type Props = {
  /** `mark`: what it is known by as it is told here (StoryHello). */
  story: {
    id: string;
    title: string;
    visibility: Visibility;
    defaultAnswer: AnswerKind;
    mark?: string | null;
    noLikes?: boolean;
  };
  /** The path that the page opens with, its seed first. */
  view: Telling;
  /** What else is known of the tree. */
  map: readonly MapTake[];
  /** Where the player rests at first (ms). */
  startAtMs?: number;
  /** Everything that this device keeps of the story, where nobody is there to ask. */
  kept?: readonly PageTake[];
  /** What stands below the title. */
  about?: ReactNode;
  /** Why one answers nothing in this story, where that is so. */
  refusal?: ReactNode;
};

/** One column under the thumb; from 1024 px on the map takes the left two thirds. */
export function StoryView({ story, view, map, startAtMs = 0, kept, about, refusal }: Props) {
  const here = useStory({ story, view, map, startAtMs, ...(kept && { kept }) });
  const { told, isOn, state, player } = here;
  const last = lastOf(told);
  const parent = told.takes.at(-2);
  const voices = new Set(told.takes.filter(isShown).map(({ author }) => author.id)).size;
  const durationMs = pathLengthMs(told.takes);
  const takes = useMemo(() => [...told.map.values()], [told.map]);
  const path = useMemo(() => told.takes.map(({ id }) => id), [told.takes]);
  const shape = useMemo(() => outlineOf(takes), [takes]);

  return (
    <main
      id="main"
      tabIndex={-1}
      className="flex min-h-dvh flex-col outline-none lg:grid lg:grid-cols-[minmax(0,2fr)_minmax(390px,1fr)] lg:grid-rows-[auto_auto_1fr_auto]"
    >
      <StoryHeader
        title={story.title}
        visibility={story.visibility}
        voiceCount={voices}
        lengthMs={durationMs}
        shareUrl={takeHref(story.id, last.id)}
        about={about}
      >
        <WhenQuiet>
          <KeepOffline key={last.id} path={{ ...asKept(story), takeId: last.id, takes: [...told.takes] }} />
        </WhenQuiet>
      </StoryHeader>
      <WhenQuiet>
        <RememberVisit visit={{ storyId: story.id, title: story.title, takeId: last.id, voices, durationMs, shape }} />
      </WhenQuiet>
      <p aria-live="polite" className="sr-only">
        <span key={here.said.turn}>{here.said.words}</span>
      </p>
      <PlayerSection story={story} here={here} isOpen={!refusal} />
      <div className="lg:sticky lg:top-0 lg:col-start-1 lg:row-span-4 lg:row-start-1 lg:h-dvh">
        <StoryMap
          storyId={story.id}
          takes={takes}
          path={path}
          soundingId={isOn ? state.takeId : null}
          positionMs={player.positionMs}
          recording={told.recording}
          likedIds={told.likedIds}
          onPlayFrom={(takeId) => here.hear(takeId, true)}
          {...(!kept && here.like && { onLike: here.like })}
          {...(!refusal && { answerHref: (takeId, kind) => answerHref(story.id, takeId, kind) })}
          onNeed={here.store.explore}
        />
      </div>
      <section aria-label="Answers" className="flex-1 px-4 py-5 lg:col-start-2 lg:row-start-3 lg:px-6">
        {told.timing && parent && (
          <TakeTiming key={last.id} storyId={story.id} take={last} parent={parent} timing={told.timing} />
        )}
        <AnswerList storyId={story.id} here={here} isOpen={!refusal} />
      </section>
      <PlayerBar story={story} here={here} refusal={refusal} />
    </main>
  );
}

const asKept = ({ id, title, defaultAnswer }: Props['story']) => ({ storyId: id, title, defaultAnswer });
