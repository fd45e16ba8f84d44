import { and, desc, eq, sql } from 'drizzle-orm';
import type { TakeSubject } from '@/lib/domain/policy';
import type { Db } from '../client';
import { guarded } from '../guard';
import { blocks } from '../people';
import { takes, users } from '../schema';
import { isTake } from './walks';

type Block = { blockerId: string; blockedId: string };

const isIt = ({ blockerId, blockedId }: { blockerId: string | typeof takes.authorId; blockedId: string }) =>
  and(eq(blocks.blockerId, blockerId), eq(blocks.blockedId, blockedId));

/** Doing it again changes nothing. */
export async function setBlock(db: Db, { isBlocked, ...block }: Block & { isBlocked: boolean }): Promise<void> {
  await guarded(async () => {
    if (isBlocked) await db.insert(blocks).values(block).onConflictDoNothing();
    else await db.delete(blocks).where(isIt(block));
  });
}

/** Whether the one wants nothing to do with the other. */
export async function hasBlocked(db: Db, block: Block): Promise<boolean> {
  const rows = await guarded(() => db.select({ at: blocks.createdAt }).from(blocks).where(isIt(block)));
  return rows.length > 0;
}

/** Whom somebody has blocked, the last one first; `limit` at most. */
export const blockedBy = (db: Db, { blockerId, limit }: { blockerId: string; limit: number }) =>
  guarded(() =>
    db
      .select({ id: users.id, name: users.name })
      .from(blocks)
      .innerJoin(users, eq(users.id, blocks.blockedId))
      .where(eq(blocks.blockerId, blockerId))
      .orderBy(desc(blocks.createdAt))
      .limit(limit),
  );

/** A take, and how somebody stands to it; null where the story has no such take. */
export async function takeSubject(
  db: Db,
  { storyId, takeId, actorId }: { storyId: string; takeId: string; actorId: string },
): Promise<TakeSubject | null> {
  const rows = await guarded(() =>
    db
      .select({
        authorId: takes.authorId,
        state: takes.state,
        isBlocked: sql<boolean>`exists (select from ${blocks} where ${isIt({ blockerId: takes.authorId, blockedId: actorId })})`,
      })
      .from(takes)
      .where(isTake(storyId, takeId)),
  );
  return rows[0] ?? null;
}
