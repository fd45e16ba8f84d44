import { and, desc, eq, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { pushSubscriptions } from '../people';

export type Subscription = Pick<typeof pushSubscriptions.$inferInsert, 'endpoint' | 'p256dh' | 'auth'>;

/** A person has so many devices at most; the one that asked longest ago makes room. */
const MOST_DEVICES = 10;

/** A device is told what its person is told: one that was somebody else's is theirs from now on. */
export async function saveSubscription(
  db: Db,
  { userId, sessionId, ...subscription }: Subscription & { userId: string; sessionId: string | null },
): Promise<void> {
  const { endpoint, ...rest } = subscription;
  const values = { ...rest, userId, sessionId, createdAt: sql`clock_timestamp()` };
  const newest = db
    .select({ endpoint: pushSubscriptions.endpoint })
    .from(pushSubscriptions)
    .where(eq(pushSubscriptions.userId, userId))
    .orderBy(desc(pushSubscriptions.createdAt))
    .limit(MOST_DEVICES);
  await guarded(() =>
    db.transaction(async (tx) => {
      await tx
        .insert(pushSubscriptions)
        .values({ endpoint, ...values })
        .onConflictDoUpdate({ target: pushSubscriptions.endpoint, set: values });
      await tx
        .delete(pushSubscriptions)
        .where(
          and(eq(pushSubscriptions.userId, userId), sql`${pushSubscriptions.endpoint} not in (${newest.getSQL()})`),
        );
    }),
  );
}

/** Somebody's own alone. */
export async function endSubscription(db: Db, { userId, endpoint }: { userId: string; endpoint: string }) {
  const own = and(eq(pushSubscriptions.endpoint, endpoint), eq(pushSubscriptions.userId, userId));
  await guarded(() => db.delete(pushSubscriptions).where(own));
}

/** The device of this person with this SHA-256 of its endpoint; null when it is theirs no more. */
export async function getSubscription(
  db: Db,
  { userId, device }: { userId: string; device: string },
): Promise<Subscription | null> {
  const { endpoint, p256dh, auth } = pushSubscriptions;
  const isIt = sql`encode(sha256(convert_to(${endpoint}, 'UTF8')), 'hex') = ${device}`;
  const rows = await guarded(() =>
    db
      .select({ endpoint, p256dh, auth })
      .from(pushSubscriptions)
      .where(and(eq(pushSubscriptions.userId, userId), isIt)),
  );
  return rows[0] ?? null;
}
