'use client';

import dynamic from 'next/dynamic';
import { cn } from '@/components/ui/cn';
import type { AnswerKind, MapTake } from '@/lib/domain/schemas';
import type { Explored } from '@/lib/story/explorer';

export type StoryMapProps = {
  storyId: string;
  /**
   * All that are known, with what was last heard of them. The same array as long as nothing is new, and in it the same
   * object as long as nothing is new about that take.
   */
  takes: readonly MapTake[];
  /** Ids from the seed to the chosen take. */
  path: readonly string[];
  /** The take that sounds now; null in silence. */
  soundingId: string | null;
  /** Where on the path the player is (ms); read once a frame. */
  positionMs(): number;
  /** Who records over a take right now. */
  recording: ReadonlyMap<string, readonly string[]>;
  likedIds: ReadonlySet<string>;
  /** Somebody has chosen a take: it sounds from its start. False when it could not be reached; never rejects. */
  onPlayFrom(takeId: string): Promise<boolean>;
  /** Likes it, or takes that back. */
  onLike?(takeId: string): void;
  /** Where one may answer. */
  answerHref?(takeId: string, kind: AnswerKind): string;
  /** More of what answers this take is wanted. */
  onNeed(takeId: string): Promise<Explored>;
};

const MapBody = dynamic(() => import('./map-body').then((loaded) => loaded.MapBody), {
  ssr: false,
  loading: () => null,
});

/** The tree as an underground map: a strip on a phone that pulls up to the whole screen, all of its place on a desktop. */
export function StoryMap({ className, ...props }: StoryMapProps & { className?: string }) {
  return (
    <div className={cn('dot-grid relative h-30 border-line border-y lg:h-full lg:border-y-0 lg:border-r', className)}>
      <MapBody key={props.storyId} {...props} />
    </div>
  );
}
