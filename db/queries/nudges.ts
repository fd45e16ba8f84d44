import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { StoredFile } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { guarded } from '../guard';
import { takes, users } from '../schema';
import { isTake } from './walks';

type Nudge = { storyId: string; takeId: string; nudgeMs: number };

export type NudgedFiles = { stem: StoredFile; mix: StoredFile; margins: StoredFile; peaks: Uint8Array };

/** Notes where the author wants the take, unless it is answered by now; a later wish replaces an earlier one. */
export async function wishNudge(db: Db, { storyId, takeId, nudgeMs }: Nudge): Promise<boolean> {
  const rows = await guarded(() =>
    db
      .update(takes)
      // Where it is already, there is nothing to make.
      .set({ wantedNudgeMs: sql`nullif(${nudgeMs}::integer, ${takes.nudgeMs})` })
      .where(and(isTake(storyId, takeId), eq(takes.childCount, 0)))
      .returning({ id: takes.id }),
  );
  return rows.length === 1;
}

/**
 * Puts the files of a nudge in the place of the take's, in one statement: only while nobody has answered it and this is still
 * where its author wants it. An answer that is being published holds the row, so one of the two comes first. Otherwise this
 * wish, if it is still there, is dropped.
 */
export async function swapNudged(
  db: Db,
  nudge: Nudge & { from: string },
  { stem, mix, margins, peaks }: NudgedFiles,
): Promise<boolean> {
  const { storyId, takeId, nudgeMs, from } = nudge;
  const rows = await guarded(() =>
    db
      .update(takes)
      .set({
        stemKey: stem.key,
        stemBytes: stem.bytes,
        stemSha256: stem.sha256,
        mixKey: mix.key,
        mixBytes: mix.bytes,
        mixSha256: mix.sha256,
        marginsKey: margins.key,
        marginsBytes: margins.bytes,
        marginsSha256: margins.sha256,
        peaks,
        nudgeMs,
        wantedNudgeMs: null,
        movedAt: sql`clock_timestamp()`,
      })
      .where(
        and(
          isTake(storyId, takeId),
          eq(takes.childCount, 0),
          eq(takes.wantedNudgeMs, nudgeMs),
          eq(takes.mixKey, from),
          eq(takes.mixDue, false),
        ),
      )
      .returning({ id: takes.id }),
  );
  if (rows.length === 0) await dropNudge(db, nudge);
  return rows.length === 1;
}

/** Forgets this wish, and no other. */
export async function dropNudge(db: Db, { storyId, takeId, nudgeMs }: Nudge): Promise<void> {
  await guarded(() =>
    db
      .update(takes)
      .set({ wantedNudgeMs: null })
      .where(and(isTake(storyId, takeId), eq(takes.wantedNudgeMs, nudgeMs))),
  );
}

/** Who answered a take before everybody else, or null. */
export async function firstToAnswer(
  db: Db,
  { storyId, takeId }: { storyId: string; takeId: string },
): Promise<string | null> {
  const rows = await guarded(() =>
    db
      .select({ name: users.name })
      .from(takes)
      .innerJoin(users, eq(users.id, takes.authorId))
      .where(and(eq(takes.storyId, storyId), eq(takes.parentId, takeId)))
      .orderBy(asc(takes.createdAt), asc(takes.id))
      .limit(1),
  );
  return rows[0]?.name ?? null;
}

/** Which of these takes were given new files since then. The sweep asks over all stories. */
export async function movedSince(db: Db, { takeIds, since }: { takeIds: string[]; since: Date }): Promise<string[]> {
  if (takeIds.length === 0) return [];
  const rows = await guarded(() =>
    db
      .select({ id: takes.id })
      .from(takes)
      .where(and(inArray(takes.id, takeIds), gt(takes.movedAt, since))),
  );
  return rows.map(({ id }) => id);
}
