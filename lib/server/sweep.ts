import 'server-only';
import { storedKeysNamed } from '@/db/queries/takes';
import { KEEP_UNPUBLISHED_MS } from '@/lib/domain/limits';
import { database, storage } from './services';
import type { Storage } from './storage/port';

const BATCH = 500;

/**
 * Removes the files that no row names after 24 h: sources, and what was uploaded but never published. `abandoned`: uploads in
 * parts that were never finished.
 */
export async function sweepStore(
  db = database(),
  store: Storage = storage(),
  now = new Date(),
): Promise<{ seen: number; removed: number; abandoned: number }> {
  const before = new Date(now.getTime() - KEEP_UNPUBLISHED_MS);
  const abandoned = await store.parts.sweep(before);
  let seen = 0;
  let removed = 0;
  let batch: string[] = [];
  const removeOrphans = async () => {
    const named = new Set(await storedKeysNamed(db, { keys: batch }));
    for (const key of batch) {
      if (named.has(key)) continue;
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
