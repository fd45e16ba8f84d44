import 'server-only';
import { storyMarks } from '@/db/queries/events';
import { getStory, type StoryForActor } from '@/db/queries/stories';
import { canonBelow, canonTop, getTake, pathTo, takesAround, takesPage } from '@/db/queries/takes';
import { countWaiting } from '@/db/queries/waiting';
import { answeringWords } from '@/lib/domain/answering-words';
import { AppError } from '@/lib/domain/errors';
import { MAP_OF_A_PATH, TAKES_PAGE_SIZE } from '@/lib/domain/limits';
import type { StoryAboutView } from '@/lib/domain/owned-story';
import { can, type StoryAction } from '@/lib/domain/policy';
import type { AnswerKind, MapTake, StoryView, TakeView, Visibility } from '@/lib/domain/schemas';
import type { PathView } from '@/lib/domain/tree-views';
import { earliestStartMs } from '@/lib/timeline/rule';
import { mayLike, refusalOf, storyRefusal, takeRefusal } from './answering';
import type { Ctx } from './context';
import { likedIds, pathView } from './path-view';
import { mapTake, takeView } from './views';

/** The story, when the actor may do this with it. To everybody else it does not exist. */
export async function storyForActor(
  ctx: Ctx,
  { storyId }: { storyId: string },
  action: StoryAction,
): Promise<StoryForActor> {
  const story = await getStory(ctx.db, { id: storyId, actorId: ctx.actor?.id ?? null });
  if (!story || !can(ctx.actor, 'story.listen', story)) throw new AppError('story_not_found');
  if (!can(ctx.actor, action, story)) throw new AppError(refusalOf(ctx.actor, story));
  return story;
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

export type StoryPage = PathView & {
  /** `mark`: what the story is known by as it is shown here (StoryHello). */
  story: {
    id: string;
    title: string;
    visibility: Visibility;
    defaultAnswer: AnswerKind;
    mark: string | null;
    noLikes: boolean;
  };
  /** Why the actor answers nothing in this story; null when they may. */
  answering: ReturnType<typeof answeringWords> | null;
  about: StoryAboutView;
  /** The end of the path, what is around it, and the beginning of the canon; bounded. */
  map: MapTake[];
};

/** Throws when the actor cannot open this page: cheap, so that a dead link is told before anything is streamed. */
export async function assertStoryPage(ctx: Ctx, { storyId, takeId }: StoryPageIds): Promise<void> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  if (takeId && !(await getTake(ctx.db, { storyId, id: takeId }))) throw new AppError('take_not_found');
}

export type StoryPageIds = { storyId: string; takeId?: string | undefined };

/** What the story's page shows: the path to the chosen take, or the canon when none is chosen; heard from `startAtMs` on. */
export async function storyPage(
  ctx: Ctx,
  { storyId, takeId, startAtMs = 0 }: StoryPageIds & { startAtMs?: number },
): Promise<StoryPage> {
  const [story, marks] = await Promise.all([
    storyForActor(ctx, { storyId }, 'story.listen'),
    storyMarks(ctx.db, { ids: [storyId] }),
  ]);
  const seed = { storyId, id: story.seedId };
  const [path, canon] = await Promise.all([
    takeId ? pathTo(ctx.db, { storyId, id: takeId }) : canonBelow(ctx.db, seed),
    takeId ? canonTop(ctx.db, { ...seed, most: MAP_OF_A_PATH }) : [],
  ]);
  const last = path.at(-1);
  if (!last) throw new AppError('take_not_found');
  const [view, around, refused] = await Promise.all([
    pathView(ctx, { story, takes: path, last, above: null, startAtMs }),
    takesAround(ctx.db, last),
    storyRefusal(ctx, story),
  ]);
  const ofPath = takeId ? path.slice(-MAP_OF_A_PATH) : path.slice(0, MAP_OF_A_PATH).concat(path.slice(-MAP_OF_A_PATH));
  const map = [...new Map([...ofPath, ...around, ...canon].map((take) => [take.id, take])).values()];
  const liked = new Set([...view.likedIds, ...(await likedIds(ctx, { storyId, shown: map }))]);
  return {
    story: {
      id: story.id,
      title: story.title,
      visibility: story.visibility,
      defaultAnswer: story.defaultAnswer,
      mark: marks.get(storyId) ?? null,
      noLikes: !mayLike(ctx.actor, story),
    },
    answering: refused && answeringWords(refused),
    about: await aboutOf(ctx, story),
    ...view,
    map: map.map(mapTake),
    likedIds: [...liked],
  };
}

async function aboutOf({ actor, db }: Ctx, story: StoryForActor): Promise<StoryAboutView> {
  const { id: storyId, description, coverId, isClosed } = story;
  const isOwner = can(actor, 'story.keep', story);
  const waitingCount = isOwner ? await countWaiting(db, { storyId }) : 0;
  return { description, coverId, isClosed, isOwner, waitingCount };
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
  /** The longest take that the story takes (ms); null: as everywhere. */
  mostMs: number | null;
};

/** What the studio needs to answer a take. Two rows, however deep the path is. Throws why the actor may not answer it. */
export async function takeToAnswer(
  ctx: Ctx,
  { storyId, parentId }: { storyId: string; parentId: string },
): Promise<TakeToAnswer> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  const parent = await getTake(ctx.db, { storyId, id: parentId });
  if (!parent) throw new AppError('take_not_found');
  const refused = (await storyRefusal(ctx, story)) ?? (await takeRefusal(ctx, story, parent));
  if (refused) throw new AppError(refused);
  const grandparent = parent.parentId ? await getTake(ctx.db, { storyId, id: parent.parentId }) : null;
  return {
    storyId,
    storyTitle: story.title,
    defaultAnswer: story.defaultAnswer,
    parent: {
      id: parent.id,
      startMs: parent.startMs,
      durationMs: parent.durationMs,
      mixUrl: parent.mixDue ? '' : await ctx.storage.listenUrl(parent.mixKey),
      peaks: [...parent.peaks],
      authorId: parent.authorId,
      authorName: parent.authorName,
    },
    earliestStartMs: earliestStartMs(grandparent),
    mostMs: story.mostMs,
  };
}
