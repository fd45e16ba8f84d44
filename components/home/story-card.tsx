import { TreeMiniature } from '@/components/map/tree-miniature';
import { Likes } from '@/components/story/likes';
import { Cover } from '@/components/ui/cover';
import { Link } from '@/components/ui/link';
import type { StoryCard as StoryCardData } from '@/lib/domain/schemas';
import { ageText, counted, roughLength } from '@/lib/timeline/clock-text';

type Props = {
  story: StoryCardData;
  /** The instant by which it is in the list. */
  age: string;
  /** When the page was made (ms since 1970). */
  now: number;
};

const WHO_FINDS_IT = { public: null, unlisted: 'By link', private: 'Private' };

export function StoryCard({ story, age, now }: Props) {
  const whoFindsIt = WHO_FINDS_IT[story.visibility];
  return (
    <Link
      href={`/s/${story.id}`}
      className="flex h-full flex-col gap-3 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow) transition-[background-color,scale] hover:bg-raised/60 active:scale-[0.99]"
    >
      <div className="flex items-start gap-3">
        <h2 dir="auto" className="line-clamp-2 min-w-0 flex-1 text-start font-semibold text-lg tracking-tight">
          {story.title}
        </h2>
        {story.coverId && <Cover coverId={story.coverId} size={56} className="rounded-xl" />}
      </div>
      <TreeMiniature shape={story.shape} />
      <p className="mt-auto flex items-baseline gap-3 text-muted text-sm">
        <span className="min-w-0 flex-1">
          {counted(story.voiceCount, 'voice')} · {roughLength(story.durationMs)}
          {whoFindsIt && ` · ${whoFindsIt}`}
        </span>
        <Likes count={story.likeCount} />
        <time dateTime={age} className="whitespace-nowrap">
          {ageText(Date.parse(age), now)}
        </time>
      </p>
    </Link>
  );
}
