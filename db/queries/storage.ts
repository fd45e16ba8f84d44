import { eq, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { waitingTakes } from '../people';
import { takes } from '../schema';

/** What all takes of a person take up (bytes), those that wait for an owner included. */
export async function storedBytes(db: Db, { personId }: { personId: string }): Promise<number> {
  const ofTakes = sql<number>`coalesce(sum(${takes.stemBytes}::bigint + ${takes.mixBytes} + coalesce(${takes.marginsBytes}, 0)), 0)::bigint`;
  const bytesOf = (kind: string) => sql`coalesce((${waitingTakes.take} -> ${kind} ->> 'bytes')::bigint, 0)`;
  const ofWaiting = sql<number>`coalesce(sum(${bytesOf('stem')} + ${bytesOf('mix')} + ${bytesOf('margins')}), 0)::bigint`;
  const [told, waiting] = await guarded(() =>
    Promise.all([
      db.select({ bytes: ofTakes }).from(takes).where(eq(takes.authorId, personId)),
      db.select({ bytes: ofWaiting }).from(waitingTakes).where(eq(waitingTakes.authorId, personId)),
    ]),
  );
  return (told[0]?.bytes ?? 0) + (waiting[0]?.bytes ?? 0);
}
