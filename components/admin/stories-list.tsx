import { Ago } from '@/components/ui/ago';
import { Link } from '@/components/ui/link';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import type { AdminStory } from '@/lib/domain/admin';
import { counted } from '@/lib/timeline/clock-text';
import { SearchForm } from './search-form';

type Props = { stories: readonly AdminStory[]; nextCursor: string | null; q: string; now: number };

/** Every story, the newest first; what is private can be seen here, and not opened. */
export function StoriesList({ stories, nextCursor, q, now }: Props) {
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Stories</h1>
      <SearchForm action="/admin/stories" label="Title or id" q={q} />
      {stories.length === 0 ? (
        <NothingHere title="No story is called that" />
      ) : (
        <ul className="divide-y divide-line rounded-3xl border border-line bg-surface shadow-(--card-shadow)">
          {stories.map((story) => (
            <li key={story.id} className="flex min-h-16 items-center gap-4 px-5 py-2">
              <span className="flex min-w-0 flex-1 flex-col">
                <StoryTitle story={story} />
                <span className="truncate text-muted text-xs">
                  by{' '}
                  <Link
                    href={`/admin/people/${story.ownerId}`}
                    prefetch={false}
                    className="underline underline-offset-2"
                  >
                    <bdi>{story.ownerName}</bdi>
                  </Link>{' '}
                  · {counted(story.takeCount, 'take')}
                </span>
              </span>
              <span className="flex shrink-0 flex-col items-end text-muted text-xs">
                <span>{story.isDeleted ? 'deleted' : story.isClosed ? 'closed' : story.visibility}</span>
                <Ago at={story.at} now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <NextPage href={nextCursor && `/admin/stories?${new URLSearchParams({ q, cursor: nextCursor })}`} />
    </>
  );
}

function StoryTitle({ story: { id, title, visibility, isDeleted } }: { story: AdminStory }) {
  if (isDeleted || visibility === 'private') return <bdi className="truncate font-medium">{title}</bdi>;
  return (
    <Link
      href={`/s/${id}`}
      prefetch={false}
      className="flex min-h-12 items-center truncate font-medium hover:underline"
    >
      <bdi>{title}</bdi>
    </Link>
  );
}
