import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import { NOT_SHOWN_ID, NOT_SHOWN_NAMES } from '@/lib/domain/not-shown';
import type { StoredFile } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { guarded } from '../guard';
import { pathFiles, takes, users } from '../schema';
import { ancestry, isTake } from './walks';

type OneTake = { storyId: string; takeId: string };

/** A take as whoever plays or draws its whole path needs it. */
export type PathStep = {
  id: string;
  authorId: string;
  authorName: string;
  startMs: number;
  durationMs: number;
  mixKey: string;
  mixDue: boolean;
};

/** Nobody's, of a take that is not shown. */
const shownAuthor = {
  id: sql<string>`case when ${takes.state} = 'shown' then ${takes.authorId} else ${NOT_SHOWN_ID}::uuid end`.as(
    'author_id',
  ),
  name: sql<string>`case ${takes.state} when 'hidden' then ${NOT_SHOWN_NAMES.hidden} when 'removed' then ${NOT_SHOWN_NAMES.removed} else ${users.name} end`.as(
    'author_name',
  ),
};

/** The path to a take, seed first, with nothing that is as long as its sound; empty when the story has no such take. */
export async function pathSteps(db: Db, { storyId, takeId }: OneTake): Promise<PathStep[]> {
  const step = db
    .select({
      id: takes.id,
      authorId: shownAuthor.id,
      authorName: shownAuthor.name,
      startMs: takes.startMs,
      durationMs: takes.durationMs,
      mixKey: takes.mixKey,
      mixDue: takes.mixDue,
      depth: takes.depth,
    })
    .from(takes)
    .innerJoin(users, eq(users.id, takes.authorId))
    .where(isTake(storyId, sql`path.id`))
    .limit(1)
    .as('step');
  return guarded(() =>
    db
      .select({
        id: step.id,
        authorId: step.authorId,
        authorName: step.authorName,
        startMs: step.startMs,
        durationMs: step.durationMs,
        mixKey: step.mixKey,
        mixDue: step.mixDue,
      })
      .from(sql`${ancestry({ storyId, id: takeId })} as path`)
      .innerJoinLateral(step, sql`true`)
      .orderBy(asc(step.depth)),
  );
}

/** The waveforms of these takes, by their ids. */
export async function peaksOfTakes(
  db: Db,
  { storyId, ids }: { storyId: string; ids: string[] },
): Promise<Map<string, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const rows = await guarded(() =>
    db
      .select({ id: takes.id, peaks: takes.peaks })
      .from(takes)
      .where(and(inArray(takes.id, ids), eq(takes.storyId, storyId))),
  );
  return new Map(rows.map(({ id, peaks }) => [id, peaks]));
}

/** In place of the hash of what a file was made of: it is not handed out, and removed from the store. */
export const SPENT = '';

export type PathFileRow = typeof pathFiles.$inferSelect;

/** The file of the path that ends with a take, whatever it was made of; null when none was made. */
export async function getPathFile(db: Db, { storyId, takeId }: OneTake): Promise<PathFileRow | null> {
  const rows = await guarded(() =>
    db
      .select()
      .from(pathFiles)
      .where(and(eq(pathFiles.storyId, storyId), eq(pathFiles.takeId, takeId))),
  );
  return rows[0] ?? null;
}

/** In the place of an earlier one, whose file nothing names any more. */
export async function savePathFile(
  db: Db,
  { storyId, takeId, file, madeOf }: OneTake & { file: StoredFile; madeOf: string },
): Promise<void> {
  const made = { ...file, madeOf, createdAt: sql`clock_timestamp()` };
  await guarded(() =>
    db
      .insert(pathFiles)
      .values({ storyId, takeId, ...made })
      .onConflictDoUpdate({ target: [pathFiles.storyId, pathFiles.takeId], set: made }),
  );
}

/** Forgets what was made before then: whoever still listens to such a path has it made again. How many they were. */
export async function dropPathFiles(db: Db, { before }: { before: Date }): Promise<number> {
  const rows = await guarded(() =>
    db.delete(pathFiles).where(lt(pathFiles.createdAt, before)).returning({ takeId: pathFiles.takeId }),
  );
  return rows.length;
}

/** The keys of a story's files that are to go: they hold what is not heard any more. */
export async function spentPathFiles(db: Db, { storyId }: { storyId: string }): Promise<string[]> {
  const rows = await guarded(() =>
    db
      .select({ key: pathFiles.key })
      .from(pathFiles)
      .where(and(eq(pathFiles.storyId, storyId), eq(pathFiles.madeOf, SPENT))),
  );
  return rows.map(({ key }) => key);
}

/** Whichever path they are of: they are made again for whoever asks. */
export async function spendPathFiles(db: Db, { storyId }: { storyId: string }): Promise<void> {
  await guarded(() => db.update(pathFiles).set({ madeOf: SPENT }).where(eq(pathFiles.storyId, storyId)));
}

/** Forgets a file once it is removed from the store. */
export async function dropPathFile(db: Db, { storyId, key }: { storyId: string; key: string }): Promise<void> {
  await guarded(() => db.delete(pathFiles).where(and(eq(pathFiles.storyId, storyId), eq(pathFiles.key, key))));
}
