import { and, desc, eq, getTableColumns, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { invitations } from '../people';
import { stories, users } from '../schema';
import { addMember } from './ownership';

export type InvitationRow = typeof invitations.$inferSelect;

const isOpen = and(
  isNull(invitations.revokedAt),
  gt(invitations.expiresAt, sql`clock_timestamp()`),
  or(isNull(invitations.mostUses), lt(invitations.uses, invitations.mostUses)),
);

export async function addInvitation(
  db: Db,
  { days, ...invitation }: Omit<typeof invitations.$inferInsert, 'expiresAt'> & { days: number },
): Promise<void> {
  const expiresAt = sql`clock_timestamp() + make_interval(days => ${days}::integer)`;
  await guarded(() => db.insert(invitations).values({ ...invitation, expiresAt }));
}

/** Those that somebody can still come in by, the newest first. */
export const openInvitations = (db: Db, { storyId }: { storyId: string }): Promise<InvitationRow[]> =>
  guarded(() =>
    db
      .select()
      .from(invitations)
      .where(and(eq(invitations.storyId, storyId), isOpen))
      .orderBy(desc(invitations.createdAt), desc(invitations.id))
      .limit(100),
  );

export type KnownInvitation = InvitationRow & { storyTitle: string; inviterName: string; isOpen: boolean };

/** The invitation that this is the token of, or the newest one into this story that went to this address. */
export async function getInvitation(
  db: Db,
  by: { tokenSha256: string } | { storyId: string; email: string },
): Promise<KnownInvitation | null> {
  const isIt =
    'email' in by
      ? and(eq(invitations.storyId, by.storyId), eq(invitations.email, by.email))
      : eq(invitations.tokenSha256, by.tokenSha256);
  const rows = await guarded(() =>
    db
      .select({
        ...getTableColumns(invitations),
        storyTitle: stories.title,
        inviterName: users.name,
        isOpen: sql<boolean>`coalesce(${isOpen}, false)`,
      })
      .from(invitations)
      .innerJoin(stories, eq(stories.id, invitations.storyId))
      .innerJoin(users, eq(users.id, invitations.createdBy))
      .where(and(isIt, isNull(stories.deletedAt)))
      .orderBy(desc(invitations.createdAt))
      .limit(1),
  );
  return rows[0] ?? null;
}

/** Whether it was open until now. */
export async function revokeInvitation(db: Db, { id, storyId }: { id: string; storyId: string }): Promise<boolean> {
  const isIt = and(eq(invitations.id, id), eq(invitations.storyId, storyId), isNull(invitations.revokedAt));
  const rows = await guarded(() =>
    db.update(invitations).set({ revokedAt: sql`clock_timestamp()` }).where(isIt).returning({ id: invitations.id }),
  );
  return rows.length === 1;
}

/** Whoever is sent away does not come back by what was handed out before. */
export async function barFromInvitations(
  db: Db,
  { storyId, userId }: { storyId: string; userId: string },
): Promise<void> {
  await guarded(() =>
    db
      .update(invitations)
      .set({ barred: sql`array_append(${invitations.barred}, ${userId}::uuid)` })
      .where(and(eq(invitations.storyId, storyId), isOpen)),
  );
}

/**
 * Lets somebody in by it, in a transaction: once, however often they come. 'over' when others were faster than the last use, or
 * when they were sent away: then the transaction has to end without them.
 */
export async function useInvitation(
  tx: Db,
  { id, storyId, createdBy }: InvitationRow,
  userId: string,
): Promise<'came' | 'was in' | 'over'> {
  // First of all: two of theirs at once wait for each other here, and the second one finds them in.
  if (!(await addMember(tx, { storyId, userId, invitedBy: createdBy }))) return 'was in';
  const rows = await guarded(() =>
    tx
      .update(invitations)
      .set({ uses: sql`${invitations.uses} + 1` })
      .where(and(eq(invitations.id, id), isOpen, sql`${userId}::uuid <> all(${invitations.barred})`))
      .returning({ id: invitations.id }),
  );
  return rows.length === 1 ? 'came' : 'over';
}
