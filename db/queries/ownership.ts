import { and, asc, eq, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm';
import type { Someone, StorySettings } from '@/lib/domain/owned-story';
import type { Db } from '../client';
import { guarded } from '../guard';
import { storyMembers } from '../people';
import { stories, storyVoices, users } from '../schema';

type Owned = { storyId: string; ownerId: string };
type Row = typeof stories.$inferInsert;
/** Instants are the database's own. */
const NOW = sql`clock_timestamp()`;
type Change = { [Key in keyof Row]?: Row[Key] | typeof NOW };

/** Whether it still was theirs. */
async function change(db: Db, { storyId, ownerId }: Owned, set: Change): Promise<boolean> {
  const isTheirs = and(eq(stories.id, storyId), eq(stories.ownerId, ownerId));
  const rows = await guarded(() => db.update(stories).set(set).where(isTheirs).returning({ id: stories.id }));
  return rows.length === 1;
}

export const settleStory = (db: Db, story: Owned, settings: StorySettings, isRenamed: boolean) =>
  change(db, story, { ...settings, ...(isRenamed && { renamedAt: NOW }) });
export const setCover = (db: Db, story: Owned, coverId: string | null) => change(db, story, { coverId });
export const offerStory = (db: Db, story: Owned, handedTo: string | null) => change(db, story, { handedTo });
export const closeStory = (db: Db, story: Owned, isClosed: boolean) =>
  change(db, story, { closedAt: isClosed ? NOW : null });
/** What is deleted is offered to nobody. */
export const deleteStory = (db: Db, story: Owned, isDeleted: boolean) =>
  change(db, story, { deletedAt: isDeleted ? NOW : null, handedTo: null });

/** Whether the story was still offered to this person. Who owned it stays a member, so that a private story stays open to them. */
export async function receiveStory(tx: Db, { storyId, personId }: { storyId: string; personId: string }) {
  const [offered] = await guarded(() =>
    tx
      .select({ ownerId: stories.ownerId })
      .from(stories)
      .where(and(eq(stories.id, storyId), eq(stories.handedTo, personId), isNull(stories.deletedAt)))
      .for('update'),
  );
  if (!offered) return false;
  await guarded(() => tx.update(stories).set({ ownerId: personId, handedTo: null }).where(eq(stories.id, storyId)));
  await addMember(tx, { storyId, userId: offered.ownerId, invitedBy: personId });
  return true;
}

/** Whether the story was offered to this person until now. */
export async function declineStory(db: Db, { storyId, personId }: { storyId: string; personId: string }) {
  const isOffered = and(eq(stories.id, storyId), eq(stories.handedTo, personId));
  const rows = await guarded(() =>
    db.update(stories).set({ handedTo: null }).where(isOffered).returning({ id: stories.id }),
  );
  return rows.length === 1;
}

/** Whether they were not in it before. */
export async function addMember(db: Db, member: typeof storyMembers.$inferInsert): Promise<boolean> {
  const rows = await guarded(() =>
    db.insert(storyMembers).values(member).onConflictDoNothing().returning({ userId: storyMembers.userId }),
  );
  return rows.length === 1;
}

export async function removeMember(db: Db, { storyId, userId }: { storyId: string; userId: string }): Promise<boolean> {
  const isThem = and(eq(storyMembers.storyId, storyId), eq(storyMembers.userId, userId));
  const rows = await guarded(() => db.delete(storyMembers).where(isThem).returning({ userId: storyMembers.userId }));
  return rows.length === 1;
}

type Voice = Someone & { role: typeof users.$inferSelect.role };
/** So many are shown; a story has few members and many voices. */
const MOST_SHOWN = 200;

export const membersOf = (db: Db, { storyId }: { storyId: string }): Promise<Voice[]> =>
  guarded(() =>
    db
      .select({ id: users.id, name: users.name, role: users.role })
      .from(storyMembers)
      .innerJoin(users, eq(users.id, storyMembers.userId))
      .where(eq(storyMembers.storyId, storyId))
      .orderBy(asc(storyMembers.createdAt), asc(users.id))
      .limit(MOST_SHOWN),
  );

/** Whose voices are in it, but for its owner's: with or without an account. */
export const voicesIn = (db: Db, { storyId, ownerId }: Owned): Promise<Voice[]> =>
  guarded(() =>
    db
      .select({ id: users.id, name: users.name, role: users.role })
      .from(storyVoices)
      .innerJoin(users, eq(users.id, storyVoices.userId))
      .where(and(eq(storyVoices.storyId, storyId), ne(users.id, ownerId), isNull(users.deletedAt)))
      .orderBy(asc(users.name), asc(users.id))
      .limit(MOST_SHOWN),
  );

/** Who has this address for sure, in lower case. */
export async function personAt(db: Db, { email }: { email: string }): Promise<Someone | null> {
  const rows = await guarded(() =>
    db
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt), isNull(users.deletedAt))),
  );
  return rows[0] ?? null;
}

/** Stories that were deleted before then, the first of them. */
export const deletedBefore = (db: Db, { before, limit }: { before: Date; limit: number }): Promise<{ id: string }[]> =>
  guarded(() =>
    db
      .select({ id: stories.id })
      .from(stories)
      .where(lt(stories.deletedAt, before))
      .orderBy(asc(stories.deletedAt))
      .limit(limit),
  );
