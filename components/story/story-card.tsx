import { Link } from '@/components/ui/link';
import type { StoryCard as StoryCardData } from '@/lib/domain/schemas';
import { ageText, counted, roughLength } from '@/lib/timeline/clock-text';
import { TreeMiniature } from './tree-miniature';

/** `now`: ms since 1970, when the page was made. */
export function StoryCard({ story, now }: { story: StoryCardData; now: number }) {
  return (
    <Link
      href={`/s/${story.id}`}
      className="flex h-full flex-col gap-3 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow) transition-[background-color,scale] hover:bg-raised/60 active:scale-[0.99]"
    >
      <h2 dir="auto" className="line-clamp-2 text-start font-semibold text-lg tracking-tight">
        {story.title}
      </h2>
      <TreeMiniature shape={story.shape} />
      <p className="mt-auto flex justify-between gap-4 text-muted text-sm">
        <span>
          {counted(story.voiceCount, 'voice')} · {roughLength(story.durationMs)}
        </span>
        <time dateTime={story.grownAt}>{ageText(Date.parse(story.grownAt), now)}</time>
      </p>
    </Link>
  );
}
