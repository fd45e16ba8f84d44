import 'server-only';
import { pathOnMap } from '@/db/queries/path-facts';
import {
  canonLeaf,
  canonTop,
  getTake,
  pathTo,
  answersPage as readAnswers,
  canonBelow as readCanon,
  type TakeRow,
  takesAround,
} from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { MAP_OF_A_PATH, PAGE_SIZE } from '@/lib/domain/limits';
import type { AnewView, AnswersPage, MapView, PathView, TakeFacts } from '@/lib/domain/tree-views';
import type { Ctx } from './context';
import { likedIds, pathView as viewOf } from './path-view';
import { storyForActor } from './stories';
import { answerViews, mapTake } from './views';

type OneTake = { storyId: string; takeId: string };

/**
 * The path to a take, with `isOn` through it and on along the canon; with `after`, only what lies below that take of it.
 * Throws take_not_found, also when `after` is not on the path.
 */
export async function pathView(
  ctx: Ctx,
  { storyId, takeId, isOn, after }: OneTake & { isOn: boolean; after?: string | undefined },
): Promise<PathView> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  const [path, canon, above] = await Promise.all([
    pathTo(ctx.db, { storyId, id: takeId, below: after }),
    isOn ? readCanon(ctx.db, { storyId, id: takeId }) : [],
    after ? getTake(ctx.db, { storyId, id: after }) : null,
  ]);
  const whole = path.concat(canon.slice(1));
  const takes = takeId === after ? whole.slice(path.length) : whole;
  const last = whole.at(-1);
  const isBelow = takes.length === 0 || takes[0]?.parentId === (above?.id ?? null);
  if (!last || (after && !above) || !isBelow) throw new AppError('take_not_found');
  return viewOf(ctx, { story, takes, last, above });
}

/** The take at which the canon below this one ends. */
export async function canonBelow(ctx: Ctx, { storyId, takeId }: OneTake): Promise<string> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  const leaf = await canonLeaf(ctx.db, { storyId, id: takeId });
  if (!leaf) throw new AppError('take_not_found');
  return leaf;
}

/** The answers to a take in the order of the canon. */
export async function answersPage(
  ctx: Ctx,
  { storyId, takeId, cursor }: OneTake & { cursor?: string | undefined },
): Promise<AnswersPage> {
  const parent = await takeFor(ctx, { storyId, takeId });
  const page = await readAnswers(ctx.db, { storyId, id: parent.id, limit: PAGE_SIZE, cursor: cursor ?? null });
  return {
    answers: await answerViews(ctx.storage, page.takes),
    nextCursor: page.nextCursor,
    likedIds: await likedIds(ctx, { storyId, shown: page.takes }),
  };
}

/** The takes around one, the nearest first. */
export async function mapView(ctx: Ctx, { storyId, takeId }: OneTake): Promise<MapView> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  const takes = await takesAround(ctx.db, { storyId, id: takeId });
  if (takes.length === 0) throw new AppError('take_not_found');
  return { takes: takes.map(mapTake), likedIds: await likedIds(ctx, { storyId, shown: takes }) };
}

/** What a page reads anew that shows the path down to a take: what is around that, the beginning of the canon, and the path. */
export async function mapAnew(ctx: Ctx, { storyId, takeId }: OneTake): Promise<AnewView> {
  const { seedId } = await storyForActor(ctx, { storyId }, 'story.listen');
  const [around, canon, path] = await Promise.all([
    takesAround(ctx.db, { storyId, id: takeId }),
    canonTop(ctx.db, { storyId, id: seedId, most: MAP_OF_A_PATH }),
    pathOnMap(ctx.db, { storyId, id: takeId }),
  ]);
  if (around.length === 0) throw new AppError('take_not_found');
  const takes = [...new Map([...around, ...canon].map((take) => [take.id, take])).values()];
  return {
    takes: takes.map(mapTake),
    likedIds: await likedIds(ctx, { storyId, shown: takes }),
    path: path.map(
      ({ likeCount, childCount, bestChildId }, n): TakeFacts => [
        likeCount,
        childCount,
        bestChildId !== null && bestChildId === path[n + 1]?.id ? 1 : bestChildId,
      ],
    ),
  };
}

async function takeFor(ctx: Ctx, { storyId, takeId }: OneTake): Promise<TakeRow> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  const take = await getTake(ctx.db, { storyId, id: takeId });
  if (!take) throw new AppError('take_not_found');
  return take;
}
