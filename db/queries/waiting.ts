import { and, asc, desc, eq, getTableColumns, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { waitingTakes } from '../people';
import { stories, takes, users } from '../schema';
import type { NewTake } from './publish';

/** Kept beside the waveform as it was sent. */
export type WaitingFacts = Omit<NewTake, 'peaks' | 'story'>;
export type WaitingRow = typeof waitingTakes.$inferSelect;
type OneTake = { storyId: string; id: string };

/** So many are shown at once; the owner lets some in and sees the next. */
const MOST_SHOWN = 50;

export const waitingOf = ({ peaks, story: _, ...facts }: NewTake): typeof waitingTakes.$inferInsert => ({
  id: facts.id,
  storyId: facts.storyId,
  parentId: facts.parentId ?? '',
  authorId: facts.authorId,
  take: facts,
  peaks,
  keys: [facts.stem.key, facts.mix.key, ...(facts.margins ? [facts.margins.key] : [])],
});

/** As it was published. */
export const takeOf = ({ take, peaks }: WaitingRow): NewTake => ({ ...take, peaks, story: null });

type Sent = Pick<NewTake, 'authorId' | 'parentId' | 'startMs' | 'durationMs' | 'stem'>;
/** Whether this is what waits there, sent once more by whoever sent it. */
export const isSameWaiting = ({ authorId, take: known }: WaitingRow, take: Sent): boolean =>
  authorId === take.authorId &&
  known.parentId === take.parentId &&
  known.startMs === take.startMs &&
  known.durationMs === take.durationMs &&
  known.stem.sha256 === take.stem.sha256;

/** Whether it was not there. */
export async function addWaiting(db: Db, waiting: typeof waitingTakes.$inferInsert): Promise<boolean> {
  const rows = await guarded(() =>
    db.insert(waitingTakes).values(waiting).onConflictDoNothing().returning({ id: waitingTakes.id }),
  );
  return rows.length === 1;
}

const isOne = ({ storyId, id }: OneTake) => and(eq(waitingTakes.storyId, storyId), eq(waitingTakes.id, id));

export async function getWaiting(db: Db, take: OneTake): Promise<WaitingRow | null> {
  const rows = await guarded(() => db.select().from(waitingTakes).where(isOne(take)));
  return rows[0] ?? null;
}

export async function dropWaiting(db: Db, take: OneTake): Promise<void> {
  await guarded(() => db.delete(waitingTakes).where(isOne(take)));
}

/** Whether it still waited. Kept for its author, who is told why. */
export async function refuseWaiting(db: Db, { words, ...take }: OneTake & { words: string }): Promise<boolean> {
  const rows = await guarded(() =>
    db
      .update(waitingTakes)
      .set({ refusedAt: sql`clock_timestamp()`, refusedWords: words })
      .where(and(isOne(take), isNull(waitingTakes.refusedAt)))
      .returning({ id: waitingTakes.id }),
  );
  return rows.length === 1;
}

/** What waits for the owner of a story, the oldest first. */
export const waitingIn = (
  db: Db,
  { storyId }: { storyId: string },
): Promise<(WaitingRow & { authorName: string; mixKey: string | null })[]> =>
  guarded(() =>
    db
      .select({ ...getTableColumns(waitingTakes), authorName: users.name, mixKey: heardMixKey })
      .from(waitingTakes)
      .leftJoin(takes, isAnswered)
      .innerJoin(users, eq(users.id, waitingTakes.authorId))
      .where(and(eq(waitingTakes.storyId, storyId), isNull(waitingTakes.refusedAt)))
      .orderBy(asc(waitingTakes.createdAt), asc(waitingTakes.id))
      .limit(MOST_SHOWN),
  );

export const countWaiting = (db: Db, { storyId }: { storyId: string }): Promise<number> =>
  guarded(() => db.$count(waitingTakes, and(eq(waitingTakes.storyId, storyId), isNull(waitingTakes.refusedAt))));

/** The take that it answers. */
export const isAnswered = and(eq(takes.storyId, waitingTakes.storyId), eq(takes.id, waitingTakes.parentId));

/** Beside the take that it answers: null while that is not heard, whose end its mix holds. */
export const heardMixKey = sql<
  string | null
>`case when ${takes.state} = 'shown' then ${waitingTakes.take} #>> '{mix,key}' end`;

/** What somebody waits for, and what was not taken, the newest first. */
export const waitingOfPerson = (db: Db, { authorId }: { authorId: string }) =>
  guarded(() =>
    db
      .select({
        ...getTableColumns(waitingTakes),
        storyTitle: stories.title,
        mixKey: heardMixKey,
        parentState: takes.state,
      })
      .from(waitingTakes)
      .innerJoin(stories, eq(stories.id, waitingTakes.storyId))
      .leftJoin(takes, isAnswered)
      .where(and(eq(waitingTakes.authorId, authorId), isNull(stories.deletedAt)))
      .orderBy(desc(waitingTakes.createdAt), desc(waitingTakes.id))
      .limit(MOST_SHOWN),
  );

/** Forgets what was not taken before then. Answers how many; the sweep removes their files. */
export async function dropRefused(db: Db, { before }: { before: Date }): Promise<number> {
  const rows = await guarded(() =>
    db
      .delete(waitingTakes)
      .where(and(isNotNull(waitingTakes.refusedAt), lt(waitingTakes.refusedAt, before)))
      .returning({ id: waitingTakes.id }),
  );
  return rows.length;
}
