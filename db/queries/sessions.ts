import { and, desc, eq, gt, lt, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { sessions } from '../people';
import { users } from '../schema';
import type { UserRow } from './users';

export type SessionRow = typeof sessions.$inferSelect;

/** A device that was not seen for a year has forgotten its token. */
const isAlive = gt(sessions.seenAt, sql`now() - interval '1 year'`);

export async function insertSession(
  db: Db,
  session: Pick<SessionRow, 'id' | 'userId' | 'tokenSha256' | 'client'>,
): Promise<void> {
  await guarded(() => db.insert(sessions).values(session));
}

/** The session goes on with another token, and counts as begun now; false when it has ended meanwhile. */
export async function rotateSession(
  db: Db,
  { id, userId, tokenSha256, client }: Pick<SessionRow, 'id' | 'userId' | 'tokenSha256' | 'client'>,
): Promise<boolean> {
  const now = sql`clock_timestamp()`;
  const rows = await guarded(() =>
    db
      .update(sessions)
      .set({ tokenSha256, client, createdAt: now, seenAt: now })
      .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
      .returning({ id: sessions.id }),
  );
  return rows.length > 0;
}

/** The session with this token, and whose it is; null when it has ended. */
export async function sessionByToken(
  db: Db,
  { tokenSha256 }: { tokenSha256: string },
): Promise<{ session: SessionRow; user: UserRow } | null> {
  const rows = await guarded(() =>
    db
      .select({ session: sessions, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.tokenSha256, tokenSha256), isAlive)),
  );
  return rows[0] ?? null;
}

export async function getSession(db: Db, { id }: { id: string }): Promise<SessionRow | null> {
  const rows = await guarded(() => db.select().from(sessions).where(eq(sessions.id, id)));
  return rows[0] ?? null;
}

/** Where somebody is signed in, the last seen first. */
export function sessionsOf(db: Db, { userId }: { userId: string }): Promise<SessionRow[]> {
  return guarded(() =>
    db
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, userId), isAlive))
      .orderBy(desc(sessions.seenAt), sessions.id)
      .limit(100),
  );
}

export async function touchSession(db: Db, { id }: { id: string }): Promise<void> {
  await guarded(() => db.update(sessions).set({ seenAt: sql`clock_timestamp()` }).where(eq(sessions.id, id)));
}

/**
 * Ends one session of somebody, all of them, or all but one, at once: whatever was signed for them before is worth nothing, for
 * guests whom they have claimed too. Answers how many.
 */
export function endSessions(
  db: Db,
  { userId, id, exceptId }: { userId: string; id?: string; exceptId?: string | null },
): Promise<number> {
  return guarded(() =>
    db.transaction(async (tx) => {
      const ended = await tx
        .delete(sessions)
        .where(
          and(
            eq(sessions.userId, userId),
            id === undefined ? undefined : eq(sessions.id, id),
            exceptId == null ? undefined : ne(sessions.id, exceptId),
          ),
        )
        .returning({ id: sessions.id });
      // An id that is nobody's, or another person's, ends nothing.
      if (id !== undefined && ended.length === 0) return 0;
      await tx
        .update(users)
        .set({ epoch: sql`${users.epoch} + 1` })
        .where(or(eq(users.id, userId), eq(users.claimedBy, userId)));
      return ended.length;
    }),
  );
}

/** Removes what no device comes back with. */
export async function sweepSessions(db: Db): Promise<void> {
  await guarded(() => db.delete(sessions).where(lt(sessions.seenAt, sql`now() - interval '1 year'`)));
}
