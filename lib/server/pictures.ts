import 'server-only';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { addPicture, getPicture } from '@/db/queries/pictures';
import { AppError } from '@/lib/domain/errors';
import { MAX_PICTURE_BYTES } from '@/lib/domain/limits';
import type { Ctx } from './context';
import { storyForActor } from './stories';

/** Of a person and of a cover (px, square). */
const SIZES = { person: 256, cover: 640 };
/** A few bytes can say that they are a picture of any size: beyond this nothing is unpacked. */
const MOST_PIXELS = 4_096 * 4_096;
/** Unpacked they are large, so they come one after the other. */
const inLine = pLimit(1);

/** What a form sends. */
export const pictureFile = z.file().min(1).max(MAX_PICTURE_BYTES);

/** Makes a small square WebP of what was sent, without anything else that was in the file. Throws picture_unreadable. */
export async function savePicture(
  ctx: Ctx,
  bytes: Uint8Array,
  { storyId }: { storyId?: string } = {},
): Promise<string> {
  if (!ctx.actor) throw new AppError('not_signed_in');
  if (bytes.length > MAX_PICTURE_BYTES || !isPicture(bytes)) throw new AppError('picture_unreadable');
  const small = await inLine(() => square(bytes, storyId ? SIZES.cover : SIZES.person));
  const id = uuidv7();
  await addPicture(ctx.db, { id, userId: ctx.actor.id, storyId: storyId ?? null, bytes: small });
  return id;
}

async function square(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize(size, size, { fit: 'cover' })
      .webp({ quality: 82 })
      .timeout({ seconds: 20 })
      .toBuffer();
  } catch (cause) {
    throw new AppError('picture_unreadable', { cause });
  }
}

/** JPEG, PNG or WebP by its first bytes: the reader of every other format stays closed. */
function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP'))
  );
}

/** A picture of a person is for everybody, a cover for whoever may listen to its story. Throws not_found. */
export async function readPicture(
  ctx: Ctx,
  { pictureId }: { pictureId: string },
): Promise<{ bytes: Uint8Array; isCover: boolean }> {
  const picture = await getPicture(ctx.db, { id: pictureId });
  if (!picture) throw new AppError('not_found');
  if (picture.storyId) await storyForActor(ctx, { storyId: picture.storyId }, 'story.listen').catch(asNotFound);
  return { bytes: picture.bytes, isCover: picture.storyId !== null };
}

function asNotFound(cause: unknown): never {
  throw cause instanceof AppError && cause.code === 'story_not_found' ? new AppError('not_found', { cause }) : cause;
}
