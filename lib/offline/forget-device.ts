import type { DeviceDatabase } from './device-database';
import { heldDrafts, whenNobodyRecords } from './draft-lock';
import type { Drafts } from './drafts';
import { KEPT_AUDIO } from './kept-key';
import type { KeptPaths } from './kept-paths';

/** What the app remembers of a person outside its database begins like this. */
const REMEMBERED = 'tap-story.';

type Deps = { database: DeviceDatabase; drafts: Drafts; kept: Pick<KeptPaths, 'all' | 'free'> };

/**
 * Removes everything on this device that belongs to whoever used it: drafts, published or not, kept paths, visits, names. What
 * the app itself is made of stays. False, with nothing removed, while a page records or has a take open: what it writes next
 * would come back as the next person's. Throws what the database throws.
 */
export async function forgetDevice(deps: Deps): Promise<boolean> {
  const isForgotten = await whenNobodyRecords(async () => {
    if ((await heldDrafts()).size > 0) return false;
    await forget(deps);
    return true;
  });
  return isForgotten ?? false;
}

async function forget({ database, drafts, kept }: Deps): Promise<void> {
  for (const { takeId } of await drafts.all()) await drafts.remove(takeId);
  for (const { takeId } of await kept.all()) await kept.free(takeId);
  // Then what belongs to none of these, where the browser has a store at all.
  if (await database.read(async () => true))
    await database.write(['drafts', 'chunks', 'files', 'kept', 'visited'], async (tx) => {
      await Promise.all([...tx.objectStoreNames].map((store) => tx.objectStore(store).clear()));
    });
  if (typeof caches !== 'undefined') await caches.delete(KEPT_AUDIO);
  for (const key of Object.keys(localStorage)) if (key.startsWith(REMEMBERED)) localStorage.removeItem(key);
}
