import 'server-only';
import { getStory, listPublicStories, type StoryRow } from '@/db/queries/stories';
import { canonLeaf, childrenOf, getTake, newestAnswers, pathTo, takesPage } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { PAGE_SIZE, TAKES_PAGE_SIZE } from '@/lib/domain/limits';
import { type Action, can } from '@/lib/domain/policy';
import type { AnswerKind, MapTake, PageTake, StoryCard, StoryView, TakeView, Visibility } from '@/lib/domain/schemas';
import type { Timing } from '@/lib/domain/timing';
import { earliestStartMs } from '@/lib/timeline/rule';
import type { Ctx } from './context';
import { moveOf } from './moves';
import { alignmentView, answerViews, mapTake, pathViews, takeView } from './views';

const ANSWERS_SHOWN = 200;
/** The page knows so many of the newest branches at each of the path's last so many forks. */
const BRANCHES_AT_A_FORK = 8;
const FORKS_SHOWN = 200;

/** The story, when the actor may do this with it. To everybody else it does not exist. */
export async function storyForActor(ctx: Ctx, { storyId }: { storyId: string }, action: Action): Promise<StoryRow> {
  const story = await getStory(ctx.db, { id: storyId });
  if (!story || !can(ctx.actor, action, story)) throw new AppError('story_not_found');
  return story;
}

/** Public stories, the newest growth first. */
export async function listStories(
  ctx: Ctx,
  { cursor, limit = PAGE_SIZE }: { cursor?: string | undefined; limit?: number },
): Promise<{ stories: StoryCard[]; nextCursor: string | null }> {
  const { stories, nextCursor } = await listPublicStories(ctx.db, { limit, cursor: cursor ?? null });
  const cards = stories.map(
    (story): StoryCard => ({
      id: story.id,
      title: story.title,
      seedId: story.seedId,
      visibility: story.visibility,
      takeCount: story.takeCount,
      voiceCount: story.voiceCount,
      durationMs: story.durationMs,
      createdAt: story.createdAt.toISOString(),
      grownAt: story.grownAt.toISOString(),
      shape: story.shape,
    }),
  );
  return { stories: cards, nextCursor };
}

/** A story with a page of its takes, oldest first, for the public API. `origin` makes the URLs absolute. */
export async function readStory(
  ctx: Ctx,
  { storyId, cursor, origin }: { storyId: string; cursor?: string | undefined; origin: string },
): Promise<StoryView> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  const page = await takesPage(ctx.db, { storyId, limit: TAKES_PAGE_SIZE, cursor: cursor ?? null });
  return {
    id: story.id,
    title: story.title,
    seedId: story.seedId,
    visibility: story.visibility,
    takes: await Promise.all(page.takes.map((take) => takeView(ctx.storage, take, origin))),
    nextCursor: page.nextCursor,
  };
}

export type StoryPage = {
  story: { id: string; title: string; visibility: Visibility; defaultAnswer: AnswerKind };
  /** From the seed down to the chosen take. */
  path: PageTake[];
  /** The takes of the map, bounded; holds the whole path. */
  branches: MapTake[];
  /** The children of the path's last take, bounded. */
  answers: PageTake[];
  /** Of the path's last take. */
  timing: Timing;
};

/** Throws when the actor cannot open this page: cheap, so that a dead link is told before anything is streamed. */
export async function assertStoryPage(ctx: Ctx, { storyId, takeId }: StoryPageIds): Promise<void> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  if (takeId && !(await getTake(ctx.db, { storyId, id: takeId }))) throw new AppError('take_not_found');
}

export type StoryPageIds = { storyId: string; takeId?: string | undefined };

/** What the story's page shows: the path to the chosen take, or the canon when none is chosen. */
export async function storyPage(ctx: Ctx, { storyId, takeId }: StoryPageIds): Promise<StoryPage> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  const leafId = takeId ?? (await canonLeaf(ctx.db, { storyId }));
  if (!leafId) throw new AppError('take_not_found');
  const [path, children, page] = await Promise.all([
    pathTo(ctx.db, { storyId, id: leafId }),
    childrenOf(ctx.db, { storyId, id: leafId, limit: ANSWERS_SHOWN }),
    takesPage(ctx.db, { storyId, limit: TAKES_PAGE_SIZE, cursor: null }),
  ]);
  const last = path.at(-1);
  if (!last) throw new AppError('take_not_found');
  const forks = path.slice(-FORKS_SHOWN).map(({ id }) => id);
  const beside = await newestAnswers(ctx.db, { storyId, ids: forks, each: BRANCHES_AT_A_FORK });
  const shown = new Map([...page.takes, ...path, ...beside, ...children].map((take) => [take.id, take]));
  return {
    story: { id: story.id, title: story.title, visibility: story.visibility, defaultAnswer: story.defaultAnswer },
    path: await pathViews(ctx.storage, path),
    branches: [...shown.values()].map(mapTake),
    answers: await answerViews(ctx.storage, children),
    timing: { alignment: alignmentView(last), move: await moveOf(ctx, last) },
  };
}

export type TakeToAnswer = {
  storyId: string;
  storyTitle: string;
  defaultAnswer: AnswerKind;
  parent: Pick<TakeView, 'id' | 'startMs' | 'durationMs' | 'mixUrl' | 'peaks'> & {
    authorId: string;
    authorName: string;
  };
  /** The earliest punch of an answer (ms on the timeline). */
  earliestStartMs: number;
};

/** What the studio needs to answer a take. Two rows, however deep the path is. */
export async function takeToAnswer(
  ctx: Ctx,
  { storyId, parentId }: { storyId: string; parentId: string },
): Promise<TakeToAnswer> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  const parent = await getTake(ctx.db, { storyId, id: parentId });
  if (!parent) throw new AppError('take_not_found');
  const grandparent = parent.parentId ? await getTake(ctx.db, { storyId, id: parent.parentId }) : null;
  return {
    storyId,
    storyTitle: story.title,
    defaultAnswer: story.defaultAnswer,
    parent: {
      id: parent.id,
      startMs: parent.startMs,
      durationMs: parent.durationMs,
      mixUrl: await ctx.storage.listenUrl(parent.mixKey),
      peaks: [...parent.peaks],
      authorId: parent.authorId,
      authorName: parent.authorName,
    },
    earliestStartMs: earliestStartMs(grandparent),
  };
}
