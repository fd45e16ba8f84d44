import 'server-only';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '@/lib/domain/errors';
import { alreadyHas, type ByteRange, rangeStillFits, requestedRange } from '@/lib/domain/http-range';
import { tellContentLength } from './content-length';
import { type DiskStorage, isDiskStorage } from './disk';
import { isForPart } from './disk-signing';
import { mismatch } from './incoming';
import { parseKey } from './keys';
import type { Storage } from './port';

const READ_BYTES = 128 * 1024;

/** The signature is the permission and no cookie counts, so pages of every origin may ask. */
const OPEN_TO_ALL = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD, PUT',
  'Access-Control-Allow-Headers': 'Content-Type, Range, If-Range, If-None-Match',
  'Access-Control-Max-Age': '86400',
};

/**
 * Answers a request for `/media/{key}` from the disk store: GET and HEAD with a signed listen URL, PUT with a signed
 * upload URL. `refuse` turns what was thrown into the JSON answer. With another store there is nothing here.
 */
export async function serveMedia(
  storage: Storage,
  request: Request,
  key: string,
  refuse: (thrown: unknown) => Response,
): Promise<Response> {
  const response = await answer(storage, request, key).catch((thrown: unknown) => refused(thrown, refuse));
  for (const [name, value] of Object.entries(OPEN_TO_ALL)) response.headers.set(name, value);
  return response;
}

function refused(thrown: unknown, refuse: (thrown: unknown) => Response): Response {
  const response = refuse(thrown);
  if (thrown instanceof AppError && thrown.code === 'range_not_satisfiable') {
    response.headers.set('Content-Range', `bytes */${thrown.details?.bytes}`);
  }
  return response;
}

async function answer(storage: Storage, request: Request, key: string): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: PREFLIGHT });
  if (!isDiskStorage(storage) || !parseKey(key)) throw new AppError('not_found');
  return request.method === 'PUT' ? accept(storage, request, key) : serve(storage, request, key);
}

async function accept(disk: DiskStorage, request: Request, key: string): Promise<Response> {
  const query = new URL(request.url).searchParams;
  if (isForPart(query)) return acceptPart(disk, request, key, query);
  const grant = disk.grants.upload(key, query);
  if (request.headers.get('content-type') !== grant.contentType) throw mismatch('another content type than announced');
  assertLength(request, grant.bytes);
  await assertStillItsOwn(disk, key, grant.sha256);
  await disk.files.receive(key, grant, bodyOf(request));
  return new Response(null, { status: 200, headers: { ETag: `"${grant.sha256}"`, 'Cache-Control': 'no-store' } });
}

async function acceptPart(disk: DiskStorage, request: Request, key: string, query: URLSearchParams): Promise<Response> {
  const grant = disk.grants.part(key, query);
  assertLength(request, grant.bytes);
  await disk.parts.receive(grant, bodyOf(request));
  return new Response(null, { status: 200, headers: { 'Cache-Control': 'no-store' } });
}

/** A length that is told is known to be wrong before the first byte. */
function assertLength(request: Request, bytes: number): void {
  const length = request.headers.get('content-length');
  if (length !== null && Number(length) !== bytes) throw mismatch('another length than announced');
}

const bodyOf = (request: Request): ReadableStream<Uint8Array> =>
  request.body ?? new ReadableStream<Uint8Array>({ start: (empty) => empty.close() });

/** A file never changes: sending it again is fine, sending another one under its key is not. */
async function assertStillItsOwn(disk: DiskStorage, key: string, sha256: string): Promise<void> {
  const stored = await disk.stat(key);
  if (stored && stored.sha256 !== sha256) throw mismatch('another file than is stored');
}

async function serve(disk: DiskStorage, request: Request, key: string): Promise<Response> {
  const grant = disk.grants.listen(key, new URL(request.url).searchParams);
  const file = await disk.files.open(key);
  if (!file) throw new AppError('not_found');
  const etag = `"${file.sha256}"`;
  const lastModified = file.modifiedAt.toUTCString();
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    // A key's bytes never change, but no cache should outlive the permission.
    'Cache-Control': `public, max-age=${Math.ceil(grant.expires - disk.now().getTime() / 1000)}, immutable`,
    ETag: etag,
    'Last-Modified': lastModified,
    'X-Content-Type-Options': 'nosniff',
  });
  const asked = request.headers;
  const notModified = alreadyHas(asked.get('if-none-match'), etag);
  const mayCut = request.method === 'GET' && rangeStillFits(asked.get('if-range'), etag, lastModified);
  const range = mayCut ? requestedRange(asked.get('range'), file.bytes) : null;
  const sends = request.method === 'GET' && !notModified && range !== 'unsatisfiable';
  if (!sends) await file.handle.close();

  if (notModified) return new Response(null, { status: 304, headers });
  if (range === 'unsatisfiable') throw new AppError('range_not_satisfiable', { details: { bytes: file.bytes } });
  const { from, to } = range ?? { from: 0, to: file.bytes - 1 };
  headers.set('Content-Type', parseKey(key)?.contentType ?? 'application/octet-stream');
  headers.set('Content-Disposition', parseKey(key)?.disposition ?? 'attachment');
  headers.set('Content-Length', String(to - from + 1));
  tellContentLength(to - from + 1);
  if (range) headers.set('Content-Range', `bytes ${from}-${to}/${file.bytes}`);
  return new Response(sends ? streamOf(file.handle, { from, to }) : null, { status: range ? 206 : 200, headers });
}

/** Reads as fast as the asker takes it; owns the handle, and closes it at the end, on an error and when cancelled. */
function streamOf(handle: FileHandle, { from, to }: ByteRange): ReadableStream<Uint8Array> {
  let at = from;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const buffer = new Uint8Array(Math.min(READ_BYTES, to - at + 1));
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
          if (bytesRead === 0 && at <= to) throw new Error('The file became shorter while it was served');
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        } catch (cause) {
          await handle.close();
          throw new AppError('storage_unavailable', { cause });
        }
        if (at <= to) return;
        await handle.close();
        controller.close();
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 1 },
  );
}
