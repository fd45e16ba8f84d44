import 'server-only';
import type { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { MAX_BYTES, UPLOAD_URL_SECONDS } from '@/lib/domain/limits';
import { can } from '@/lib/domain/policy';
import type { announceUploads as announceInput, UploadTicket } from '@/lib/domain/schemas';
import type { Ctx } from './context';
import { newKey } from './storage/keys';

/** A signed URL for each announced file of a take that is on its way. Asking again gives fresh ones. Throws upload_too_large. */
export async function announceUploads(
  ctx: Ctx,
  { takeId, files }: z.output<typeof announceInput> & { takeId: string },
): Promise<{ uploads: UploadTicket[] }> {
  if (!can(ctx.actor, 'take.upload')) throw new AppError('forbidden');
  const tooLarge = files.find(({ kind, bytes }) => bytes > MAX_BYTES[kind]);
  if (tooLarge) throw new AppError('upload_too_large', { details: { kind: tooLarge.kind } });
  const uploads = await Promise.all(
    files.map(async ({ kind, ...file }) => {
      const key = newKey(takeId, kind, file.contentType);
      const { url, headers, expiresAt } = await ctx.storage.uploadUrl({ key, ...file }, UPLOAD_URL_SECONDS);
      return { kind, key, url, headers, expiresAt: expiresAt.toISOString() };
    }),
  );
  return { uploads };
}
