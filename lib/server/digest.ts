import 'server-only';
import type { Db } from '@/db/client';
import { guarded } from '@/db/guard';
import { type Digest, digestReaders, takeDigest } from '@/db/queries/digest';
import { noticeHref, noticeWords } from '@/lib/domain/notice-words';
import { mayStillBeTold } from './acting';
import { log } from './log';
import { isMailOn, type Mail, mailLink, sendMail } from './mail';
import { systemDatabase } from './services';
import { unsubscribeToken } from './unsubscribe';

/** No mail comes before (hours, UTC): what happens in the night is in the mail of the day. */
const NOT_BEFORE_HOUR = 7;
const READERS_AT_ONCE = 100;

/**
 * Mails everybody who wants it what is new to them, once a day (UTC). May run at any time and in many processes beside each other:
 * a mail is put into its queue in the transaction that marks what it tells.
 */
export async function sendDigests(db: Db = systemDatabase(), now = new Date()): Promise<{ sent: number }> {
  if (!isMailOn() || now.getUTCHours() < NOT_BEFORE_HOUR) return { sent: 0 };
  const dayBegan = new Date(now);
  dayBegan.setUTCHours(0, 0, 0, 0);
  let sent = 0;
  for (let after: string | null = null; ; ) {
    const readers: string[] = await digestReaders(db, { after, limit: READERS_AT_ONCE });
    for (const userId of readers) {
      // One mail that cannot be written keeps nobody else from theirs.
      sent += await sendTo(db, { userId, now, dayBegan }).catch((err: unknown) => {
        log.error({ err, userId }, 'no digest');
        return 0;
      });
    }
    after = readers.at(-1) ?? null;
    if (after === null) return { sent };
  }
}

const sendTo = (db: Db, reader: { userId: string; now: Date; dayBegan: Date }): Promise<number> =>
  guarded(() =>
    db.transaction(async (tx) => {
      const digest = await takeDigest(tx, reader, (notice) => mayStillBeTold(tx, notice));
      if (!digest) return 0;
      await sendMail(tx, digestMail(reader.userId, digest));
      return 1;
    }),
  );

/** One click in the reader's mail program ends these mails (RFC 8058); the link below leads to a page that asks first. */
export function digestMail(userId: string, { email, told, more }: Digest): Mail {
  const token = new URLSearchParams({ token: unsubscribeToken(userId) });
  const all = mailLink('/notices');
  const end = mailLink(`/notices/unsubscribe?${token}`);
  const lines = told.map((notice) => {
    const href = noticeHref(notice);
    const words = noticeWords(notice);
    return { text: words.map(({ text }) => text).join(''), link: href && mailLink(href) };
  });
  const rest = more > 0 ? [`And ${more} more: ${all}`] : [];
  const [first] = lines;
  return {
    to: email,
    subject: told.length === 1 && first ? first.text : `${told.length + more} things are new for you`,
    text: [
      ...lines.map(({ text, link }) => (link ? `${text}\n${link}` : text)),
      ...rest,
      `--\nYou get this once a day at most, because you asked for it in Tap Story.\nNo more of these mails: ${end}`,
    ].join('\n\n'),
    html: [
      '<ul>',
      ...lines.map(({ text, link }) => `<li>${link ? anchor(link, text) : escaped(text)}</li>`),
      ...(more > 0 ? [`<li>${anchor(all, `And ${more} more`)}</li>`] : []),
      '</ul>',
      `<p>You get this once a day at most, because you asked for it in Tap Story. ${anchor(end, 'No more of these mails')}</p>`,
    ].join('\n'),
    headers: {
      'List-Unsubscribe': `<${mailLink(`/api/v1/notices/unsubscribe?${token}`)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

const anchor = (href: string, text: string): string => `<a href="${escaped(href)}">${escaped(text)}</a>`;

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Names and titles are anybody's words. */
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
