import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import {
  accounts,
  blocks,
  decisions,
  invitations,
  noticeSettings,
  notices,
  pictures,
  pushSubscriptions,
  sessions,
  storyMembers,
  tokens,
  waitingTakes,
} from '../people';
import { likes, stories, takes, users } from '../schema';

type Person = { personId: string };

/** What stands where somebody's name was. */
const LEFT = 'Somebody who left';

/**
 * Makes a row without anything of theirs of somebody, in this transaction, and of the guests that they were; their takes and likes
 * are still there. Nothing of theirs is published from its commit on. Answers the address that they had; null when they have left before.
 */
export async function forgetPerson(tx: Db, { personId }: Person): Promise<{ email: string | null } | null> {
  // Stories before the person: whoever publishes holds the story when they ask for its author.
  await guarded(async () => {
    const own = tx.select({ id: pictures.id }).from(pictures).where(eq(pictures.userId, personId));
    await tx.update(stories).set({ coverId: null }).where(inArray(stories.coverId, own));
    await tx.update(stories).set({ handedTo: null }).where(eq(stories.handedTo, personId));
  });
  const [person] = await guarded(() => tx.select().from(users).where(eq(users.id, personId)).for('update'));
  if (!person || person.deletedAt) return null;
  const { email } = person;
  await guarded(async () => {
    await tx.update(storyMembers).set({ invitedBy: null }).where(eq(storyMembers.invitedBy, personId));
    await tx
      .update(decisions)
      .set({ appeal: '' })
      .where(and(eq(decisions.personId, personId), sql`appeal is not null`));
    await tx.delete(pictures).where(eq(pictures.userId, personId));
    await tx.delete(pushSubscriptions).where(eq(pushSubscriptions.userId, personId));
    await tx.delete(sessions).where(eq(sessions.userId, personId));
    await tx.delete(accounts).where(eq(accounts.userId, personId));
    await tx
      .delete(tokens)
      .where(email ? or(eq(tokens.userId, personId), eq(tokens.email, email)) : eq(tokens.userId, personId));
    await tx.delete(noticeSettings).where(eq(noticeSettings.userId, personId));
    await tx.delete(notices).where(eq(notices.userId, personId));
    await tx.delete(blocks).where(or(eq(blocks.blockerId, personId), eq(blocks.blockedId, personId)));
    await tx.delete(storyMembers).where(eq(storyMembers.userId, personId));
    await tx.delete(invitations).where(eq(invitations.createdBy, personId));
    if (email) await tx.delete(invitations).where(eq(invitations.email, email));
    await tx
      .update(users)
      .set({
        name: LEFT,
        role: 'guest',
        email: null,
        emailVerifiedAt: null,
        passwordHash: null,
        pictureId: null,
        epoch: sql`${users.epoch} + 1`,
        deletedAt: sql`clock_timestamp()`,
      })
      .where(or(eq(users.id, personId), eq(users.claimedBy, personId)));
  });
  return { email };
}

/** Some takes of somebody that can be heard or could be again. */
export const takesToRemove = (db: Db, { personId, most }: Person & { most: number }) =>
  guarded(() =>
    db
      .select({ storyId: takes.storyId, takeId: takes.id })
      .from(takes)
      .where(and(eq(takes.authorId, personId), ne(takes.state, 'removed')))
      .orderBy(takes.createdAt, takes.id)
      .limit(most),
  );

/** Some likes that somebody has given. */
export const likesOf = (db: Db, { personId, most }: Person & { most: number }) =>
  guarded(() =>
    db
      .select({ storyId: likes.storyId, takeId: likes.takeId, userId: likes.userId })
      .from(likes)
      .where(eq(likes.userId, personId))
      .limit(most),
  );

/** What somebody wished to publish and nobody has let in. */
export const waitingOf = (db: Db, { personId }: Person) =>
  guarded(() =>
    db
      .select({ storyId: waitingTakes.storyId, takeId: waitingTakes.id })
      .from(waitingTakes)
      .where(eq(waitingTakes.authorId, personId)),
  );

const hasOthers = (personId: string) =>
  sql`exists (select from ${takes} where ${takes.storyId} = ${stories.id} and ${takes.authorId} <> ${personId})`;

/** The stories of somebody who leaves: those of others' voices stay as they are, closed; the others are found by nobody any more. */
export async function leaveStories(db: Db, { personId }: Person): Promise<void> {
  const own = and(eq(stories.ownerId, personId), isNull(stories.deletedAt));
  const now = sql`clock_timestamp()`;
  await guarded(() =>
    db
      .update(stories)
      .set({ closedAt: sql`coalesce(${stories.closedAt}, ${now})`, description: '' })
      .where(and(own, hasOthers(personId))),
  );
  await guarded(() =>
    db
      .update(stories)
      .set({ deletedAt: now, title: LEFT, description: '' })
      .where(and(own, sql`not ${hasOthers(personId)}`)),
  );
}
