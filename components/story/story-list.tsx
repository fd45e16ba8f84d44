import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import type { StoryCard as StoryCardData } from '@/lib/domain/schemas';
import { StoryCard } from './story-card';

type Props = { stories: readonly StoryCardData[]; nextCursor: string | null; now: number };

export function StoryList({ stories, nextCursor, now }: Props) {
  if (stories.length === 0) {
    return (
      <div className="dot-grid flex flex-col items-start gap-2 rounded-3xl border border-line border-dashed px-5 py-12">
        <svg aria-hidden="true" viewBox="0 0 120 32" className="mb-4 h-8 w-30 stroke-line-strong" fill="none">
          <path d="M4 7v18" strokeWidth="4" strokeLinecap="round" />
          <path d="M14 16h70" strokeWidth="3" strokeLinecap="round" strokeDasharray="0.1 8" />
          <circle cx="104" cy="16" r="10" strokeWidth="2" strokeDasharray="4 3.85" />
        </svg>
        <p className="font-semibold text-lg tracking-tight">It is quiet here.</p>
        <p className="max-w-80 text-muted">Say the first sentence of a story. Somebody will know how it goes on.</p>
      </div>
    );
  }
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
        {stories.map((story) => (
          <li key={story.id} className="min-w-0">
            <StoryCard story={story} now={now} />
          </li>
        ))}
      </ul>
      {nextCursor !== null && (
        <Link
          href={`/?${new URLSearchParams({ cursor: nextCursor })}`}
          className={buttonClass('quiet', 'mx-auto mt-6 flex w-fit')}
        >
          Load more
        </Link>
      )}
    </>
  );
}
