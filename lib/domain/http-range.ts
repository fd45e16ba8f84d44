/** Both ends inclusive. */
export type ByteRange = { from: number; to: number };

/**
 * What a Range header asks of a file of `bytes` bytes (RFC 9110, 14.1 and 14.2). Null: serve the whole file, because there is
 * no header, it is malformed, of another unit, or asks for several ranges (which a server may ignore).
 */
export function requestedRange(header: string | null, bytes: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') return suffix(Number(last), bytes);
  const from = Number(first);
  const to = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (to < from) return null;
  return from >= bytes ? 'unsatisfiable' : { from, to: Math.min(to, bytes - 1) };
}

const suffix = (length: number, bytes: number): ByteRange | 'unsatisfiable' =>
  length === 0 || bytes === 0 ? 'unsatisfiable' : { from: Math.max(0, bytes - length), to: bytes - 1 };

/** Whether If-None-Match names this tag: then the asker has the file already. */
export function alreadyHas(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** Whether a range may be served: If-Range is absent, or names exactly this file by its tag or its date. */
export const rangeStillFits = (header: string | null, etag: string, lastModified: string): boolean =>
  header === null || header.trim() === etag || header.trim() === lastModified;
