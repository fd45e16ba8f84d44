import 'server-only';
import { guarded } from '@/db/guard';
import { dropNudge, swapNudged } from '@/db/queries/nudges';
import { holdStory } from '@/db/queries/silence';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { mixPlan } from '@/lib/timeline/mix-plan';
import { mayStillMove } from '../acting';
import { keep } from '../mixes';
import { nudgeOnServer } from '../mixing/pool';
import type { JobCtx, Payload } from './kinds';
import { enqueue } from './queue';

/**
 * Makes the files of a nudge under new keys and puts them in the place of the take's, if its author still wants it there, may
 * still have it there, and nobody has answered by then. A rendering is the same bytes every time, so after a kill it is simply made again; what an
 * earlier one has stored is swept.
 */
export async function renderNudge(ctx: JobCtx, nudge: Payload<'take.nudge'>): Promise<'moved' | 'dropped'> {
  const { storyId, takeId, nudgeMs } = nudge;
  const take = await getTake(ctx.db, { storyId, id: takeId });
  const parent = take?.parentId ? await getTake(ctx.db, { storyId, id: take.parentId }) : null;
  const isWished = take?.wantedNudgeMs === nudgeMs && (await mayStillMove(ctx.db, take));
  if (!isWished || !take.marginsKey || !parent || take.childCount > 0) {
    await dropNudge(ctx.db, nudge);
    return 'dropped';
  }
  // A mix that is made anew meanwhile would be undone by this one.
  if (take.mixDue || parent.mixDue) throw new AppError('mixing_busy');
  const plan = mixPlan(take, parent, take.gainDb);
  const [stem, margins, parentMix] = await Promise.all([
    ctx.storage.read(take.stemKey),
    ctx.storage.read(take.marginsKey),
    plan.parent && ctx.storage.read(parent.mixKey),
  ]);
  const rendered = await nudgeOnServer({
    stem,
    margins,
    parentMix,
    plan,
    fromNudgeMs: take.nudgeMs,
    toNudgeMs: nudgeMs,
  });
  const files = {
    stem: await keep(ctx.storage, takeId, 'stem', 'audio/flac', rendered.stem),
    margins: await keep(ctx.storage, takeId, 'margins', 'audio/flac', rendered.margins),
    mix: await keep(ctx.storage, takeId, 'mix', 'audio/mp4', rendered.mix),
    peaks: rendered.peaks,
  };
  const moved = await guarded(() =>
    ctx.db.transaction(async (tx) => {
      // Whoever closes the story changes this row: one of the two comes first.
      await holdStory(tx, { storyId });
      if (!(await mayStillMove(tx, take))) {
        await dropNudge(tx, nudge);
        return false;
      }
      const isSwapped = await swapNudged(tx, { ...nudge, from: take.mixKey }, files);
      if (isSwapped) await enqueue(tx, 'take.verify', { storyId, takeId });
      return isSwapped;
    }),
  );
  if (moved) return 'moved';
  for (const { key } of [files.stem, files.margins, files.mix]) await ctx.storage.remove(key);
  return 'dropped';
}
