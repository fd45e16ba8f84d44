import { and, eq, inArray, sql } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { Db } from '../client';
import { guarded } from '../guard';
import { likes } from '../schema';
import { inTurn } from '../turns';
import { notifyStory, type Pointer } from './events';
import type { Told } from './notices';

type Like = { storyId: string; takeId: string; userId: string; isLiked: boolean };

/** What the database answers. */
type Answer = {
  likes_now: number | null;
  has_changed: boolean;
  canon: Pointer[];
  notice_id: string | null;
  devices: string[];
};
/** `canon` are the takes at which the canon goes on another way now. */
type Liked = { likeCount: number; canon: Pointer[] };
/** What else is done in the transaction in which the author of a take is told of a like. */
type Also = (tx: Db, told: Told) => Promise<unknown>;

/**
 * Likes a take or takes that back, tells its author, and moves the canon, in one transaction; doing it again changes nothing.
 * Throws take_not_found, and not_signed_in when there is no such user.
 */
export const setLike = (db: Db, like: Like, also: Also = async () => undefined): Promise<Liked> =>
  inTurn(db, like.storyId, () => guarded(() => db.transaction((tx) => takeLike(tx, like, also))));

async function takeLike(tx: Db, { storyId, takeId, userId, isLiked }: Like, also: Also): Promise<Liked> {
  const [answer] = await tx.execute<Answer>(
    sql`select likes_now, has_changed, canon, notice_id, devices from like_take(${storyId}, ${takeId}, ${userId}, ${isLiked})`,
  );
  if (answer?.likes_now == null) throw new AppError('take_not_found');
  const { likes_now: likeCount, has_changed: hasChanged, canon, notice_id: noticeId, devices } = answer;
  if (noticeId !== null && devices.length > 0) await also(tx, { noticeId, devices });
  if (hasChanged) await notifyStory(tx, { type: 'like', storyId, takeId, likeCount, canon });
  return { likeCount, canon };
}

/** Which of these takes somebody likes. */
export async function likedOf(
  db: Db,
  { storyId, userId, ids }: { storyId: string; userId: string; ids: string[] },
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await guarded(() =>
    db
      .select({ id: likes.takeId })
      .from(likes)
      .where(and(eq(likes.storyId, storyId), eq(likes.userId, userId), inArray(likes.takeId, ids))),
  );
  return rows.map(({ id }) => id);
}
