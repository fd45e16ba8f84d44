import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { NOTICE_KINDS, type NoticeKind } from '@/lib/domain/people';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { decisions, noticeSettings, notices, storyMembers, waitingTakes } from '../people';
import { stories, takes, users } from '../schema';

export type NewNotice = Pick<
  typeof notices.$inferInsert,
  'userId' | 'kind' | 'storyId' | 'takeId' | 'byId' | 'decisionId'
>;

/** A notice that is new to somebody, and which of their devices ring for it: the SHA-256 of each endpoint. */
export type Told = { noticeId: string; devices: string[] };

/** Adds a notice as the SQL function `tell` decides; null when nobody is told. lib/server/notices has the whole of it. */
export async function addNotice(tx: Db, notice: NewNotice): Promise<Told | null> {
  const { userId, kind, storyId = null, takeId = null, byId = null, decisionId = null } = notice;
  const rows = await guarded(() =>
    tx.execute<{ notice_id: string | null; devices: string[] }>(
      sql`select notice_id, devices from tell(${userId}, ${kind}, ${storyId}, ${takeId}, ${byId}, ${decisionId}, clock_timestamp())`,
    ),
  );
  const [told] = rows;
  return told?.notice_id ? { noticeId: told.notice_id, devices: told.devices } : null;
}

/** More is not counted. */
const MOST_UNREAD = 100;

/** A like that was taken back before it was read is told no more, and what is not wanted in the app is not there. */
const isSeen = sql`${notices.count} > 0 and not exists (select from ${noticeSettings} where ${noticeSettings.userId} = ${notices.userId} and ${noticeSettings.kind} = ${notices.kind} and not ${noticeSettings.inApp})`;
const isUnread = sql`${notices.readAt} is null`;

/** How many notices somebody has not read; 100 is "100 or more". */
export async function unreadCount(db: Db, { userId }: { userId: string }): Promise<number> {
  const some = db
    .select({ id: notices.id })
    .from(notices)
    .where(and(eq(notices.userId, userId), isUnread, isSeen))
    .limit(MOST_UNREAD)
    .as('some');
  const [row] = await guarded(() => db.select({ count: sql<number>`count(*)::int` }).from(some));
  return row?.count ?? 0;
}

const columns = {
  id: notices.id,
  userId: notices.userId,
  kind: notices.kind,
  storyId: notices.storyId,
  takeId: notices.takeId,
  byId: notices.byId,
  decisionId: notices.decisionId,
  count: notices.count,
  createdAt: notices.createdAt,
  readAt: notices.readAt,
  by: users.name,
  /** Null to whoever may not listen any more: it may be another title by now. */
  title: sql<
    string | null
  >`case when ${stories.visibility} <> 'private' or ${stories.ownerId} = ${notices.userId} or ${notices.kind} in ('invitation', 'decision')
    or exists (select from ${storyMembers} where ${storyMembers.storyId} = ${stories.id} and ${storyMembers.userId} = ${notices.userId})
    then ${stories.title} end`,
  isStoryGone: sql<boolean>`${stories.deletedAt} is not null`,
  /** The story is being handed to whom it is told. */
  isHandover: sql<boolean>`coalesce(${stories.handedTo} = ${notices.userId}, false)`,
  /** The take is in the tree, and not before the owner or refused. */
  isInTree: sql<boolean>`${takes.id} is not null`,
  isRefused: sql<boolean>`${waitingTakes.refusedAt} is not null`,
  decision: decisions.kind,
  /** Of an appeal that was decided by the time of this notice. */
  appeal: sql<
    'upheld' | 'reversed' | null
  >`case when ${decisions.appealDecidedAt} <= ${notices.createdAt} then ${decisions.appealKind} end`,
};

export const selectNotices = (db: Db, where: SQL | undefined) =>
  db
    .select(columns)
    .from(notices)
    .leftJoin(users, eq(users.id, notices.byId))
    .leftJoin(stories, eq(stories.id, notices.storyId))
    .leftJoin(takes, and(eq(takes.storyId, notices.storyId), eq(takes.id, notices.takeId)))
    .leftJoin(waitingTakes, eq(waitingTakes.id, notices.takeId))
    .leftJoin(decisions, eq(decisions.id, notices.decisionId))
    .where(where);

export type NoticeRow = Awaited<ReturnType<typeof selectNotices>>[number];

/** What somebody was told, newest first. Titles are in it that its reader may not know by themselves: read as the system. */
export async function noticesPage(
  db: Db,
  { userId, limit, cursor }: { userId: string; limit: number; cursor: string | null },
): Promise<{ notices: NoticeRow[]; nextCursor: string | null }> {
  const after = cursor === null ? null : decodeCursor(cursor);
  const isBelow = after && sql`(${notices.createdAt}, ${notices.id}) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const where = and(eq(notices.userId, userId), isSeen, isBelow ?? undefined);
  const rows = await guarded(() =>
    selectNotices(db, where)
      .orderBy(desc(notices.createdAt), desc(notices.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => encodeCursor(last.createdAt, last.id));
  return { notices: page, nextCursor };
}

/** As `noticesPage`, for a device that rings; null when there is nothing to tell any more. */
export async function getNotice(db: Db, { id }: { id: string }): Promise<NoticeRow | null> {
  const rows = await guarded(() => selectNotices(db, and(eq(notices.id, id), sql`${notices.count} > 0`)));
  return rows[0] ?? null;
}

/** Marks these as read, or all; nobody can read another person's. */
export async function markRead(db: Db, { userId, ids }: { userId: string; ids: string[] | 'all' }): Promise<void> {
  const which = and(
    eq(notices.userId, userId),
    isUnread,
    sql`${notices.count} > 0`,
    ids === 'all' ? undefined : inArray(notices.id, ids),
  );
  // In one order, so that two pages that read the same wait for each other and no more.
  const unread = db.select({ id: notices.id }).from(notices).where(which).orderBy(notices.id).for('update');
  await guarded(() => db.update(notices).set({ readAt: sql`clock_timestamp()` }).where(inArray(notices.id, unread)));
}

export type NoticeSetting = { inApp: boolean; push: boolean; mail: boolean };
export type NoticeChoices = Record<NoticeKind, NoticeSetting>;

/** Where somebody is told what; what they never chose is as the function `tell` has it. */
export async function getNoticeSettings(db: Db, { userId }: { userId: string }): Promise<NoticeChoices> {
  const rows = await guarded(() => db.select().from(noticeSettings).where(eq(noticeSettings.userId, userId)));
  const chosen = new Map(rows.map(({ kind, inApp, push, mail }) => [kind, { inApp, push, mail }]));
  const of = (kind: NoticeKind): NoticeSetting => chosen.get(kind) ?? { inApp: true, push: true, mail: false };
  const [answer, like, invitation, decision] = NOTICE_KINDS;
  return { answer: of(answer), like: of(like), invitation: of(invitation), decision: of(decision) };
}

export async function setNoticeSetting(
  db: Db,
  { userId, kind, ...change }: { userId: string; kind: NoticeKind } & Partial<NoticeSetting>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await guarded(() =>
    db
      .insert(noticeSettings)
      .values({ userId, kind, ...change })
      .onConflictDoUpdate({ target: [noticeSettings.userId, noticeSettings.kind], set: change }),
  );
}

/** Nothing by mail any more, whatever it was. */
export async function endMails(db: Db, { userId }: { userId: string }): Promise<void> {
  await guarded(() => db.update(noticeSettings).set({ mail: false }).where(eq(noticeSettings.userId, userId)));
}
