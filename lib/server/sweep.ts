import 'server-only';
import { storedKeysNamed } from '@/db/queries/takes';
import { database, storage } from './services';
import type { Storage } from './storage/port';

const KEEP_MS = 24 * 60 * 60 * 1000;
const BATCH = 500;

/** Removes the files that no row names after 24 h: sources, and what was uploaded but never published. */
export async function sweepStore(
  db = database(),
  store: Storage = storage(),
  now = new Date(),
): Promise<{ seen: number; removed: number }> {
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
    if (now.getTime() - modifiedAt.getTime() < KEEP_MS) continue;
    batch.push(key);
    if (batch.length >= BATCH) await removeOrphans();
  }
  if (batch.length > 0) await removeOrphans();
  return { seen, removed };
}
