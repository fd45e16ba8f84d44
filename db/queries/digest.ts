import { and, asc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { NoticeKind } from '@/lib/domain/people';
import type { Db } from '../client';
import { guarded } from '../guard';
import { noticeSettings, notices } from '../people';
import { users } from '../schema';
import { type NoticeRow, selectNotices } from './notices';

/** What is older has been seen elsewhere, or is not worth a mail any more (ms). */
const MOST_AGE_MS = 14 * 24 * 60 * 60 * 1000;
/** A mail tells so many; of the others it tells how many they are. */
const MOST_TOLD = 20;

/** Who wants to be told something by mail, and has an address that is known to be theirs; by their ids, after `after`. */
export async function digestReaders(db: Db, { after, limit }: { after: string | null; limit: number }) {
  const wantMail = db.select({ id: noticeSettings.userId }).from(noticeSettings).where(sql`${noticeSettings.mail}`);
  const rows = await guarded(() =>
    db
      .select({ id: users.id })
      .from(users)
      .where(
        and(
          inArray(users.id, wantMail),
          isNotNull(users.email),
          isNotNull(users.emailVerifiedAt),
          isNull(users.deletedAt),
          after === null ? undefined : gt(users.id, after),
        ),
      )
      .orderBy(asc(users.id))
      .limit(limit),
  );
  return rows.map(({ id }) => id);
}

export type Digest = { email: string; told: NoticeRow[]; more: number };

/**
 * What is new to somebody since the last mail, marked as mailed in this transaction: whoever sends it does so in the same one. Null
 * when there is nothing, when they had one since `dayBegan`, and while somebody else is at it.
 */
export async function takeDigest(
  tx: Db,
  { userId, now, dayBegan }: { userId: string; now: Date; dayBegan: Date },
  mayBeTold: (notice: NoticeRow) => Promise<boolean>,
): Promise<Digest | null> {
  const [reader] = await guarded(() =>
    tx
      .select({ email: users.email })
      .from(users)
      .where(and(eq(users.id, userId), isNotNull(users.emailVerifiedAt)))
      .for('no key update', { skipLocked: true }),
  );
  if (!reader?.email || (await hasHadOne(tx, { userId, dayBegan }))) return null;
  const wanted = await wantedByMail(tx, { userId });
  const due = and(
    eq(notices.userId, userId),
    inArray(
      notices.kind,
      wanted.map(({ kind }) => kind),
    ),
    isNull(notices.readAt),
    isNull(notices.mailedAt),
    gt(notices.count, 0),
    gt(notices.createdAt, new Date(now.getTime() - MOST_AGE_MS)),
  );
  const all = await guarded(() => selectNotices(tx, due).orderBy(asc(notices.createdAt), asc(notices.id)));
  const told: NoticeRow[] = [];
  for (const notice of all) if (await mayBeTold(notice)) told.push(notice);
  if (told.length === 0) return null;
  // Whoever is told by mail alone has nowhere else to read it.
  const byMailAlone = wanted.filter(({ inApp }) => !inApp).map(({ kind }) => kind);
  const readAt = sql`case when ${inArray(notices.kind, byMailAlone)} then ${now.toISOString()}::timestamptz end`;
  const ids = told.map(({ id }) => id);
  await guarded(() => tx.update(notices).set({ mailedAt: now, readAt }).where(inArray(notices.id, ids)));
  return { email: reader.email, told: told.slice(0, MOST_TOLD), more: Math.max(0, told.length - MOST_TOLD) };
}

async function hasHadOne(tx: Db, { userId, dayBegan }: { userId: string; dayBegan: Date }): Promise<boolean> {
  const isSince = sql`${notices.mailedAt} >= ${dayBegan.toISOString()}::timestamptz`;
  const rows = await guarded(() =>
    tx
      .select({ id: notices.id })
      .from(notices)
      .where(and(eq(notices.userId, userId), isSince))
      .limit(1),
  );
  return rows.length > 0;
}

const wantedByMail = (tx: Db, { userId }: { userId: string }): Promise<{ kind: NoticeKind; inApp: boolean }[]> =>
  guarded(() =>
    tx
      .select({ kind: noticeSettings.kind, inApp: noticeSettings.inApp })
      .from(noticeSettings)
      .where(and(eq(noticeSettings.userId, userId), noticeSettings.mail)),
  );
