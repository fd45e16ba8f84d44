import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../client';
import { guarded } from '../guard';
import { notices } from '../people';

export type NewNotice = Pick<
  typeof notices.$inferInsert,
  'userId' | 'kind' | 'storyId' | 'takeId' | 'byId' | 'decisionId'
>;

/** Tells somebody something, in the transaction in which it happens. Nobody is told of what they do themselves. */
export async function addNotice(db: Db, notice: NewNotice): Promise<void> {
  if (notice.userId === notice.byId) return;
  await guarded(() => db.insert(notices).values({ id: uuidv7(), ...notice }));
}
