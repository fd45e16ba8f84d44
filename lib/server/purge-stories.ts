import 'server-only';
import { deletedBefore } from '@/db/queries/ownership';
import { purgeStory } from '@/db/queries/purge';
import { KEEP_DELETED_DAYS } from '@/lib/domain/limits';
import { purgeRefused } from './approvals';
import { audit } from './audit';
import { storage, systemDatabase } from './services';
import type { Storage } from './storage/port';

const DAY_MS = 24 * 60 * 60 * 1000;
/** One hour's work; what is left is for the next. */
const MOST = 50;

/**
 * Removes stories that were deleted long ago, with everything of them. First their rows: what is left of the files when this
 * ends in between, no row names any more, and the sweep takes it.
 */
export async function purgeStories(
  db = systemDatabase(),
  store: Storage = storage(),
  now = new Date(),
): Promise<{ stories: number; files: number }> {
  const before = new Date(now.getTime() - KEEP_DELETED_DAYS * DAY_MS);
  let files = 0;
  const gone = await deletedBefore(db, { before, limit: MOST });
  for (const { id } of gone) {
    const keys = await db.transaction(async (tx) => {
      const named = await purgeStory(tx, { storyId: id, before });
      if (named) await audit(tx, NOBODY, { action: 'story.purge', subject: { kind: 'story', id } });
      return named ?? [];
    });
    for (const key of keys) await store.remove(key);
    files += keys.length;
  }
  return { stories: gone.length, files };
}

const NOBODY = { actor: null, address: '' };

/** Once in a while: deleted stories, and takes that were not let in. */
export const purge = async (db = systemDatabase()) => ({
  ...(await purgeStories(db)),
  refused: await purgeRefused(db),
});
