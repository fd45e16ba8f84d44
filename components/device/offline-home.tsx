import { NewStoryLink } from '@/components/home/new-story-link';
import { TreeMiniature } from '@/components/map/tree-miniature';
import { TopBar } from '@/components/shell/top-bar';
import { takeHref } from '@/components/story/links';
import { pathLengthMs } from '@/components/story/tape-layout';
import { byteText } from '@/components/ui/byte-text';
import { Link } from '@/components/ui/link';
import { Skeleton } from '@/components/ui/skeleton';
import type { KeptPath } from '@/lib/offline/kept-paths';
import type { VisitedStory } from '@/lib/offline/visited';
import { counted, roughLength } from '@/lib/timeline/clock-text';
import { UnfinishedNotice } from './unfinished-notice';
import { useKept, useVisited } from './use-device';

const CARD = 'flex h-full flex-col gap-3 rounded-3xl border border-line p-5';

/** The front page without a server: what can be heard here, and what was opened before and cannot. */
export function OfflineHome() {
  const kept = useKept();
  const visited = useVisited();
  const others = visited?.filter(({ storyId }) => !kept?.some((path) => path.storyId === storyId)) ?? [];
  return (
    <div className="flex min-h-[calc(100dvh-3rem)] flex-col">
      <TopBar />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 pb-12 outline-none lg:px-8">
        <div className="flex flex-col gap-2 pt-4 pb-6 lg:pt-8 lg:pb-10">
          <h1
            tabIndex={-1}
            className="outline-none font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]"
          >
            Stories on this device
          </h1>
          <p className="text-muted">They play without a network, and you can answer them.</p>
        </div>
        {!kept && <Skeleton className="h-44 rounded-3xl" />}
        {kept?.length === 0 && (
          <p className="dot-grid rounded-3xl border border-line border-dashed px-5 py-10 text-muted">
            No story is kept here yet. When you are back online, open one and tap “Keep offline”.
          </p>
        )}
        <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
          {kept?.map((path) => (
            <li key={path.takeId} className="min-w-0">
              <KeptCard path={path} />
            </li>
          ))}
        </ul>
        {others.length > 0 && (
          <section aria-label="Opened before" className="mt-10">
            <h2 className="mb-3 text-muted text-sm">Opened before, not kept</h2>
            <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:gap-4">
              {others.map((story) => (
                <li key={story.storyId} className="min-w-0">
                  <VisitedCard story={story} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </main>
      <NewStoryLink>
        <UnfinishedNotice />
      </NewStoryLink>
    </div>
  );
}

function KeptCard({ path }: { path: KeptPath }) {
  const { takes } = path;
  const shape = takes.map(({ author, ...take }) => ({ ...take, authorId: author.id }));
  return (
    <Link
      href={takeHref(path.storyId, path.takeId)}
      className={`${CARD} bg-surface shadow-(--card-shadow) transition-[background-color,scale] hover:bg-raised/60 active:scale-[0.99]`}
    >
      <h2 dir="auto" className="line-clamp-2 text-start font-semibold text-lg tracking-tight">
        {path.title}
      </h2>
      <TreeMiniature shape={shape} />
      <p className="mt-auto flex justify-between gap-4 text-muted text-sm">
        <span>
          {counted(new Set(takes.map(({ author }) => author.id)).size, 'voice')} · {roughLength(pathLengthMs(takes))}
        </span>
        <span className="tabular-nums">{byteText(path.bytes)}</span>
      </p>
    </Link>
  );
}

function VisitedCard({ story }: { story: VisitedStory }) {
  return (
    <div className={CARD}>
      <h3 dir="auto" className="line-clamp-2 text-start font-semibold text-lg text-muted tracking-tight">
        {story.title}
      </h3>
      {story.shape && (
        <div className="opacity-50 grayscale">
          <TreeMiniature shape={story.shape} />
        </div>
      )}
      <p className="mt-auto flex justify-between gap-4 text-muted text-sm">
        <span>
          {counted(story.voices, 'voice')} · {roughLength(story.durationMs)}
        </span>
        <span>Not kept</span>
      </p>
    </div>
  );
}
