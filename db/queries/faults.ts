import { desc, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { faults } from '../people';

/** So many are kept, and none longer than that. */
const MOST_KEPT = 1_000;

type NewFault = Pick<typeof faults.$inferInsert, 'requestId' | 'route' | 'code' | 'message'>;

/** Writes down what was our fault, and forgets the oldest. */
export async function addFault(db: Db, fault: NewFault): Promise<void> {
  await guarded(() => db.insert(faults).values({ id: uuidv7(), ...fault }));
  await guarded(() =>
    db
      .delete(faults)
      .where(
        sql`${faults.at} < now() - interval '30 days' or (${faults.at}, ${faults.id}) <= (select at, id from ${faults} order by at desc, id desc offset ${MOST_KEPT} limit 1)`,
      ),
  );
}

/** The newest first. */
export async function faultsPage(db: Db, { limit, cursor }: { limit: number; cursor: string | null }) {
  const before = cursor === null ? null : decodeCursor(cursor);
  const rows = await guarded(() =>
    db
      .select()
      .from(faults)
      .where(before ? sql`(${faults.at}, ${faults.id}) < (${before.at}::timestamptz, ${before.id}::uuid)` : undefined)
      .orderBy(desc(faults.at), desc(faults.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => encodeCursor(last.at, last.id));
  return { faults: page, nextCursor };
}
