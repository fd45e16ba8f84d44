import 'server-only';
import { guarded } from '@/db/guard';
import { dropPathFile, spentPathFiles } from '@/db/queries/path-files';
import { dueAnswers, keysOfTake, type MadeOf, refusedAnswers, swapRemade } from '@/db/queries/silence';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { mixPlan } from '@/lib/timeline/mix-plan';
import { keep } from '../mixes';
import { remixOnServer } from '../mixing/pool';
import type { JobCtx, Payload } from './kinds';
import { enqueue } from './queue';

/** Later than anything that has begun. */
const WHENEVER = new Date(8.64e15);

type OneTake = Payload<'take.remix'>;

/**
 * Makes the files of a take into what its state and its parent's say, removes those that hold what is not heard any more, and has
 * its answers do the same. Every part of it can be done again: files go under new keys, the row is changed only while it is what
 * they were made of, and what nothing names is removed after that.
 */
export async function remixTake(ctx: JobCtx, { storyId, takeId }: OneTake): Promise<string> {
  const take = await getTake(ctx.db, { storyId, id: takeId });
  if (!take) return 'gone';
  const before = await keysUnder(ctx, takeId);
  if (take.state === 'removed' && take.mixDue) {
    await removeAll(ctx, before);
    await ctx.storage.parts.sweep(WHENEVER, takeId);
  }
  await removeSpentPaths(ctx, storyId);
  const outcome = take.mixDue ? await remake(ctx, take) : 'as it should be';
  if (outcome === 'overtaken' || outcome === 'after its parent') return outcome;
  await removeUnnamed(ctx, { storyId, takeId }, before);
  if (take.state === 'removed') {
    for (const refused of await refusedAnswers(ctx.db, { storyId, takeId }))
      await removeUnnamed(ctx, { storyId, takeId: refused }, await keysUnder(ctx, refused));
  }
  for (const answer of await dueAnswers(ctx.db, { storyId, takeId }))
    await enqueue(ctx.db, 'take.remix', { storyId, takeId: answer });
  return outcome;
}

async function remake(ctx: JobCtx, take: TakeRow): Promise<'made' | 'overtaken' | 'after its parent'> {
  const { storyId, id: takeId, parentId } = take;
  const parent = parentId ? await getTake(ctx.db, { storyId, id: parentId }) : null;
  const plan = mixPlan(take, parent, take.gainDb);
  const isHeard = parent?.state === 'shown' && plan.parent !== null;
  if (isHeard && parent.mixDue) {
    // Once that is made, its answers are sent for.
    await enqueue(ctx.db, 'take.remix', { storyId, takeId: parent.id });
    return 'after its parent';
  }
  const [stem, parentMix] = await Promise.all([
    take.state === 'shown' ? ctx.storage.read(take.stemKey) : null,
    isHeard ? ctx.storage.read(parent.mixKey) : null,
  ]);
  const made = await remixOnServer({ stem, parentMix, plan: { ...plan, parent: isHeard ? plan.parent : null } });
  const files = {
    stem: stem ? null : await keep(ctx.storage, takeId, 'stem', 'audio/flac', made.stem),
    mix: await keep(ctx.storage, takeId, 'mix', 'audio/mp4', made.mix),
  };
  const madeOf: MadeOf = { ...take, parent };
  const isSwapped = await guarded(() => ctx.db.transaction((tx) => swapRemade(tx, madeOf, files)));
  if (isSwapped) return 'made';
  await removeAll(ctx, [files.mix.key, ...(files.stem ? [files.stem.key] : [])]);
  // Of what it is made now, whoever changed that has asked for too; twice is once.
  await enqueue(ctx.db, 'take.remix', { storyId, takeId });
  return 'overtaken';
}

async function keysUnder({ storage }: JobCtx, takeId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(`audio/${takeId}/`)) keys.push(key);
  return keys;
}

async function removeAll({ storage }: JobCtx, keys: string[]): Promise<void> {
  for (const key of keys) await storage.remove(key);
}

/** Of files that were there before: what is being made meanwhile has no name yet, and stays. */
async function removeUnnamed(ctx: JobCtx, take: OneTake, before: string[]): Promise<void> {
  const named = await keysOfTake(ctx.db, take);
  await removeAll(
    ctx,
    before.filter((key) => !named.has(key)),
  );
}

async function removeSpentPaths(ctx: JobCtx, storyId: string): Promise<void> {
  for (const key of await spentPathFiles(ctx.db, { storyId })) {
    await ctx.storage.remove(key);
    await dropPathFile(ctx.db, { storyId, key });
  }
}
