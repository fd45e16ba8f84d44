import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';

/** What a signed URL allows: to read one file, to store exactly one, or a part of one. `expires` in seconds since 1970. */
export type ListenGrant = { method: 'GET'; key: string; expires: number };
export type UploadGrant = {
  method: 'PUT';
  key: string;
  expires: number;
  contentType: string;
  bytes: number;
  sha256: string;
};
/** `bytes`: of this part. */
export type PartGrant = { key: string; uploadId: string; number: number; bytes: number; expires: number };

const LISTEN_CLAIMS = ['expires'];
const UPLOAD_CLAIMS = ['expires', 'type', 'bytes', 'sha256'];
const PART_CLAIMS = ['expires', 'upload', 'part', 'bytes'];
/** Signed in place of the method, so that a part's permission is never read as one for a whole. */
const PUT_PART = 'PUT part';

export const signListen = (secret: string, { key, expires }: Omit<ListenGrant, 'method'>): string =>
  signed(secret, 'GET', key, [String(expires)], LISTEN_CLAIMS);

export const signUpload = (secret: string, grant: Omit<UploadGrant, 'method'>): string =>
  signed(
    secret,
    'PUT',
    grant.key,
    [String(grant.expires), grant.contentType, String(grant.bytes), grant.sha256],
    UPLOAD_CLAIMS,
  );

export const signPart = (secret: string, { key, uploadId, number, bytes, expires }: PartGrant): string =>
  signed(secret, PUT_PART, key, [String(expires), uploadId, String(number), String(bytes)], PART_CLAIMS);

/** Throws url_tampered when anything but this server wrote the query, then url_expired when its time is over. */
export function readListen(secret: string, key: string, query: URLSearchParams, now: Date): ListenGrant {
  const [expires] = verified(secret, 'GET', key, query, LISTEN_CLAIMS);
  return { method: 'GET', key, expires: unexpired(expires, now) };
}

/** As `readListen`, for an upload. */
export function readUpload(secret: string, key: string, query: URLSearchParams, now: Date): UploadGrant {
  const [expires, contentType = '', bytes, sha256 = ''] = verified(secret, 'PUT', key, query, UPLOAD_CLAIMS);
  return { method: 'PUT', key, expires: unexpired(expires, now), contentType, bytes: Number(bytes), sha256 };
}

/** Whether this query is one of `signPart`'s. */
export const isForPart = (query: URLSearchParams): boolean => query.has('part');

/** As `readListen`, for a part. */
export function readPart(secret: string, key: string, query: URLSearchParams, now: Date): PartGrant {
  const [expires, uploadId = '', number, bytes] = verified(secret, PUT_PART, key, query, PART_CLAIMS);
  return { key, uploadId, number: Number(number), bytes: Number(bytes), expires: unexpired(expires, now) };
}

function signed(secret: string, method: string, key: string, values: string[], names: string[]): string {
  const query = new URLSearchParams(names.map((name, index) => [name, values[index] ?? '']));
  query.set('signature', mac(secret, [method, key, ...values]));
  return `/media/${key}?${query}`;
}

function verified(secret: string, method: string, key: string, query: URLSearchParams, names: string[]): string[] {
  const sent = [...query.keys()].sort().join();
  if (sent !== [...names, 'signature'].sort().join()) throw new AppError('url_tampered');
  const values = names.map((name) => query.get(name) ?? '');
  // As text: several texts decode to the same bytes, and only the one that was given out counts.
  const expected = Buffer.from(mac(secret, [method, key, ...values]));
  const given = Buffer.from(query.get('signature') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new AppError('url_tampered');
  return values;
}

function unexpired(expires: string | undefined, now: Date): number {
  const seconds = Number(expires);
  if (now.getTime() >= seconds * 1000) throw new AppError('url_expired');
  return seconds;
}

// JSON keeps the parts apart: no two lists of strings have the same text.
const mac = (secret: string, parts: string[]): string =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
