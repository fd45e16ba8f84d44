import 'server-only';
import type { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { MAX_BYTES, PART_BYTES, UPLOAD_URL_SECONDS, WHOLE_UPLOAD_BYTES } from '@/lib/domain/limits';
import { can } from '@/lib/domain/policy';
import type {
  AnnouncedFile,
  announceUploads as announceInput,
  finishUpload as finishInput,
  PartsTicket,
  UploadTicket,
} from '@/lib/domain/schemas';
import type { Ctx } from './context';
import { spend } from './limits';
import { assertRoom } from './quota';
import { newKey, parseKey } from './storage/keys';
import type { Storage } from './storage/port';

/**
 * Signed URLs for each announced file of a take that is on its way. Asking again gives fresh ones: under a new key, or with
 * `resume` those of the missing parts. Throws upload_too_large and storage_used_up; too_many_requests when a day's bytes are used up;
 * upload_missing when what should be resumed is gone.
 */
export async function announceUploads(
  ctx: Ctx,
  { takeId, files }: z.output<typeof announceInput> & { takeId: string },
): Promise<{ uploads: (UploadTicket | PartsTicket)[] }> {
  assertMayUpload(ctx, files);
  for (const file of files) if (file.resume) assertKeyOf(takeId, file, file.resume.key);
  await assertRoom(ctx, bytesOf(files.filter(({ kind }) => kind !== 'source')));
  // What is resumed was counted when it began.
  const points = Math.ceil(bytesOf(files.filter((file) => !isInParts(file) || !file.resume)) / 1024);
  if (points > 0) await spend('upload', ctx, { points });
  const ticketFor = (file: AnnouncedFile) => {
    const ticket = isInParts(file) ? partsTicket : wholeTicket;
    return ticket(ctx.storage, takeId, file);
  };
  return { uploads: await Promise.all(files.map(ticketFor)) };
}

const isInParts = ({ bytes }: AnnouncedFile): boolean => bytes > WHOLE_UPLOAD_BYTES;
const bytesOf = (files: readonly AnnouncedFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Makes the announced file of the parts that have arrived. Finishing twice answers the same. Throws upload_missing and upload_mismatch. */
export async function finishUpload(
  ctx: Ctx,
  { takeId, ...file }: z.output<typeof finishInput> & { takeId: string },
): Promise<{ key: string }> {
  assertMayUpload(ctx, [file]);
  assertKeyOf(takeId, file, file.key);
  const { key, uploadId, contentType, bytes, sha256 } = file;
  await ctx.storage.parts.join({ key, uploadId, contentType, bytes, sha256 });
  return { key };
}

async function wholeTicket(
  storage: Storage,
  takeId: string,
  { kind, contentType, bytes, sha256 }: AnnouncedFile,
): Promise<UploadTicket> {
  const key = newKey(takeId, kind, contentType);
  const { url, headers, expiresAt } = await storage.uploadUrl({ key, contentType, bytes, sha256 }, UPLOAD_URL_SECONDS);
  return { kind, key, url, headers, expiresAt: expiresAt.toISOString() };
}

async function partsTicket(
  storage: Storage,
  takeId: string,
  { kind, contentType, bytes, sha256, resume }: AnnouncedFile,
): Promise<PartsTicket> {
  const file = { key: resume?.key ?? newKey(takeId, kind, contentType), contentType, bytes, sha256 };
  const uploadId = resume?.uploadId ?? (await storage.parts.begin(file));
  const { missing, expiresAt } = await storage.parts.missing({ ...file, uploadId }, UPLOAD_URL_SECONDS);
  const parts = { uploadId, partBytes: PART_BYTES, missing };
  return { kind, key: file.key, expiresAt: expiresAt.toISOString(), parts };
}

function assertMayUpload(ctx: Ctx, files: Pick<AnnouncedFile, 'kind' | 'bytes'>[]): void {
  if (!can(ctx.actor, 'take.upload')) throw new AppError(ctx.actor?.isSuspended ? 'suspended' : 'forbidden');
  const tooLarge = files.find(({ kind, bytes }) => bytes > MAX_BYTES[kind]);
  if (tooLarge) throw new AppError('upload_too_large', { details: { kind: tooLarge.kind } });
}

/** A key that a device brings back must be one that was made for this very file of this very take. */
function assertKeyOf(takeId: string, { kind, contentType }: Pick<AnnouncedFile, 'kind' | 'contentType'>, key: string) {
  const made = parseKey(key);
  if (made?.takeId !== takeId || made.kind !== kind || made.contentType !== contentType)
    throw new AppError('upload_mismatch', { details: { kind, reason: 'a key of another file' } });
}
