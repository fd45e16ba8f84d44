import 'server-only';
import { createHash } from 'node:crypto';
import { getPathFile, type PathStep, pathSteps } from '@/db/queries/path-files';
import { AppError } from '@/lib/domain/errors';
import type { PathFileView } from '@/lib/domain/tree-views';
import { endMs } from '@/lib/timeline/rule';
import type { Ctx } from './context';
import { countSent, countWaiting, enqueue } from './jobs/queue';
import { storyForActor } from './stories';

const HOUR_MS = 60 * 60 * 1000;
/** A longer path is not made into one file (ms). */
const LONGEST_MS = 1.5 * HOUR_MS;
/** A path that cannot be made is not tried for ever by everybody who asks for it. */
const MOST_AN_HOUR = 4;
/** Each takes up to some minutes of a core; whoever asks meanwhile asks again. */
const MOST_WAITING = 100;

/**
 * All of the path that ends with a take, as one file for a page that may not play in the background: where it is, or null while it
 * is being made. Throws path_too_long.
 */
export async function pathFile(
  ctx: Ctx,
  { storyId, takeId }: { storyId: string; takeId: string },
): Promise<PathFileView> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  const path = await pathSteps(ctx.db, { storyId, takeId });
  const last = path.at(-1);
  if (!last) throw new AppError('take_not_found');
  if (endMs(last) > LONGEST_MS) throw new AppError('path_too_long');
  // What is made anew in a moment is asked for in a moment.
  if (path.some(({ mixDue }) => mixDue)) return { url: null };
  const made = await getPathFile(ctx.db, { storyId, takeId });
  if (made?.madeOf === madeOf(path)) return { url: await ctx.storage.listenUrl(made.key) };
  await askFor(ctx, { storyId, takeId });
  return { url: null };
}

/** What a path file is made of, as one short text: another mix of any of its takes, and it is another. */
export const madeOf = (path: readonly PathStep[]): string =>
  createHash('sha256')
    .update(path.map(({ mixKey }) => mixKey).join('\n'))
    .digest('hex');

/** Its queue holds one of each path at a time. */
async function askFor(ctx: Ctx, path: { storyId: string; takeId: string }): Promise<void> {
  const sent = await countSent('path.render', path.takeId, new Date(Date.now() - HOUR_MS));
  if (sent >= MOST_AN_HOUR || (await countWaiting('path.render')) >= MOST_WAITING)
    return ctx.log.warn(path, 'path file not asked for');
  await enqueue(ctx.db, 'path.render', path);
}
