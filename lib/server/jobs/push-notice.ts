import 'server-only';
import { createHash } from 'node:crypto';
import { getNotice, type NoticeRow } from '@/db/queries/notices';
import { endSubscription, getSubscription } from '@/db/queries/push';
import { noticeHref, noticeText } from '@/lib/domain/notice-words';
import { mayStillBeTold } from '../acting';
import { type Push, sendPush } from '../push';
import type { JobCtx, Payload } from './kinds';

const DAY_SECONDS = 24 * 60 * 60;

/** Rings one device for a notice, unless its person has read it by now, may not hear of it any more or is not on this device any more. */
export async function pushNotice(
  { db, log }: JobCtx,
  { noticeId, device }: Payload<'notice.push'>,
): Promise<'sent' | 'gone' | 'refused' | 'nothing to tell'> {
  const notice = await getNotice(db, { id: noticeId });
  if (!notice || isRead(notice) || !(await mayStillBeTold(db, notice))) return 'nothing to tell';
  const to = await getSubscription(db, { userId: notice.userId, device });
  if (!to) return 'gone';
  const outcome = await sendPush(to, pushOf(notice));
  if (outcome === 'gone') await endSubscription(db, { userId: notice.userId, endpoint: to.endpoint });
  if (outcome === 'refused') log.warn({ host: new URL(to.endpoint).host }, 'a push service refuses');
  return outcome;
}

/** What is not wanted in the app counts as read from the moment it was told. */
const isRead = ({ readAt, createdAt }: NoticeRow): boolean => readAt !== null && readAt > createdAt;

function pushOf(notice: NoticeRow): Push {
  const tag = `${notice.kind} ${notice.takeId ?? notice.decisionId ?? notice.storyId}`;
  const isLike = notice.kind === 'like';
  return {
    message: { title: noticeText(notice), tag, url: noticeHref(notice) ?? '/notices' },
    urgency: isLike ? 'low' : 'normal',
    ttlSeconds: isLike ? DAY_SECONDS : 7 * DAY_SECONDS,
    topic: createHash('sha256').update(tag).digest('base64url').slice(0, 32),
  };
}
