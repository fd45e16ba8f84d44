import { lte } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { limitCounts } from '../people';

/** Removes the counts whose time is over; answers how many. */
export async function sweepLimits(db: Db, { now }: { now: Date }): Promise<number> {
  const over = await guarded(() =>
    db.delete(limitCounts).where(lte(limitCounts.expire, now)).returning({ key: limitCounts.key }),
  );
  return over.length;
}
