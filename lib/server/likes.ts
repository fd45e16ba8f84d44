import 'server-only';
import { takeSubject } from '@/db/queries/blocks';
import { setLike } from '@/db/queries/likes';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { LikeView } from '@/lib/domain/tree-views';
import type { Ctx } from './context';
import { ring } from './notices';
import { storyForActor } from './stories';

/** Likes a take, or takes that back; doing it again changes nothing. */
export async function likeTake(
  ctx: Ctx,
  { storyId, takeId, isLiked }: { storyId: string; takeId: string; isLiked: boolean },
): Promise<LikeView> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  await storyForActor(ctx, { storyId }, 'take.like');
  if (isLiked) await assertReceives(ctx, { storyId, takeId, actorId: actor.id });
  const { likeCount } = await setLike(ctx.db, { storyId, takeId, userId: actor.id, isLiked }, ring);
  return { likeCount, isLiked };
}

/** Whoever may answer a take may like it, too; a like can be taken back in any case. */
async function assertReceives(ctx: Ctx, like: { storyId: string; takeId: string; actorId: string }): Promise<void> {
  const take = await takeSubject(ctx.db, like);
  if (!take) throw new AppError('take_not_found');
  if (!can(ctx.actor, 'take.answer', take)) throw new AppError(take.isBlocked ? 'blocked' : 'take_not_shown');
}
