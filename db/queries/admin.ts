import { and, count, desc, eq, ilike, isNull, lt, or, sql } from 'drizzle-orm';
import type { Role } from '@/lib/domain/people';
import { id as anyId } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { cursorOf, pageOf } from '../cursor';
import { guarded } from '../guard';
import { faults, pictures, reports, sessions, waitingTakes, withheldTakes } from '../people';
import { pathFiles, stories, takes, users } from '../schema';
import { BYTES_OF, storedBytes, sumOf } from './storage';

type Search = { q: string; limit: number; cursor: string | null };

/** Ids tell when they were made: the newest are first. */
const byId = cursorOf(anyId);
const holds = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
const isHere = and(isNull(users.deletedAt), isNull(users.claimedBy));

/** People by a part of their name or their address, or by their id. */
export async function searchPeople(db: Db, { q, limit, cursor }: Search) {
  const isFound =
    q === '' ? undefined : or(ilike(users.name, holds(q)), ilike(users.email, holds(q)), isId(users.id, q));
  const rows = await guarded(() =>
    db
      .select()
      .from(users)
      .where(and(isHere, isFound, cursor === null ? undefined : lt(users.id, byId.decode(cursor))))
      .orderBy(desc(users.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => byId.encode(last.id));
  return { people: page, nextCursor };
}

/** Stories by a part of their title, or by their id; those that are private or deleted, too. */
export async function searchStories(db: Db, { q, limit, cursor }: Search) {
  const isFound = q === '' ? undefined : or(ilike(stories.title, holds(q)), isId(stories.id, q));
  const rows = await guarded(() =>
    db
      .select({ story: stories, ownerName: users.name })
      .from(stories)
      .innerJoin(users, eq(users.id, stories.ownerId))
      .where(and(isFound, cursor === null ? undefined : lt(stories.id, byId.decode(cursor))))
      .orderBy(desc(stories.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => byId.encode(last.story.id));
  return { stories: page, nextCursor };
}

const isId = (column: typeof users.id | typeof stories.id, q: string) =>
  anyId.safeParse(q).success ? eq(column, q.toLowerCase()) : undefined;

/** What somebody has here. */
export async function personTotals(db: Db, { personId }: { personId: string }) {
  const [[ofTakes], [ofStories], [ofSessions], bytes] = await Promise.all([
    guarded(() => db.select({ takes: count() }).from(takes).where(eq(takes.authorId, personId))),
    guarded(() => db.select({ stories: count() }).from(stories).where(eq(stories.ownerId, personId))),
    guarded(() => db.select({ sessions: count() }).from(sessions).where(eq(sessions.userId, personId))),
    storedBytes(db, { personId }),
  ]);
  return {
    takes: ofTakes?.takes ?? 0,
    bytes,
    stories: ofStories?.stories ?? 0,
    sessions: ofSessions?.sessions ?? 0,
  };
}

/** The first `most` people by what they use, and all that is used, as the rows of files say. */
export async function storageTotals(db: Db, { most }: { most: number }) {
  const [[ofTakes], [ofWaiting], [ofWithheld], [ofPaths], [ofPictures], people] = await guarded(() =>
    Promise.all([
      db.select({ bytes: sumOf(BYTES_OF.takes) }).from(takes),
      db.select({ bytes: sumOf(BYTES_OF.waiting) }).from(waitingTakes),
      db.select({ bytes: sumOf(BYTES_OF.withheld) }).from(withheldTakes),
      db.select({ bytes: sumOf(sql`${pathFiles.bytes}`) }).from(pathFiles),
      db.select({ bytes: sumOf(sql`octet_length(${pictures.bytes})`) }).from(pictures),
      mostUsed(db, { most }),
    ]),
  );
  return {
    takes: ofTakes?.bytes ?? 0,
    waiting: ofWaiting?.bytes ?? 0,
    withheld: ofWithheld?.bytes ?? 0,
    pathFiles: ofPaths?.bytes ?? 0,
    pictures: ofPictures?.bytes ?? 0,
    people,
  };
}

/** Takes of any kind count once: what is withheld of one is more of the same. */
function mostUsed(db: Db, { most }: { most: number }) {
  const files = sql`(
    select ${takes.authorId} as author_id, 1 as takes, ${BYTES_OF.takes} as bytes from ${takes}
    union all select ${waitingTakes.authorId}, 1, ${BYTES_OF.waiting} from ${waitingTakes}
    union all select ${takes.authorId}, 0, ${BYTES_OF.withheld} from ${withheldTakes}
      inner join ${takes} on ${takes.id} = ${withheldTakes.takeId}
  ) as files`;
  const bytes = sumOf(sql`files.bytes`);
  return db
    .select({ id: users.id, name: users.name, takes: sumOf(sql`files.takes`), bytes })
    .from(files)
    .innerJoin(users, sql`${users.id} = files.author_id`)
    .groupBy(users.id)
    .orderBy(desc(bytes))
    .limit(most);
}

/** How much there is of everything. */
export async function placeTotals(db: Db) {
  const [[ofPeople], [ofStories], [ofReports], [ofFaults]] = await Promise.all([
    guarded(() => db.select({ people: count() }).from(users).where(isHere)),
    guarded(() =>
      db
        .select({
          stories: count(),
          takes: sql<number>`coalesce(sum(${stories.takeCount}), 0)::bigint`.mapWith(Number),
        })
        .from(stories)
        .where(isNull(stories.deletedAt)),
    ),
    guarded(() => db.select({ openReports: count() }).from(reports).where(isNull(reports.decisionId))),
    guarded(() =>
      db.select({ faultsOfADay: count() }).from(faults).where(sql`${faults.at} > now() - interval '1 day'`),
    ),
  ]);
  return {
    people: ofPeople?.people ?? 0,
    stories: ofStories?.stories ?? 0,
    takes: ofStories?.takes ?? 0,
    openReports: ofReports?.openReports ?? 0,
    faultsOfADay: ofFaults?.faultsOfADay ?? 0,
  };
}

/** Whoever is made something else asks anew who they are. */
export async function setRole(db: Db, { personId, role }: { personId: string; role: Role }): Promise<void> {
  await guarded(() =>
    db
      .update(users)
      .set({ role, epoch: sql`${users.epoch} + 1` })
      .where(eq(users.id, personId)),
  );
}
