import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm';
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
  reports,
  sessions,
  storyMembers,
  waitingTakes,
  withheldTakes,
} from '../people';
import { likes, stories, takeAlignments, takes, users } from '../schema';
import type { WithheldFiles } from './silence';
import { heardMixKey, isAnswered } from './waiting';

type Person = { personId: string };
type Page = Person & { after: string | null; most: number };

const { takeCount, voiceCount, likeCount, ...ofStory } = getTableColumns(stories);
const { branchLikes, bestChildId, peaks, ...ofTake } = getTableColumns(takes);
const { storyId: _, takeId: __, ...ofAlignment } = getTableColumns(takeAlignments);

/** Null to whoever may not listen any more: it may be another title by now. */
const titleFor = (personId: string) =>
  sql<string | null>`case when ${stories.visibility} <> 'private' or ${stories.ownerId} = ${personId}
    or exists (select from ${storyMembers} where ${storyMembers.storyId} = ${stories.id} and ${storyMembers.userId} = ${personId})
    then ${stories.title} end`;

/** A page of somebody's takes with where they lie, how they were put in time, and what is withheld of them, by their ids. */
export const takesOfPerson = (db: Db, { personId, after, most }: Page) =>
  guarded(() =>
    db
      .select({
        ...ofTake,
        storyTitle: titleFor(personId),
        alignment: ofAlignment,
        withheld: sql<WithheldFiles | null>`${withheldTakes.files}`,
      })
      .from(takes)
      .innerJoin(stories, eq(stories.id, takes.storyId))
      .leftJoin(takeAlignments, and(eq(takeAlignments.storyId, takes.storyId), eq(takeAlignments.takeId, takes.id)))
      .leftJoin(withheldTakes, eq(withheldTakes.takeId, takes.id))
      .where(and(eq(takes.authorId, personId), after ? gt(takes.id, after) : undefined))
      .orderBy(asc(takes.id))
      .limit(most),
  );
export type OwnTake = Awaited<ReturnType<typeof takesOfPerson>>[number];

/** What waits for the owners of stories, or was not taken; `mixKey` is null while what it answers is not heard. */
export const waitingOfPerson = (db: Db, { personId }: Person) =>
  guarded(() =>
    db
      .select({
        id: waitingTakes.id,
        storyId: waitingTakes.storyId,
        take: waitingTakes.take,
        createdAt: waitingTakes.createdAt,
        refusedAt: waitingTakes.refusedAt,
        refusedWords: waitingTakes.refusedWords,
        mixKey: heardMixKey,
      })
      .from(waitingTakes)
      .leftJoin(takes, isAnswered)
      .where(eq(waitingTakes.authorId, personId))
      .orderBy(waitingTakes.createdAt),
  );

/** The pictures that somebody chose, as they are kept. */
export const picturesOfPerson = (db: Db, { personId }: Person) =>
  guarded(() => db.select().from(pictures).where(eq(pictures.userId, personId)));

/** Everything else that is kept of somebody; no secret is among it, and of others only what they have been told. */
export async function factsOfPerson(db: Db, { personId }: Person) {
  const isOwn = { users: eq(users.id, personId), likes: eq(likes.userId, personId) };
  const [account, signIns, own, liked, joined, invited, reported, decided, told, settings, devices, blocked, here] =
    await guarded(() =>
      Promise.all([
        db
          .select({
            id: users.id,
            name: users.name,
            role: users.role,
            email: users.email,
            emailVerifiedAt: users.emailVerifiedAt,
            hasPassword: sql<boolean>`${users.passwordHash} is not null`,
            suspendedAt: users.suspendedAt,
            createdAt: users.createdAt,
          })
          .from(users)
          .where(isOwn.users),
        db
          .select({ provider: accounts.provider, createdAt: accounts.createdAt })
          .from(accounts)
          .where(eq(accounts.userId, personId)),
        db
          .select({ ...ofStory, takeCount, voiceCount, likeCount })
          .from(stories)
          .where(eq(stories.ownerId, personId)),
        db
          .select({ storyId: likes.storyId, takeId: likes.takeId, createdAt: likes.createdAt })
          .from(likes)
          .where(isOwn.likes),
        db
          .select({ storyId: storyMembers.storyId, createdAt: storyMembers.createdAt })
          .from(storyMembers)
          .where(eq(storyMembers.userId, personId)),
        db
          .select({
            storyId: invitations.storyId,
            email: invitations.email,
            uses: invitations.uses,
            mostUses: invitations.mostUses,
            expiresAt: invitations.expiresAt,
            revokedAt: invitations.revokedAt,
            createdAt: invitations.createdAt,
          })
          .from(invitations)
          .where(eq(invitations.createdBy, personId)),
        db
          .select({
            storyId: reports.storyId,
            takeId: reports.takeId,
            kind: reports.kind,
            words: reports.words,
            createdAt: reports.createdAt,
          })
          .from(reports)
          .where(eq(reports.reporterId, personId)),
        db
          .select({
            kind: decisions.kind,
            storyId: decisions.storyId,
            takeId: decisions.takeId,
            reason: decisions.reason,
            createdAt: decisions.createdAt,
            appeal: decisions.appeal,
            appealedAt: decisions.appealedAt,
            appealKind: decisions.appealKind,
            appealReason: decisions.appealReason,
          })
          .from(decisions)
          .where(and(eq(decisions.personId, personId), sql`${decisions.kind} <> 'dismiss'`)),
        db
          .select({
            kind: notices.kind,
            storyId: notices.storyId,
            takeId: notices.takeId,
            count: notices.count,
            createdAt: notices.createdAt,
            readAt: notices.readAt,
          })
          .from(notices)
          .where(eq(notices.userId, personId)),
        db.select().from(noticeSettings).where(eq(noticeSettings.userId, personId)),
        db
          .select({ createdAt: pushSubscriptions.createdAt })
          .from(pushSubscriptions)
          .where(eq(pushSubscriptions.userId, personId)),
        db
          .select({ personId: blocks.blockedId, name: users.name, createdAt: blocks.createdAt })
          .from(blocks)
          .innerJoin(users, eq(users.id, blocks.blockedId))
          .where(eq(blocks.blockerId, personId)),
        db
          .select({ client: sessions.client, createdAt: sessions.createdAt, seenAt: sessions.seenAt })
          .from(sessions)
          .where(eq(sessions.userId, personId)),
      ]),
    );
  return {
    account: account[0] ?? null,
    signIns,
    stories: own,
    likes: liked,
    memberOf: joined,
    invitations: invited,
    reports: reported,
    decisions: decided,
    notices: told,
    noticeSettings: settings,
    pushDevices: devices,
    blocked,
    sessions: here,
  };
}
