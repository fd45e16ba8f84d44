import 'server-only';
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { entriesOf, present } from './disk-calls';
import { checksums, fingerprint } from './disk-checksums';
import { incomingOf, placeFile } from './disk-placing';
import { type Announced, type Chunks, checked } from './incoming';
import { parseKey } from './keys';
import { unavailable } from './unavailable';

/** An open file; whoever asked for it closes the handle. */
export type OpenFile = { handle: FileHandle; bytes: number; sha256: string; modifiedAt: Date };
export type DiskFiles = ReturnType<typeof diskFiles>;

/** A half-written file this old belongs to a killed process, and an empty folder this old awaits no upload (ms). */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Files under one folder. A file appears whole, synced and under its key, or not at all. */
export function diskFiles(root: string, now: () => Date) {
  const folder = resolve(root);
  const incoming = incomingOf(folder);
  const sums = checksums();
  const pathOf = (key: string) => (parseKey(key) ? join(folder, key) : null);

  /** Throws upload_mismatch when the chunks are not what was announced; then nothing of them is kept. */
  async function receive(key: string, announced: Announced, chunks: Chunks): Promise<void> {
    const path = pathOf(key);
    if (!path) throw new AppError('invalid_request', { details: { key } });
    const print = await placeFile(folder, path, checked(chunks, announced)).catch((thrown) => {
      throw unavailable(thrown);
    });
    sums.know(print, announced.sha256);
  }

  /** Null when nothing is stored under the key. */
  async function openFile(key: string): Promise<OpenFile | null> {
    const path = pathOf(key);
    const handle = path ? await present(open(path, 'r')) : null;
    if (!handle) return null;
    try {
      const info = await handle.stat({ bigint: true });
      const sha256 = await sums.of(fingerprint(info), handle);
      return { handle, bytes: Number(info.size), sha256, modifiedAt: info.mtime };
    } catch (thrown) {
      await handle.close();
      throw unavailable(thrown);
    }
  }

  async function remove(key: string): Promise<void> {
    const path = pathOf(key);
    if (path) await present(rm(path));
  }

  /** Every stored file, folder by folder. What was abandoned is tidied away on the way. */
  async function* list(prefix: string): AsyncGenerator<{ key: string; modifiedAt: Date }> {
    for await (const { name } of entriesOf(incoming)) {
      if (await isAbandoned(join(incoming, name))) await present(rm(join(incoming, name)));
    }
    for await (const take of entriesOf(join(folder, 'audio'))) {
      const home = `audio/${take.name}/`;
      if (!take.isDirectory()) continue;
      if (!home.startsWith(prefix) && !prefix.startsWith(home)) continue;
      let empty = true;
      for await (const { name } of entriesOf(join(folder, home))) {
        empty = false;
        const key = home + name;
        const path = key.startsWith(prefix) ? pathOf(key) : null;
        const info = path ? await present(stat(path)) : null;
        if (info) yield { key, modifiedAt: info.mtime };
      }
      if (empty && (await isAbandoned(join(folder, home)))) await present(rmdir(join(folder, home)));
    }
  }

  async function isAbandoned(path: string): Promise<boolean> {
    const info = await present(stat(path));
    return info !== null && now().getTime() - info.mtimeMs > ABANDONED_MS;
  }

  /** Rejects when nothing can be written now. */
  async function probe(): Promise<void> {
    const temporary = join(incoming, randomUUID());
    try {
      await mkdir(incoming, { recursive: true });
      const handle = await open(temporary, 'wx');
      await handle.writeFile('ready?').finally(() => handle.close());
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return { receive, open: openFile, remove, list, probe };
}
