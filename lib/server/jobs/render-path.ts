import 'server-only';
import { getPathFile, pathSteps, savePathFile } from '@/db/queries/path-files';
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
  const made = await getPathFile(ctx.db, { storyId, takeId });
  if (made?.madeOf === madeOf(path)) return 'already there';
  const mixKeys = new Map(path.map(({ id, mixKey }) => [id, mixKey]));
  const bytes = await renderPathFile(playPlan(path), {
    mixOf: (id) => ctx.storage.read(mixKeys.get(id) ?? ''),
    withCore: (work) => withCore(TIMEOUT_MS, work),
  });
  const file = await keep(ctx.storage, takeId, 'path', 'audio/mp4', bytes);
  await savePathFile(ctx.db, { storyId, takeId, file, madeOf: madeOf(path) });
  return 'made';
}
