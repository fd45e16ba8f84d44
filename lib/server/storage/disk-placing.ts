import 'server-only';
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fingerprint } from './disk-checksums';
import type { Chunks } from './incoming';

/** Where files are while they arrive; those that a killed process left behind are swept. */
export const incomingOf = (folder: string): string => join(folder, 'incoming');

/** A file appears at `path`, below `folder`, whole and synced, or not at all. Returns its fingerprint. */
export async function placeFile(folder: string, path: string, chunks: Chunks): Promise<string> {
  const temporary = join(incomingOf(folder), randomUUID());
  try {
    const print = await fill(temporary, chunks);
    await settle(folder, temporary, path);
    return print;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function fill(temporary: string, chunks: Chunks): Promise<string> {
  const handle = await open(temporary, 'wx').catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    await mkdir(dirname(temporary), { recursive: true });
    return open(temporary, 'wx');
  });
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
    return fingerprint(await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

/** Moves a finished file to its place. The folders are synced too: else a power cut may forget the name. */
async function settle(folder: string, temporary: string, path: string): Promise<void> {
  const home = dirname(path);
  await mkdir(home, { recursive: true });
  await rename(temporary, path);
  for (const each of [home, dirname(home), folder]) await syncFolder(each);
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; its file system keeps names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
