import 'server-only';
import type { TakeRow } from '@/db/queries/takes';
import { parseKey } from './storage/keys';
import type { Storage } from './storage/port';

/**
 * The mix of a take as it was heard, by its SHA-256: the one it has, or one that a nudge has replaced and the sweep has not taken
 * yet. Null when that is gone.
 */
export async function heardMix(
  storage: Storage,
  take: Pick<TakeRow, 'id' | 'mixKey' | 'mixSha256'>,
  sha256: string,
): Promise<Uint8Array | null> {
  if (sha256 === take.mixSha256) return storage.read(take.mixKey);
  for await (const { key } of storage.list(`audio/${take.id}/`)) {
    if (parseKey(key)?.kind !== 'mix') continue;
    if ((await storage.stat(key))?.sha256 === sha256) return storage.read(key);
  }
  return null;
}
