import 'server-only';
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { entriesOf, present } from './disk-calls';
import type { DiskFiles } from './disk-files';
import { placeFile } from './disk-placing';
import { type PartGrant, signPart } from './disk-signing';
import { type Chunks, checked, mismatch } from './incoming';
import { assertKey, parseKey } from './keys';
import { partsLeft, partsMissing, partsOf } from './parts';
import type { PartsUpload, PartsUploads } from './port';
import { unavailable } from './unavailable';

type DiskPartsOptions = { folder: string; files: DiskFiles; secret: string; origin: string; now: () => Date };
/** `receive` takes what was PUT to a part's URL. */
export type DiskParts = PartsUploads & { receive(part: PartGrant, chunks: Chunks): Promise<void> };

const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Each upload has a folder below `parts`, named after its key and its id, and in it a file for each part. */
export function diskParts({ folder, files, secret, origin, now }: DiskPartsOptions): DiskParts {
  const all = joinPath(folder, 'parts');
  const joining = new Map<string, Promise<void>>();

  /** Throws upload_missing for what cannot be the id of an upload. */
  function homeOf({ key, uploadId }: { key: string; uploadId: string }): string {
    if (!parseKey(key) || !UPLOAD_ID.test(uploadId)) throw partsMissing();
    return joinPath(all, `${key.replaceAll('/', '.')}.${uploadId}`);
  }

  async function leftOf(home: string, bytes: number) {
    if (!(await present(stat(home)))) throw partsMissing();
    const arrived = new Map<number, number>();
    for await (const { name } of entriesOf(home)) {
      const info = await present(stat(joinPath(home, name)));
      if (info) arrived.set(Number(name), info.size);
    }
    return partsLeft(bytes, arrived);
  }

  /** Throws upload_mismatch when another file is stored under the key. */
  async function isStored({ key, bytes, sha256 }: PartsUpload): Promise<boolean> {
    const file = await files.open(key);
    if (!file) return false;
    await file.handle.close();
    if (file.bytes !== bytes || file.sha256 !== sha256) throw mismatch('another file than is stored');
    return true;
  }

  async function joinParts(home: string, upload: PartsUpload): Promise<void> {
    if (!(await isStored(upload))) {
      const left = await leftOf(home, upload.bytes);
      if (left.length > 0) throw partsMissing(left);
      await files.receive(upload.key, upload, wholeOf(home, upload.bytes)).catch(async (thrown) => {
        if (unavailable(thrown).code === 'upload_mismatch') await forget(home);
        throw thrown;
      });
    }
    await forget(home);
  }

  const forget = (home: string) => present(rm(home, { recursive: true, force: true }));

  return {
    async begin({ key, contentType }) {
      assertKey(key, contentType);
      const uploadId = randomUUID();
      await mkdir(homeOf({ key, uploadId }), { recursive: true }).catch((thrown) => {
        throw unavailable(thrown);
      });
      return uploadId;
    },

    async missing(upload, expiresInSeconds) {
      const { key, uploadId } = upload;
      const home = homeOf(upload);
      const left = (await isStored(upload)) ? [] : await leftOf(home, upload.bytes);
      const expires = Math.floor(now().getTime() / 1000) + expiresInSeconds;
      const missing = left.map(({ number, bytes }) => {
        const url = origin + signPart(secret, { key, uploadId, number, bytes, expires });
        return { number, url, headers: {} };
      });
      return { missing, expiresAt: new Date(expires * 1000) };
    },

    async receive(part, chunks) {
      const home = homeOf(part);
      if (!(await present(stat(home)))) throw partsMissing();
      const path = joinPath(home, String(part.number));
      await placeFile(folder, path, checked(chunks, { bytes: part.bytes })).catch((thrown) => {
        throw unavailable(thrown);
      });
    },

    /** Asked twice at once, the parts are joined once: the second would find them gone. */
    async join(upload) {
      const home = homeOf(upload);
      const work = joining.get(home) ?? joinParts(home, upload).finally(() => joining.delete(home));
      joining.set(home, work);
      await work;
    },

    async sweep(before, takeId) {
      let swept = 0;
      for await (const { name } of entriesOf(all)) {
        if (takeId !== undefined && !name.startsWith(`audio.${takeId}.`)) continue;
        const home = joinPath(all, name);
        const info = await present(stat(home));
        if (!info || info.mtime >= before) continue;
        await forget(home);
        swept += 1;
      }
      return swept;
    },
  };
}

/** The parts in their order. What cannot be read is no fault of the sender. */
async function* wholeOf(home: string, bytes: number): Chunks {
  try {
    for (const { number } of partsOf(bytes)) yield* createReadStream(joinPath(home, String(number)));
  } catch (thrown) {
    throw unavailable(thrown);
  }
}
