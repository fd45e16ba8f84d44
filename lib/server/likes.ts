import 'server-only';
import { setLike } from '@/db/queries/likes';
import { AppError } from '@/lib/domain/errors';
import type { LikeView } from '@/lib/domain/tree-views';
import type { Ctx } from './context';
import { storyForActor } from './stories';

/** Likes a take, or takes that back; doing it again changes nothing. */
export async function likeTake(
  ctx: Ctx,
  { storyId, takeId, isLiked }: { storyId: string; takeId: string; isLiked: boolean },
): Promise<LikeView> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  await storyForActor(ctx, { storyId }, 'take.like');
  const { likeCount } = await setLike(ctx.db, { storyId, takeId, userId: actor.id, isLiked });
  return { likeCount, isLiked };
}
