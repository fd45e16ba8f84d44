import 'server-only';
import { lockPerson, removalsDue } from '@/db/queries/decisions';
import { KEEP_REMOVED_DAYS } from '@/lib/domain/limits';
import { audit } from './audit';
import { systemDatabase } from './services';
import { silenceTake } from './silence';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So many an hour; the rest goes in the next one. */
const MOST = 200;

/** Removes for good what moderators have removed, once no appeal can bring it back. How many takes that were. */
export async function carryOutRemovals(now = new Date()): Promise<number> {
  const db = systemDatabase();
  const before = new Date(now.getTime() - KEEP_REMOVED_DAYS * DAY_MS);
  const due = await removalsDue(db, { before, limit: MOST });
  for (const { id, personId, storyId, takeId } of due) {
    await db.transaction(async (tx) => {
      // Whoever decides or appeals meanwhile is waited for, and has the say.
      await lockPerson(tx, { personId });
      if ((await removalsDue(tx, { before, limit: 1, id })).length === 0) return;
      await silenceTake(tx, { storyId, takeId, to: 'removed' });
      const subject = { kind: 'decision' as const, id };
      await audit(tx, { actor: null, address: '' }, { action: 'decision.carry_out', subject, details: { takeId } });
    });
  }
  return due.length;
}
