import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, ne, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { v7 as uuidv7 } from 'uuid';
import type { AppealVerdict } from '@/lib/domain/moderation';
import type { DecisionKind, Role } from '@/lib/domain/people';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { decisions, withheldTakes } from '../people';
import { takes, users } from '../schema';
import type { Subject } from './reports';

export type DecisionRow = typeof decisions.$inferSelect;

/** Its id. */
export async function addDecision(
  db: Db,
  decision: Subject & { moderatorId: string; kind: DecisionKind; reason: string },
): Promise<string> {
  const id = uuidv7();
  await guarded(() => db.insert(decisions).values({ id, ...decision }));
  return id;
}

export async function getDecision(db: Db, { id }: { id: string }): Promise<DecisionRow | null> {
  const rows = await guarded(() => db.select().from(decisions).where(eq(decisions.id, id)));
  return rows[0] ?? null;
}

/** Decisions about a take itself, the last of which is what holds. */
const OF_TAKE = ['hide', 'restore', 'remove'] as const;

/** What holds for a take; null when nothing was ever decided about it. */
export async function standingOf(db: Db, { takeId }: { takeId: string }): Promise<DecisionRow | null> {
  const rows = await guarded(() =>
    db
      .select()
      .from(decisions)
      .where(and(eq(decisions.takeId, takeId), inArray(decisions.kind, [...OF_TAKE])))
      .orderBy(desc(decisions.createdAt), desc(decisions.id))
      .limit(1),
  );
  return rows[0] ?? null;
}

const later = alias(decisions, 'later');

/**
 * Removals that hold, whose sound is still there and has to go: nobody has appealed until `before` (of the decision), or the appeal
 * was in vain. `id`: whether this one is among them.
 */
export const removalsDue = (db: Db, { before, limit, id }: { before: Date; limit: number; id?: string }) =>
  guarded(() =>
    db
      .select({ id: decisions.id, personId: decisions.personId, storyId: takes.storyId, takeId: takes.id })
      .from(decisions)
      .innerJoin(takes, and(eq(takes.storyId, decisions.storyId), eq(takes.id, decisions.takeId)))
      .where(
        and(
          id === undefined ? undefined : eq(decisions.id, id),
          eq(decisions.kind, 'remove'),
          eq(takes.state, 'hidden'),
          or(and(isNull(decisions.appealedAt), lt(decisions.createdAt, before)), eq(decisions.appealKind, 'upheld')),
          notExists(
            db
              .select({ id: later.id })
              .from(later)
              .where(
                and(
                  eq(later.takeId, decisions.takeId),
                  inArray(later.kind, [...OF_TAKE]),
                  sql`(${later.createdAt}, ${later.id}) > (${decisions.createdAt}, ${decisions.id})`,
                ),
              ),
          ),
        ),
      )
      .orderBy(asc(decisions.createdAt))
      .limit(limit),
  );

const moderator = alias(users, 'moderator');

/** What was decided about a person and their takes, the newest first; `limit` at most. */
export const decisionsAbout = (db: Db, { personId, limit }: { personId: string; limit: number }) =>
  guarded(() =>
    db
      .select({ decision: decisions, moderatorName: moderator.name })
      .from(decisions)
      .innerJoin(moderator, eq(moderator.id, decisions.moderatorId))
      .where(eq(decisions.personId, personId))
      .orderBy(desc(decisions.createdAt), desc(decisions.id))
      .limit(limit),
  );

/** The one whom decisions are about, held until the transaction ends: of two decisions at once the second one sees the first. */
export async function lockPerson(db: Db, { personId }: { personId: string }) {
  const rows = await guarded(() =>
    // Whoever publishes meanwhile only needs the row to stay.
    db.select().from(users).where(eq(users.id, personId)).for('no key update'),
  );
  return rows[0] ?? null;
}

/** Every session of theirs asks anew. */
export async function setSuspended(
  db: Db,
  { personId, isSuspended }: { personId: string; isSuspended: boolean },
): Promise<void> {
  await guarded(() =>
    db
      .update(users)
      .set({ suspendedAt: isSuspended ? sql`clock_timestamp()` : null, epoch: sql`${users.epoch} + 1` })
      .where(eq(users.id, personId)),
  );
}

/** False when it was appealed before. */
export async function addAppeal(db: Db, { id, words }: { id: string; words: string }): Promise<boolean> {
  const rows = await guarded(() =>
    db
      .update(decisions)
      .set({ appeal: words, appealedAt: sql`clock_timestamp()` })
      .where(and(eq(decisions.id, id), isNull(decisions.appealedAt)))
      .returning({ id: decisions.id }),
  );
  return rows.length > 0;
}

/** False when there is no appeal that waits. */
export async function closeAppeal(
  db: Db,
  { id, verdict, reason, moderatorId }: { id: string; verdict: AppealVerdict; reason: string; moderatorId: string },
): Promise<boolean> {
  const rows = await guarded(() =>
    db
      .update(decisions)
      .set({
        appealKind: verdict,
        appealReason: reason,
        appealBy: moderatorId,
        appealDecidedAt: sql`clock_timestamp()`,
      })
      .where(and(eq(decisions.id, id), isNotNull(decisions.appealedAt), isNull(decisions.appealDecidedAt)))
      .returning({ id: decisions.id }),
  );
  return rows.length > 0;
}

/** Appeals that wait, the oldest first. */
export async function openAppeals(db: Db, { limit, cursor }: { limit: number; cursor: string | null }) {
  const after = cursor === null ? null : decodeCursor(cursor);
  const rows = await guarded(() =>
    db
      .select({
        id: decisions.id,
        kind: decisions.kind,
        appeal: sql<string>`${decisions.appeal}`,
        appealedAt: sql<Date>`${decisions.appealedAt}`.mapWith(decisions.appealedAt),
        personName: users.name,
      })
      .from(decisions)
      .innerJoin(users, eq(users.id, decisions.personId))
      .where(
        and(
          isNotNull(decisions.appealedAt),
          isNull(decisions.appealDecidedAt),
          after
            ? sql`(${decisions.appealedAt}, ${decisions.id}) > (${after.at}::timestamptz, ${after.id}::uuid)`
            : undefined,
        ),
      )
      .orderBy(asc(decisions.appealedAt), asc(decisions.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => encodeCursor(last.appealedAt, last.id));
  return { appeals: page, nextCursor };
}

/** Whether one of these roles could decide about this person, but the one who has, and the person. */
export async function hasOtherModerator(
  db: Db,
  { moderatorId, personId, roles }: { moderatorId: string; personId: string; roles: Role[] },
): Promise<boolean> {
  const rows = await guarded(() =>
    db
      .select({ id: users.id })
      .from(users)
      .where(
        and(
          inArray(users.role, roles),
          ne(users.id, moderatorId),
          ne(users.id, personId),
          isNull(users.suspendedAt),
          isNull(users.deletedAt),
          isNull(users.claimedBy),
        ),
      )
      .limit(1),
  );
  return rows.length > 0;
}

/** Where the files of a hidden take are meanwhile, or null. */
export async function withheldOf(db: Db, { storyId, takeId }: { storyId: string; takeId: string }) {
  const rows = await guarded(() =>
    db
      .select({ files: withheldTakes.files, peaks: withheldTakes.peaks })
      .from(withheldTakes)
      .where(and(eq(withheldTakes.storyId, storyId), eq(withheldTakes.takeId, takeId))),
  );
  return rows[0] ?? null;
}
