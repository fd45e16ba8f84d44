import { and, desc, eq, gt, lt, ne, or, sql } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { Db } from '../client';
import { guarded } from '../guard';
import { pushSubscriptions, sessions } from '../people';
import { users } from '../schema';
import type { UserRow } from './users';

export type SessionRow = typeof sessions.$inferSelect;

/** A device that was not seen for a year has forgotten its token. */
const isAlive = gt(sessions.seenAt, sql`now() - interval '1 year'`);

/**
 * Begins a session; one that it takes the place of ends, and the devices that ring for it ring on. `isProven`: whatever was signed
 * before is worth nothing. Answers the epoch to sign.
 */
export function beginSession(
  db: Db,
  session: Pick<SessionRow, 'id' | 'userId' | 'tokenSha256' | 'client'>,
  { insteadOf = null, isProven = false }: { insteadOf?: string | null; isProven?: boolean },
): Promise<number> {
  const { id, userId } = session;
  return guarded(() =>
    db.transaction(async (tx) => {
      await tx.insert(sessions).values(session);
      if (insteadOf !== null) {
        const isBefore = and(eq(pushSubscriptions.sessionId, insteadOf), eq(pushSubscriptions.userId, userId));
        await tx.update(pushSubscriptions).set({ sessionId: id }).where(isBefore);
        await tx.delete(sessions).where(and(eq(sessions.id, insteadOf), eq(sessions.userId, userId)));
      }
      if (isProven) await countUp(tx, userId);
      const [user] = await tx.select({ epoch: users.epoch }).from(users).where(eq(users.id, userId));
      if (!user) throw new AppError('not_signed_in');
      return user.epoch;
    }),
  );
}

/** Whatever was signed for somebody is worth nothing, and for guests whom they have claimed. */
async function countUp(tx: Db, userId: string): Promise<void> {
  await tx
    .update(users)
    .set({ epoch: sql`${users.epoch} + 1` })
    .where(or(eq(users.id, userId), eq(users.claimedBy, userId)));
}

/** Which of these there are still. */
export async function sessionsAmong(db: Db, { ids }: { ids: string[] }): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await guarded(() =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(sql`${sessions.id} = any(${sql.param(ids)}::uuid[])`),
  );
  return new Set(rows.map(({ id }) => id));
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
      await countUp(tx, userId);
      return ended.length;
    }),
  );
}

/** Removes what no device comes back with. */
export async function sweepSessions(db: Db): Promise<void> {
  await guarded(() => db.delete(sessions).where(lt(sessions.seenAt, sql`now() - interval '1 year'`)));
}
