import 'server-only';
import type { Db } from '@/db/client';
import {
  addNotice,
  endMails,
  getNoticeSettings,
  markRead,
  type NewNotice,
  type NoticeChoices,
  type NoticeRow,
  type NoticeSetting,
  noticesPage,
  setNoticeSetting,
  type Told,
  unreadCount,
} from '@/db/queries/notices';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { PAGE_SIZE } from '@/lib/domain/limits';
import { noticeHref, noticeWords, type Words } from '@/lib/domain/notice-words';
import type { NoticeKind } from '@/lib/domain/people';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';
import { enqueue } from './jobs/queue';
import { isMailOn } from './mail';
import { systemDatabase } from './services';
import { unsubscriber } from './unsubscribe';

/**
 * Tells somebody something, in the transaction in which it happens: in the app, and on the devices that asked for it. Who does
 * not want to know it, or has nothing to do with who did it, is told nothing.
 */
export async function tell(tx: Db, notice: NewNotice): Promise<void> {
  const told = await addNotice(tx, notice);
  if (told) await ring(tx, told);
}

/** Each device has a job of its own: one that is away for hours keeps no other waiting, and none rings twice. */
export async function ring(tx: Db, { noticeId, devices }: Told): Promise<void> {
  for (const device of devices) await enqueue(tx, 'notice.push', { noticeId, device });
}

export type NoticeView = {
  id: string;
  kind: NoticeKind;
  words: Words;
  href: string | null;
  /** ISO. */
  at: string;
  isRead: boolean;
  /** Whose voice it is, for its hue. */
  byId: string | null;
};

type NoticesPage = { notices: NoticeView[]; nextCursor: string | null; unread: number };

/** What the actor was told, newest first. Throws not_signed_in, and invalid_request for a cursor that was never given out. */
export async function listNotices(ctx: Ctx, { cursor }: { cursor: string | null }): Promise<NoticesPage> {
  const userId = actorId(ctx);
  const [{ notices, nextCursor }, unread] = await Promise.all([
    // An invitation tells the title of a story that its reader is not in yet.
    noticesPage(systemDatabase(), { userId, limit: PAGE_SIZE, cursor }),
    unreadCount(ctx.db, { userId }),
  ]);
  return { notices: notices.map(viewOf), nextCursor, unread };
}

const viewOf = (row: NoticeRow): NoticeView => ({
  id: row.id,
  kind: row.kind,
  words: noticeWords(row),
  href: noticeHref(row),
  at: row.createdAt.toISOString(),
  isRead: row.readAt !== null,
  byId: row.byId,
});

/** Answers how many are unread now. */
export async function readNotices(ctx: Ctx, { ids }: { ids: string[] | 'all' }): Promise<{ unread: number }> {
  const userId = actorId(ctx);
  await markRead(ctx.db, { userId, ids });
  return { unread: await unreadCount(ctx.db, { userId }) };
}

/** Whether this person can be told by mail; `unverified`: they have no address that they have shown to be theirs. */
export type MailWay = 'off' | 'unverified' | 'on';

export async function noticeSettings(ctx: Ctx): Promise<{ settings: NoticeChoices; mail: MailWay }> {
  const userId = actorId(ctx);
  const [settings, user] = await Promise.all([getNoticeSettings(ctx.db, { userId }), getUser(ctx.db, { id: userId })]);
  return { settings, mail: !isMailOn() ? 'off' : user?.emailVerifiedAt ? 'on' : 'unverified' };
}

export async function changeNotices(ctx: Ctx, change: { kind: NoticeKind } & Partial<NoticeSetting>): Promise<void> {
  const userId = actorId(ctx);
  await setNoticeSetting(ctx.db, { userId, ...change });
  await audit(ctx.db, ctx, { action: 'notices.change', subject: { kind: 'person', id: userId }, details: change });
}

/** By the link in a digest, whoever follows it. Throws link_used when it is none of ours. */
export async function unsubscribe(ctx: Ctx, { token }: { token: string }): Promise<void> {
  const userId = unsubscriber(token);
  if (!userId) throw new AppError('link_used');
  await endMails(systemDatabase(), { userId });
  await audit(ctx.db, ctx, { action: 'notices.no_mail', subject: { kind: 'person', id: userId } });
}

function actorId({ actor }: Ctx): string {
  if (!actor || !can(actor, 'account.keep')) throw new AppError('not_signed_in');
  return actor.id;
}
