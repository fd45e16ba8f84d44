import 'server-only';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { getTake } from '@/db/queries/takes';
import type { StoredKind } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { Alignment, mixTake as mixInput, SourceCut, StoredFile } from '@/lib/domain/schemas';
import type { ParentTail } from '@/lib/mixing/job';
import { overlapMs } from '@/lib/timeline/rule';
import type { Ctx } from './context';
import { heardMix } from './heard-mix';
import { mixOnServer } from './mixing/pool';
import { newKey } from './storage/keys';
import type { Storage } from './storage/port';
import { assertMayAnswer } from './takes';
import { verifyFile } from './verify';

export type MixedTake = {
  durationMs: number;
  gainDb: number;
  peaks: number[];
  alignment: Alignment;
  stem: StoredFile;
  mix: StoredFile;
  /** Of an answer that was cut from a recording. */
  margins?: StoredFile;
};

/**
 * The fallback for a device that cannot mix: the same core, the same arguments, from the uploaded source. Throws
 * parent_not_found for whatever became of the take that is answered, as publishing does.
 */
export async function mixTake(
  ctx: Ctx,
  {
    takeId,
    storyId,
    parentId,
    startMs,
    cut,
    alignment,
    heardSha256,
    source,
  }: z.output<typeof mixInput> & { takeId: string },
): Promise<MixedTake> {
  if (!can(ctx.actor, 'take.upload')) throw new AppError(ctx.actor?.isSuspended ? 'suspended' : 'forbidden');
  const parent = parentId ? await parentTail(ctx, { storyId, parentId, startMs, cut, heardSha256 }) : null;
  const contentType = await verifyFile(ctx.storage, takeId, 'source', source);
  const bytes = await ctx.storage.read(source.key);
  const job = { source: { bytes, contentType }, cut, parent, ...(alignment && { alignment }) };
  const rendered = await mixOnServer(job);
  const [stem, mix, margins] = await Promise.all([
    keep(ctx.storage, takeId, 'stem', 'audio/flac', rendered.stem),
    keep(ctx.storage, takeId, 'mix', 'audio/mp4', rendered.mix),
    rendered.margins && keep(ctx.storage, takeId, 'margins', 'audio/flac', rendered.margins),
  ]);
  const { durationMs, gainDb, peaks } = rendered;
  const files = { stem, mix, ...(margins && { margins }) };
  return { durationMs, gainDb, peaks: [...peaks], alignment: rendered.alignment, ...files };
}

type Answer = {
  storyId: string;
  parentId: string;
  startMs: number;
  cut: SourceCut;
  heardSha256: string | null | undefined;
};

/**
 * What the take is mixed over and measured against: the mix that was heard, as a device would, while it is there; null for a file that continues, which needs neither.
 */
async function parentTail(
  ctx: Ctx,
  { storyId, parentId, startMs, cut, heardSha256 }: Answer,
): Promise<ParentTail | null> {
  await assertMayAnswer(ctx, { storyId });
  const parent = await getTake(ctx.db, { storyId, id: parentId });
  if (!parent) throw new AppError('parent_not_found');
  if (startMs < parent.startMs) throw new AppError('starts_too_early');
  const overlap = overlapMs(parent, startMs);
  if (cut === 'whole' && overlap === 0) return null;
  const heard = heardSha256 ? await heardMix(ctx.storage, parent, heardSha256) : null;
  const mix = heard ?? (await ctx.storage.read(parent.mixKey));
  return { fromMs: startMs - parent.startMs, overlapMs: overlap, mix };
}

/** Stores a file of a take under a new key. */
export async function keep(
  storage: Storage,
  takeId: string,
  kind: StoredKind,
  contentType: string,
  bytes: Uint8Array,
): Promise<StoredFile> {
  const key = newKey(takeId, kind, contentType);
  await storage.write(key, bytes, contentType);
  return { key, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
