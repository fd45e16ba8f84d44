import 'server-only';
import { FLAC_HEAD_BYTES, flacStreamInfo, MOOV_HEAD_BYTES, mp4BoxAt, mp4DurationMs } from '@/lib/domain/audio-file';
import { CONTENT_TYPES, type FileKind, SNIFF_BYTES, sniffContentType } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { FLAC_TAIL_BYTES, flacEnds } from '@/lib/domain/flac-end';
import { MARGIN_MS, PUBLISH_WITHIN_MS } from '@/lib/domain/limits';
import type { StoredFile } from '@/lib/domain/schemas';
import { parseKey } from './storage/keys';
import type { Storage } from './storage/port';

const SAMPLES_PER_MS = 48;
/** An AAC file ends on a frame of 1,024 samples, after 100 ms of padding; this much more is still the same take (ms). */
const MIX_SLACK_MS = 250;

/** A mix has `ftyp`, `moov`, `mdat`, and perhaps a `free` or two; a file of a million tiny boxes is not walked. */
const MOST_BOXES = 8;

/**
 * The announced file is there to stay, is the one that was announced, belongs to this take and begins like audio of its
 * kind. Throws upload_missing, upload_mismatch or not_audio. Returns its content type.
 */
export async function verifyFile(
  storage: Storage,
  takeId: string,
  kind: FileKind,
  file: StoredFile,
  now = new Date(),
): Promise<string> {
  const key = parseKey(file.key);
  if (!key || key.takeId !== takeId || key.kind !== kind) throw new AppError('upload_mismatch', { details: { kind } });
  const stored = await storage.stat(file.key);
  // What the sweep takes soon counts as gone: else it could go between this check and the row that names it.
  if (!stored || now.getTime() - stored.modifiedAt.getTime() > PUBLISH_WITHIN_MS)
    throw new AppError('upload_missing', { details: { kind } });
  if (stored.bytes !== file.bytes || stored.sha256 !== file.sha256)
    throw new AppError('upload_mismatch', { details: { kind } });
  const type = sniffContentType(await part(storage, file, 0, SNIFF_BYTES));
  if (!type || !(type in CONTENT_TYPES[kind])) throw new AppError('not_audio', { details: { kind } });
  return type;
}

/** The stem is exactly as long as the take. */
export const verifyStem = (storage: Storage, takeId: string, file: StoredFile, durationMs: number): Promise<void> =>
  verifyFlac(storage, takeId, 'stem', file, durationMs);

/** The margins are what a nudge moves into, on both sides together. */
export const verifyMargins = (storage: Storage, takeId: string, file: StoredFile): Promise<void> =>
  verifyFlac(storage, takeId, 'margins', file, 2 * MARGIN_MS);

/** It says of itself that it is mono, 48 kHz and exactly so long, and its last frame is there. */
async function verifyFlac(
  storage: Storage,
  takeId: string,
  kind: 'stem' | 'margins',
  file: StoredFile,
  durationMs: number,
): Promise<void> {
  await verifyFile(storage, takeId, kind, file);
  const info = flacStreamInfo(await part(storage, file, 0, FLAC_HEAD_BYTES));
  const fits = info?.sampleRate === 48_000 && info.channels === 1 && info.samples === durationMs * SAMPLES_PER_MS;
  if (!fits) throw new AppError('upload_mismatch', { details: { kind, reason: 'length or format' } });
  const tail = await part(storage, file, Math.max(0, file.bytes - FLAC_TAIL_BYTES), FLAC_TAIL_BYTES);
  if (!flacEnds(tail, info)) throw new AppError('not_audio', { details: { kind, reason: 'cut short' } });
}

/** The mix has `moov` first, is whole to its last box, and is as long as the take and its padding. */
export async function verifyMix(storage: Storage, takeId: string, file: StoredFile, durationMs: number): Promise<void> {
  await verifyFile(storage, takeId, 'mix', file);
  let offset = 0;
  let heardMs: number | null = null;
  let hasSound = false;
  for (let boxes = 0; offset < file.bytes; boxes += 1) {
    const bytes = await part(storage, file, offset, MOOV_HEAD_BYTES);
    const box = mp4BoxAt(bytes, 0);
    if (!box || offset + box.bytes > file.bytes || boxes === MOST_BOXES)
      throw new AppError('not_audio', { details: { kind: 'mix', reason: 'cut short' } });
    if (box.type === 'moov') heardMs = mp4DurationMs(bytes);
    if (box.type === 'mdat' && heardMs === null) break;
    hasSound ||= box.type === 'mdat';
    offset += box.bytes;
  }
  if (heardMs === null || !hasSound || heardMs < durationMs || heardMs > durationMs + MIX_SLACK_MS) {
    throw new AppError('upload_mismatch', { details: { kind: 'mix', reason: 'length or format' } });
  }
}

const part = (storage: Storage, file: StoredFile, from: number, bytes: number) =>
  storage.read(file.key, { from, to: Math.min(file.bytes, from + bytes) - 1 });
