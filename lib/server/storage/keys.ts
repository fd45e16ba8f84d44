import 'server-only';
import { v4 as uuid } from 'uuid';
import { CONTENT_TYPES, STORED_KINDS, type StoredKind } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KEY = new RegExp(
  `^audio/(?<takeId>${UUID})/${UUID}-(?<kind>${STORED_KINDS.join('|')})\\.(?<extension>[a-z0-9]+)$`,
);

/** What a key says of its file. `contentType` and `disposition` are the only ones that the file is ever stored or served with. */
export type Key = { takeId: string; kind: StoredKind; contentType: string; disposition: string };

/**
 * A fresh key that nobody can guess: `audio/{takeId}/{uuid}-{kind}.{extension}`.
 * Throws invalid_request when the content type is none of this kind's, or the take's id is no UUID.
 */
export function newKey(takeId: string, kind: StoredKind, contentType: string): string {
  const key = `audio/${takeId}/${uuid()}-${kind}.${CONTENT_TYPES[kind][contentType]}`;
  if (!parseKey(key)) throw new AppError('invalid_request', { details: { takeId, kind, contentType } });
  return key;
}

/** Null for whatever `newKey` could not have made, so no key leads out of the store. */
export function parseKey(key: string): Key | null {
  const { takeId, kind, extension } = KEY.exec(key)?.groups ?? {};
  const fileKind = STORED_KINDS.find((known) => known === kind);
  if (!takeId || !fileKind) return null;
  const [contentType] = Object.entries(CONTENT_TYPES[fileKind]).find(([, known]) => known === extension) ?? [];
  // Heard where it is opened, and never a page; who saves it has a name for it.
  const disposition = `inline; filename="tap-story-${kind}.${extension}"`;
  return contentType ? { takeId, kind: fileKind, contentType, disposition } : null;
}

/** The key, when it is one and the content type is its own; else throws invalid_request. */
export function assertKey(key: string, contentType: string): void {
  if (parseKey(key)?.contentType !== contentType)
    throw new AppError('invalid_request', { details: { key, contentType } });
}
