import { and, asc, desc, eq, getTableColumns, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { takes, users } from '../schema';
import { ancestry, canonEnd, isTake, newestChildren } from './walks';

export type TakeRow = typeof takes.$inferSelect & { authorName: string };
type OneTake = { storyId: string; id: string };

const selectTakes = (db: Db) =>
  db
    .select({ ...getTableColumns(takes), authorName: users.name })
    .from(takes)
    .innerJoin(users, eq(users.id, takes.authorId));

export async function getTake(db: Db, { storyId, id }: OneTake): Promise<TakeRow | null> {
  const rows = await guarded(() => selectTakes(db).where(isTake(storyId, id)));
  return rows[0] ?? null;
}

/** The takes from the seed down to this one; empty when the story has no such take. */
export const pathTo = async (db: Db, take: OneTake): Promise<TakeRow[]> => guarded(() => selectPath(db, take));

/** The walk leads, and the limit holds each of its takes to one look-up; see ./walks. */
export function selectPath(db: Db, { storyId, id }: OneTake) {
  const step = selectTakes(db).where(isTake(storyId, sql`path.id`)).limit(1).as('step');
  return db
    .select(step._.selectedFields)
    .from(sql`${ancestry({ storyId, id })} as path`)
    .innerJoinLateral(step, sql`true`)
    .orderBy(asc(step.depth));
}

/** The answers to a take, the best-loved first, of equals the older. */
export async function childrenOf(db: Db, { storyId, id, limit }: OneTake & { limit: number }): Promise<TakeRow[]> {
  return guarded(() =>
    selectTakes(db)
      .where(and(eq(takes.storyId, storyId), eq(takes.parentId, id)))
      .orderBy(desc(takes.likeCount), asc(takes.createdAt), asc(takes.id))
      .limit(limit),
  );
}

/** The newest answers to each of these takes, at most `each` of every one. */
export async function newestAnswers(
  db: Db,
  { storyId, ids, each }: { storyId: string; ids: string[]; each: number },
): Promise<TakeRow[]> {
  if (ids.length === 0) return [];
  return guarded(() =>
    selectTakes(db)
      .innerJoin(sql`${newestChildren({ storyId, ids, each })} as answer`, sql`answer.id = ${takes.id}`)
      .where(eq(takes.storyId, storyId)),
  );
}

/** The takes of a story, the oldest first. */
export async function takesPage(
  db: Db,
  { storyId, limit, cursor }: { storyId: string; limit: number; cursor: string | null },
): Promise<{ takes: TakeRow[]; nextCursor: string | null }> {
  const rows = await guarded(() =>
    selectTakes(db)
      .where(and(eq(takes.storyId, storyId), cursor ? publishedAfter(cursor) : undefined))
      .orderBy(asc(takes.createdAt), asc(takes.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => encodeCursor(last.createdAt, last.id));
  return { takes: page, nextCursor };
}

function publishedAfter(cursor: string): SQL {
  const { at, id } = decodeCursor(cursor);
  return sql`(${takes.createdAt}, ${takes.id}) > (${at}::timestamptz, ${id}::uuid)`;
}

/** The last take of the canon, or null when there is no such story. */
export async function canonLeaf(db: Db, { storyId }: { storyId: string }): Promise<string | null> {
  const rows = await guarded(() => db.execute<{ id: string }>(canonEnd({ storyId })));
  return rows[0]?.id ?? null;
}

/** Which of these keys a take names. The sweep asks over all stories. */
export async function storedKeysNamed(db: Db, { keys }: { keys: string[] }): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await guarded(() =>
    db
      .select({ stemKey: takes.stemKey, mixKey: takes.mixKey, marginsKey: takes.marginsKey })
      .from(takes)
      .where(or(inArray(takes.stemKey, keys), inArray(takes.mixKey, keys), inArray(takes.marginsKey, keys))),
  );
  const named = new Set(rows.flatMap((row) => [row.stemKey, row.mixKey, row.marginsKey]));
  return keys.filter((key) => named.has(key));
}
