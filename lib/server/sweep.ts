import 'server-only';
import { movedSince } from '@/db/queries/nudges';
import { dropPathFiles } from '@/db/queries/path-files';
import { storedKeysNamed } from '@/db/queries/takes';
import { KEEP_UNPUBLISHED_MS } from '@/lib/domain/limits';
import { storage, systemDatabase } from './services';
import { parseKey } from './storage/keys';
import type { Storage } from './storage/port';

const BATCH = 500;
/** A path's file is made again when somebody asks for it; most are asked for in their first days (ms). */
const KEEP_PATH_FILES_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Removes the files that no row names after 24 h: sources, what was uploaded but never published, what a nudge has replaced, files of paths
 * from a month ago. `abandoned`: uploads in parts that were never finished.
 */
export async function sweepStore(
  db = systemDatabase(),
  store: Storage = storage(),
  now = new Date(),
): Promise<{ seen: number; removed: number; abandoned: number }> {
  const before = new Date(now.getTime() - KEEP_UNPUBLISHED_MS);
  await dropPathFiles(db, { before: new Date(now.getTime() - KEEP_PATH_FILES_MS) });
  const abandoned = await store.parts.sweep(before);
  let seen = 0;
  let removed = 0;
  let batch: string[] = [];
  const removeOrphans = async () => {
    const named = new Set(await storedKeysNamed(db, { keys: batch }));
    const orphans = batch.filter((key) => !named.has(key));
    const takeIds = orphans.map((key) => parseKey(key)?.takeId ?? '').filter(Boolean);
    const moved = new Set(await movedSince(db, { takeIds, since: before }));
    for (const key of orphans) {
      // What a nudge has replaced is still being listened to.
      if (moved.has(parseKey(key)?.takeId ?? '')) continue;
      await store.remove(key);
      removed += 1;
    }
    batch = [];
  };
  for await (const { key, modifiedAt } of store.list('audio/')) {
    seen += 1;
    if (modifiedAt > before) continue;
    batch.push(key);
    if (batch.length >= BATCH) await removeOrphans();
  }
  if (batch.length > 0) await removeOrphans();
  return { seen, removed, abandoned };
}
