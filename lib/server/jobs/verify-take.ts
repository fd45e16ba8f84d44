import 'server-only';
import { heardUnder, saveResidual } from '@/db/queries/alignments';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { farthestMs } from '@/lib/mixing/residual';
import { overlapMs } from '@/lib/timeline/rule';
import { heardMix } from '../heard-mix';
import { residualOnServer } from '../mixing/pool';
import type { JobCtx, Payload } from './kinds';

type Found = { residualMs: number; errorMs: number; peakDb: number };

/**
 * Measures how far a published answer lies from its parent, as anybody could who has both, and notes it for the operator. What
 * turns out to lie further off than it was published to is shown as unsure as it is.
 */
export async function verifyTake(
  ctx: JobCtx,
  { storyId, takeId }: Payload<'take.verify'>,
): Promise<'measured' | 'nothing to hear' | 'over another mix' | 'gone'> {
  const take = await getTake(ctx.db, { storyId, id: takeId });
  const parent = take?.parentId ? await getTake(ctx.db, { storyId, id: take.parentId }) : null;
  if (!take || !parent || take.state !== 'shown' || parent.state !== 'shown') return 'gone';
  const heardSha256 = await heardUnder(ctx.db, { storyId, takeId });
  const parentMix = await heardMix(ctx.storage, parent, heardSha256 ?? parent.mixSha256);
  const found = parentMix && (await find(ctx, take, parent, parentMix));
  const isOff = found !== null && Math.abs(found.residualMs) > take.alignErrorMs + found.errorMs;
  // Nobody knows over which mix it was spoken: what it is off by may be how far the parent was moved.
  const isTold = !(isOff && parent.movedAt && heardSha256 === null);
  const residual = isTold ? found : null;
  const isRaised = await saveResidual(ctx.db, { storyId, takeId, residual });
  if (isRaised) ctx.log.warn({ ...found, statedMs: take.alignErrorMs }, 'a take lies outside its stated error');
  if (!parentMix || !isTold) return 'over another mix';
  return found ? 'measured' : 'nothing to hear';
}

async function find(ctx: JobCtx, take: TakeRow, parent: TakeRow, parentMix: Uint8Array): Promise<Found | null> {
  const [stem, margins] = await Promise.all([
    ctx.storage.read(take.stemKey),
    take.marginsKey ? ctx.storage.read(take.marginsKey) : null,
  ]);
  const measured = await residualOnServer({
    stem,
    margins,
    nudgeMs: take.nudgeMs,
    parentMix,
    fromMs: take.startMs - parent.startMs,
    overlapMs: overlapMs(parent, take.startMs),
  });
  if (!measured) return null;
  return { residualMs: farthestMs(measured), errorMs: measured.errorMs, peakDb: measured.peakDb };
}
