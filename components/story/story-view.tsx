import type { AnswerKind, MapTake, PageTake, Visibility } from '@/lib/domain/schemas';
import type { Timing } from '@/lib/domain/timing';
import { AnswerList } from './answer-list';
import { forkAt, oldestFirst } from './fork';
import { KeepOffline } from './keep-offline';
import { takeHref } from './links';
import { PathPlayer } from './path-player';
import { RememberVisit } from './remember-visit';
import { StoryHeader } from './story-header';
import { StoryMap } from './story-map';
import { TakeTiming } from './take-timing';
import { pathLengthMs } from './tape-layout';

type Props = {
  story: { id: string; title: string; visibility: Visibility; defaultAnswer: AnswerKind };
  /** Seed first, down to the chosen take. */
  path: readonly PageTake[];
  /** The takes known of the tree; those of the path and the answers may be among them. */
  branches: readonly MapTake[];
  /** The children of the path's last take. */
  answers: readonly PageTake[];
  /** Of the path's last take; left out where nobody is there to ask. */
  timing?: Timing;
};

/** One column under the thumb; from 1024 px on the map takes the left two thirds. */
export function StoryView({ story, path: [seed, ...rest], branches, answers, timing }: Props) {
  if (!seed) return null;
  const path = [seed, ...rest] as const;
  const last = path.at(-1) ?? seed;
  const parent = path.at(-2);
  const takes = [...new Map([...branches, ...path, ...answers].map((take) => [take.id, asMapTake(take)])).values()];
  const voices = new Set(path.map(({ author }) => author.id)).size;
  const durationMs = pathLengthMs(path);
  const forks = path.map(({ id }) => forkAt(takes, id));

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
      >
        <KeepOffline key={last.id} path={{ ...asKept(story), takeId: last.id, takes: [...path] }} />
      </StoryHeader>
      <RememberVisit
        visit={{ storyId: story.id, title: story.title, takeId: last.id, voices, durationMs, shape: outlineOf(takes) }}
      />
      <PathPlayer story={story} path={[...path]} forks={forks}>
        <div className="border-line border-y lg:sticky lg:top-0 lg:col-start-1 lg:row-span-4 lg:row-start-1 lg:h-dvh lg:border-y-0 lg:border-r">
          <StoryMap
            story={story}
            takes={takes}
            path={path.map(({ id }) => id)}
            className="dot-grid max-h-60 lg:h-full lg:max-h-none"
          />
          <p
            aria-hidden="true"
            className="absolute bottom-5 left-6 hidden rounded-md bg-bg px-2 py-1 text-muted text-xs lg:block"
          >
            Time runs to the right. A line is a voice; where it branches, two people answered.
          </p>
        </div>
        <section aria-label="Answers" className="flex-1 px-4 py-5 lg:col-start-2 lg:row-start-3 lg:px-6">
          {timing && parent && <TakeTiming storyId={story.id} take={last} parent={parent} timing={timing} />}
          <AnswerList storyId={story.id} parent={last} isFirst={path.length === 1} answers={answers} />
        </section>
      </PathPlayer>
    </main>
  );
}

const asKept = ({ id, title, defaultAnswer }: Props['story']) => ({ storyId: id, title, defaultAnswer });

/** Enough of the tree to know a story again by its picture. */
const OUTLINE_TAKES = 60;
const outlineOf = (takes: readonly MapTake[]) =>
  oldestFirst(takes)
    .slice(0, OUTLINE_TAKES)
    .map(({ id, parentId, startMs, durationMs, author }) => ({
      id,
      parentId,
      startMs,
      durationMs,
      authorId: author.id,
    }));

/** What of a take goes into the player's forks; its peaks and its URLs are on the page once already. */
const asMapTake = ({ id, parentId, startMs, durationMs, author, likeCount, childCount }: MapTake): MapTake => ({
  id,
  parentId,
  startMs,
  durationMs,
  author,
  likeCount,
  childCount,
});
