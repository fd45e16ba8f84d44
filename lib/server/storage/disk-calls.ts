import 'server-only';
import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { unavailable } from './unavailable';

/** What the file system gives, or null when it is not there (or, of a folder that goes, still in use). */
export async function present<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTEMPTY' || code === 'EEXIST') return null;
    throw unavailable(thrown);
  }
}

/** Nothing when there is no such folder. */
export async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const entries = await present(opendir(folder));
  if (!entries) return;
  try {
    yield* entries;
  } catch (thrown) {
    throw unavailable(thrown);
  }
}
