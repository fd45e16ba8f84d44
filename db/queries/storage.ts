import { eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { waitingTakes, withheldTakes } from '../people';
import { takes } from '../schema';

export const sumOf = (bytes: SQL) => sql<number>`coalesce(sum(${bytes}), 0)::bigint`.mapWith(Number);
const fileOf = (kind: string) =>
  sql`coalesce((${waitingTakes.take} -> ${sql.raw(`'${kind}'`)} ->> 'bytes')::bigint, 0)`;
const columnOf = (name: string) => sql`coalesce((${withheldTakes.files} ->> ${sql.raw(`'${name}'`)})::bigint, 0)`;

/** What the files of takes take up (bytes): of those in the tree, of those that wait for an owner, and of what silence stands in for. */
export const BYTES_OF = {
  takes: sql`${takes.stemBytes}::bigint + ${takes.mixBytes} + coalesce(${takes.marginsBytes}, 0)`,
  waiting: sql`${fileOf('stem')} + ${fileOf('mix')} + ${fileOf('margins')}`,
  withheld: sql`${columnOf('stemBytes')} + ${columnOf('mixBytes')} + ${columnOf('marginsBytes')}`,
};

/** What all takes of a person take up (bytes), those that wait for an owner and those that are hidden included. */
export async function storedBytes(db: Db, { personId }: { personId: string }): Promise<number> {
  const [told, waiting, withheld] = await guarded(() =>
    Promise.all([
      db
        .select({ bytes: sumOf(BYTES_OF.takes) })
        .from(takes)
        .where(eq(takes.authorId, personId)),
      db
        .select({ bytes: sumOf(BYTES_OF.waiting) })
        .from(waitingTakes)
        .where(eq(waitingTakes.authorId, personId)),
      db
        .select({ bytes: sumOf(BYTES_OF.withheld) })
        .from(withheldTakes)
        .innerJoin(takes, eq(takes.id, withheldTakes.takeId))
        .where(eq(takes.authorId, personId)),
    ]),
  );
  return (told[0]?.bytes ?? 0) + (waiting[0]?.bytes ?? 0) + (withheld[0]?.bytes ?? 0);
}
