import 'server-only';
import type { Db } from '@/db/client';
import { guarded } from '@/db/guard';
import { getPathFile, type PathStep, pathSteps, SPENT, savePathFile } from '@/db/queries/path-files';
import { holdStory } from '@/db/queries/silence';
import { AppError } from '@/lib/domain/errors';
import type { StoredFile } from '@/lib/domain/schemas';
import { renderPathFile } from '@/lib/mixing/path-file';
import { playPlan } from '@/lib/timeline/path';
import { keep } from '../mixes';
import { withCore } from '../mixing/core';
import { madeOf } from '../path-files';
import type { JobCtx, Payload } from './kinds';

/** Far above what the longest path takes, and below the end of its job (db/job-queues.mjs). */
const TIMEOUT_MS = 55 * 60_000;

/**
 * Makes one file of a path and puts it in the place of an earlier one. A take that is moved meanwhile leaves a file that is told
 * to be made of another mix, and whoever asks next has it made anew.
 */
export async function renderPath(
  ctx: JobCtx,
  { storyId, takeId }: Payload<'path.render'>,
): Promise<'made' | 'already there' | 'gone'> {
  const path = await pathSteps(ctx.db, { storyId, takeId });
  if (path.length === 0) return 'gone';
  assertHeard(path);
  const made = await getPathFile(ctx.db, { storyId, takeId });
  if (made?.madeOf === madeOf(path)) return 'already there';
  const mixKeys = new Map(path.map(({ id, mixKey }) => [id, mixKey]));
  const bytes = await renderPathFile(playPlan(path), {
    mixOf: (id) => ctx.storage.read(mixKeys.get(id) ?? ''),
    withCore: (work) => withCore(TIMEOUT_MS, work),
  });
  const file = await keep(ctx.storage, takeId, 'path', 'audio/mp4', bytes);
  try {
    await guarded(() => ctx.db.transaction((tx) => putInPlace(tx, path, { storyId, takeId, file })));
  } catch (cause) {
    await ctx.storage.remove(file.key);
    throw cause;
  }
  if (made?.madeOf === SPENT) await ctx.storage.remove(made.key);
  return 'made';
}

/** A voice that was taken out of a mix meanwhile must not be kept in the path's file: it is made again then. */
async function putInPlace(
  tx: Db,
  path: PathStep[],
  { storyId, takeId, file }: Payload<'path.render'> & { file: StoredFile },
): Promise<void> {
  await holdStory(tx, { storyId });
  const now = await pathSteps(tx, { storyId, takeId });
  assertHeard(now);
  if (madeOf(now) !== madeOf(path)) throw new AppError('mixing_busy');
  await savePathFile(tx, { storyId, takeId, file, madeOf: madeOf(path) });
}

function assertHeard(path: PathStep[]): void {
  if (path.some(({ mixDue }) => mixDue)) throw new AppError('mixing_busy');
}
