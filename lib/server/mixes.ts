import 'server-only';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { getTake } from '@/db/queries/takes';
import type { FileKind } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { mixTake as mixInput, StoredFile } from '@/lib/domain/schemas';
import type { ParentTail } from '@/lib/mixing/job';
import { tailUnder } from '@/lib/timeline/mix-plan';
import type { Ctx } from './context';
import { mixOnServer } from './mixing/pool';
import { newKey } from './storage/keys';
import type { Storage } from './storage/port';
import { assertMayAnswer } from './takes';
import { verifyFile } from './verify';

export type MixedTake = { durationMs: number; gainDb: number; peaks: number[]; stem: StoredFile; mix: StoredFile };

/**
 * The fallback for a device that cannot mix: the same core, the same arguments, from the uploaded source. Throws
 * parent_not_found for whatever became of the take that is answered, as publishing does.
 */
export async function mixTake(
  ctx: Ctx,
  { takeId, storyId, parentId, startMs, cut, source }: z.output<typeof mixInput> & { takeId: string },
): Promise<MixedTake> {
  if (!can(ctx.actor, 'take.upload')) throw new AppError('forbidden');
  const parent = parentId ? await parentTail(ctx, { storyId, parentId, startMs }) : null;
  const contentType = await verifyFile(ctx.storage, takeId, 'source', source);
  const bytes = await ctx.storage.read(source.key);
  const rendered = await mixOnServer({ source: { bytes, contentType }, cut, parent });
  const [stem, mix] = await Promise.all([
    keep(ctx.storage, takeId, 'stem', 'audio/flac', rendered.stem),
    keep(ctx.storage, takeId, 'mix', 'audio/mp4', rendered.mix),
  ]);
  const { durationMs, gainDb } = rendered;
  return { durationMs, gainDb, peaks: [...rendered.peaks], stem, mix };
}

async function parentTail(
  ctx: Ctx,
  { storyId, parentId, startMs }: { storyId: string; parentId: string; startMs: number },
): Promise<ParentTail | null> {
  await assertMayAnswer(ctx, { storyId });
  const parent = await getTake(ctx.db, { storyId, id: parentId });
  if (!parent) throw new AppError('parent_not_found');
  if (startMs < parent.startMs) throw new AppError('starts_too_early');
  const tail = tailUnder(startMs, parent);
  return tail && { ...tail, mix: await ctx.storage.read(parent.mixKey) };
}

/** Stores a file of a take under a new key. */
export async function keep(
  storage: Storage,
  takeId: string,
  kind: FileKind,
  contentType: string,
  bytes: Uint8Array,
): Promise<StoredFile> {
  const key = newKey(takeId, kind, contentType);
  await storage.write(key, bytes, contentType);
  return { key, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
