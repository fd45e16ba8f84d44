import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { LISTEN_URL_SECONDS } from '@/lib/domain/limits';
import { type DiskFiles, diskFiles } from './disk-files';
import { type DiskParts, diskParts } from './disk-parts';
import { readListen, readPart, readUpload, signListen, signUpload } from './disk-signing';
import { assertKey } from './keys';
import { windowStart } from './listen-window';
import type { Storage } from './port';

export type DiskOptions = {
  /** Everything is kept below it; it is made when it is missing. */
  folder: string;
  /** Signs the URLs: whoever knows it can read and write every file. */
  secret: string;
  now: () => Date;
  /** Put before the URLs' path. Without it they are relative, and so good under every name this app has. */
  origin?: string;
};

/** The store with what its own HTTP door needs. */
export type DiskStorage = Storage & {
  readonly files: DiskFiles;
  readonly parts: DiskParts;
  readonly grants: {
    listen(key: string, query: URLSearchParams): ReturnType<typeof readListen>;
    upload(key: string, query: URLSearchParams): ReturnType<typeof readUpload>;
    part(key: string, query: URLSearchParams): ReturnType<typeof readPart>;
  };
  readonly now: () => Date;
};

export const isDiskStorage = (storage: Storage): storage is DiskStorage => 'files' in storage && 'grants' in storage;

/** Keeps files in a folder, and signs URLs that `app/media` serves and accepts. */
export function diskStorage({ folder, secret, now, origin = '' }: DiskOptions): DiskStorage {
  const files = diskFiles(folder, now);
  return {
    files,
    parts: diskParts({ folder, files, secret, origin, now }),
    now,
    grants: {
      listen: (key, query) => readListen(secret, key, query, now()),
      upload: (key, query) => readUpload(secret, key, query, now()),
      part: (key, query) => readPart(secret, key, query, now()),
    },

    async uploadUrl({ key, contentType, bytes, sha256 }, expiresInSeconds) {
      assertKey(key, contentType);
      const expires = Math.floor(now().getTime() / 1000) + expiresInSeconds;
      const url = origin + signUpload(secret, { key, contentType, bytes, sha256, expires });
      return { url, headers: { 'Content-Type': contentType }, expiresAt: new Date(expires * 1000) };
    },

    async listenUrl(key) {
      const expires = windowStart(now()).getTime() / 1000 + LISTEN_URL_SECONDS;
      return origin + signListen(secret, { key, expires });
    },

    async stat(key) {
      const file = await files.open(key);
      if (!file) return null;
      await file.handle.close();
      return { bytes: file.bytes, sha256: file.sha256, modifiedAt: file.modifiedAt };
    },

    async read(key, range) {
      const file = await files.open(key);
      if (!file) throw new AppError('upload_missing', { details: { key } });
      const from = range?.from ?? 0;
      const bytes = new Uint8Array(
        Math.max(0, Math.min(file.bytes - 1, range?.to ?? Number.MAX_SAFE_INTEGER) - from + 1),
      );
      try {
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await file.handle.read(bytes, filled, bytes.length - filled, from + filled);
          if (bytesRead === 0) throw new Error('The file became shorter while it was read');
          filled += bytesRead;
        }
        return bytes;
      } catch (cause) {
        throw new AppError('storage_unavailable', { cause });
      } finally {
        await file.handle.close();
      }
    },

    async write(key, bytes, contentType) {
      assertKey(key, contentType);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await files.receive(key, { bytes: bytes.byteLength, sha256 }, once(bytes));
    },

    remove: (key) => files.remove(key),
    list: (prefix) => files.list(prefix),
    ready: (signal) => untilAborted(files.probe(), signal),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A file system on a dead network mount never answers; the asker stops waiting all the same. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
