import { and, arrayOverlaps, asc, eq, getTableColumns, inArray, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { id as anyId } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { cursorOf, decodeCursor, encodeCursor, instant, pageOf } from '../cursor';
import { guarded } from '../guard';
import { waitingTakes, withheldTakes } from '../people';
import { pathFiles, takes, users } from '../schema';
import { ancestry, type Brought, canonFrom, canonOrder, isTake, neighbourhood } from './walks';

export type TakeRow = typeof takes.$inferSelect & { authorName: string };
type OneTake = { storyId: string; id: string };

/** What a map needs of a take. */
const mapColumns = {
  id: takes.id,
  parentId: takes.parentId,
  startMs: takes.startMs,
  durationMs: takes.durationMs,
  authorId: takes.authorId,
  authorName: users.name,
  likeCount: takes.likeCount,
  childCount: takes.childCount,
  bestChildId: takes.bestChildId,
  state: takes.state,
};
/** What a page needs of it, which may hold thousands: half of its columns take half the time. */
const pageColumns = {
  ...mapColumns,
  storyId: takes.storyId,
  mixKey: takes.mixKey,
  mixBytes: takes.mixBytes,
  mixDue: takes.mixDue,
  peaks: takes.peaks,
};
/** And what answers are in order by. */
const answerColumns = { ...pageColumns, branchLikes: takes.branchLikes, createdAt: takes.createdAt };
export type MapRow = Pick<TakeRow, keyof typeof mapColumns>;
export type PageRow = Pick<TakeRow, keyof typeof pageColumns>;

const isAuthor = eq(users.id, takes.authorId);
const selectTakes = (db: Db) =>
  db
    .select({ ...getTableColumns(takes), authorName: users.name })
    .from(takes)
    .innerJoin(users, isAuthor);
const selectAnswerTakes = (db: Db) => db.select(answerColumns).from(takes).innerJoin(users, isAuthor);
const selectMapTakes = (db: Db) => db.select(mapColumns).from(takes).innerJoin(users, isAuthor);

export async function getTake(db: Db, { storyId, id }: OneTake): Promise<TakeRow | null> {
  const rows = await guarded(() => selectTakes(db).where(isTake(storyId, id)));
  return rows[0] ?? null;
}

/**
 * The takes from the seed down to this one; empty when the story has no such take. With `below`, only those below that
 * take of them.
 */
export const pathTo = (db: Db, path: OneTake & { below?: string | undefined }): Promise<PageRow[]> =>
  pageRows(db, ancestry(path, PAGE_ROW));

/** The take and the canon below it; empty when the story has no such take. */
export const canonBelow = (db: Db, take: OneTake): Promise<PageRow[]> => pageRows(db, canonFrom(take, PAGE_ROW));

const nameOf = (key: string): SQL => sql`${sql.identifier(key)}`;
const pageNames = Object.keys(pageColumns).map(nameOf);
/** All of a page's columns, so that a walk looks each take up once, under the names that they have in a row. */
export const PAGE_ROW: Brought = {
  columns: sql.join(
    Object.entries(pageColumns).map(([key, column]) => sql`${column} as ${nameOf(key)}`),
    sql`, `,
  ),
  from: sql`${takes} inner join ${users} on ${isAuthor}`,
};

export const selectPage = (walk: SQL): SQL =>
  sql`select ${sql.join(pageNames, sql`, `)} from ${walk} as walk order by step`;

/** Of thousands of rows Drizzle's own mapping takes as long as everything else; nothing in these has to be mapped. */
const pageRows = async (db: Db, walk: SQL): Promise<PageRow[]> => [
  ...(await guarded(() => db.execute<PageRow>(selectPage(walk)))),
];

/** The end of the canon below a take, or null when the story has no such take. */
export async function canonLeaf(db: Db, take: OneTake): Promise<string | null> {
  const rows = await guarded(() =>
    db.execute<{ id: string }>(sql`select id from ${canonFrom(take)} as walk order by step desc limit 1`),
  );
  return rows[0]?.id ?? null;
}

/** The first takes of the canon, `most` of them. */
export const canonTop = (db: Db, seed: OneTake & { most: number }): Promise<MapRow[]> =>
  guarded(() => selectMapWalk(db, seed, canonFrom(seed), sql`walk.step`));

/** Takes around one, MAP_TAKES at most, the nearest first; empty when the story has no such take. */
export const takesAround = (db: Db, take: OneTake): Promise<MapRow[]> =>
  guarded(() => selectMapWalk(db, take, neighbourhood(take), sql`walk.near`));

export function selectMapWalk(db: Db, { storyId }: { storyId: string }, walk: SQL, order: SQL) {
  const step = selectMapTakes(db).where(isTake(storyId, sql`walk.id`)).limit(1).as('step');
  return db.select(step._.selectedFields).from(sql`${walk} as walk`).innerJoinLateral(step, sql`true`).orderBy(order);
}

/** What the canon's order compares. The answer that the canon goes on with comes first, as if it had the most likes there can be. */
const MOST_LIKES = 2 ** 31 - 1;
const answerCursor = cursorOf(z.tuple([z.int32().min(0), instant, anyId]));

/** The answers to a take in the order of the canon. A like in between may show one twice or hide one until the page is read anew. */
export async function answersPage(
  db: Db,
  { storyId, id, limit, cursor }: OneTake & { limit: number; cursor: string | null },
): Promise<{ takes: PageRow[]; nextCursor: string | null }> {
  const rows = await guarded(() => selectAnswers(db, { storyId, id, most: limit + 1, cursor }));
  const { page, nextCursor } = pageOf(rows, limit, (last) =>
    answerCursor.encode([last.branchLikes ?? MOST_LIKES, last.createdAt.toISOString(), last.id]),
  );
  return { takes: page, nextCursor };
}

/** Two stretches of the index: those that are loved as much as the last one and are younger, and those that are loved less; the first answer is in neither. */
export function selectAnswers(
  db: Db,
  { storyId, id, most, cursor }: OneTake & { most: number; cursor: string | null },
) {
  const answers = (after?: SQL) =>
    selectAnswerTakes(db)
      .where(and(eq(takes.storyId, storyId), eq(takes.parentId, id), after))
      .orderBy(canonOrder)
      .limit(most);
  if (!cursor) return answers();
  const [branchLikes, at, lastId] = answerCursor.decode(cursor);
  const younger = sql`${takes.branchLikes} = ${branchLikes} and (${takes.createdAt}, ${takes.id}) > (${at}::timestamptz, ${lastId}::uuid)`;
  return answers(younger)
    .unionAll(answers(sql`${takes.branchLikes} < ${branchLikes}`))
    .orderBy(sql`branch_likes desc, created_at, id`)
    .limit(most);
}

/** The first answers to each of these takes in the order of the canon, at most `each` of every one. */
export async function firstAnswers(
  db: Db,
  { storyId, ids, each }: { storyId: string; ids: string[]; each: number },
): Promise<PageRow[]> {
  if (ids.length === 0) return [];
  return guarded(() => selectFirstAnswers(db, { storyId, ids, each }));
}

export function selectFirstAnswers(db: Db, { storyId, ids, each }: { storyId: string; ids: string[]; each: number }) {
  const answer = selectAnswerTakes(db)
    .where(and(eq(takes.storyId, storyId), sql`${takes.parentId} = fork.id`))
    .orderBy(canonOrder)
    .limit(each)
    .as('answer');
  return db
    .select(answer._.selectedFields)
    .from(sql`unnest(${`{${ids.join(',')}}`}::uuid[]) with ordinality as fork(id, place)`)
    .innerJoinLateral(answer, sql`true`)
    .orderBy(sql`fork.place, ${answer.branchLikes} desc, ${answer.createdAt}, ${answer.id}`);
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

/**
 * Which of these keys are named: by a take that is shown, waits or is hidden, or by a path's file. The sweep asks over all stories,
 * as the system: what it does not see is removed.
 */
export async function storedKeysNamed(db: Db, { keys }: { keys: string[] }): Promise<string[]> {
  if (keys.length === 0) return [];
  const [ofTakes, ofPaths, ofWaiting, ofWithheld] = await guarded(() =>
    Promise.all([
      db
        .select({ stemKey: takes.stemKey, mixKey: takes.mixKey, marginsKey: takes.marginsKey })
        .from(takes)
        .where(or(inArray(takes.stemKey, keys), inArray(takes.mixKey, keys), inArray(takes.marginsKey, keys))),
      db.select({ key: pathFiles.key }).from(pathFiles).where(inArray(pathFiles.key, keys)),
      db.select({ keys: waitingTakes.keys }).from(waitingTakes).where(arrayOverlaps(waitingTakes.keys, keys)),
      db.select({ keys: withheldTakes.keys }).from(withheldTakes).where(arrayOverlaps(withheldTakes.keys, keys)),
    ]),
  );
  const named = new Set<string | null>(ofPaths.map(({ key }) => key));
  for (const row of ofTakes) for (const key of [row.stemKey, row.mixKey, row.marginsKey]) named.add(key);
  for (const row of [...ofWaiting, ...ofWithheld]) for (const key of row.keys) named.add(key);
  return keys.filter((key) => named.has(key));
}
