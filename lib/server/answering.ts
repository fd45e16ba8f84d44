import 'server-only';
import { hasBlocked } from '@/db/queries/blocks';
import { takesOf } from '@/db/queries/publish';
import type { StoryForActor } from '@/db/queries/stories';
import { getTake, type PageRow } from '@/db/queries/takes';
import type { ErrorCode } from '@/lib/domain/errors';
import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import { type Actor, can } from '@/lib/domain/policy';
import type { Ctx } from './context';

/** Whoever has no name here yet becomes a guest as soon as they record or like. */
const orGuest = (actor: Actor): NonNullable<Actor> => actor ?? { id: NOT_SHOWN_ID, role: 'guest', isSuspended: false };

/** Why somebody who may listen to a story may not do more. */
export function refusalOf(actor: Actor, story: StoryForActor): ErrorCode {
  if (!actor) return 'not_signed_in';
  if (actor.isSuspended) return 'suspended';
  if (story.isClosed) return 'story_closed';
  if (story.isBlocked) return 'blocked';
  if (story.whoRecords === 'members' && actor.role === 'guest') return 'members_only';
  return story.whoRecords === 'invited' ? 'invited_only' : 'forbidden';
}

/** Why nothing of the actor's would come into this story; null when something may. */
export async function storyRefusal({ actor, db }: Ctx, story: StoryForActor): Promise<ErrorCode | null> {
  if (!can(orGuest(actor), 'take.publish', story)) return refusalOf(orGuest(actor), story);
  if (!actor || story.mostTakesEach === null) return null;
  const own = await takesOf(db, { storyId: story.id, authorId: actor.id, id: NOT_SHOWN_ID });
  return own >= story.mostTakesEach ? 'story_takes_each' : null;
}

/** Why the actor's answer to this very take would not be taken, where its story would take one; null when it would. */
export async function takeRefusal(
  { actor, db }: Ctx,
  { id: storyId, mostDepth }: StoryForActor,
  { id, authorId, state }: Pick<PageRow, 'id' | 'authorId' | 'state'>,
): Promise<ErrorCode | null> {
  if (state !== 'shown') return 'take_not_shown';
  if (actor && (await hasBlocked(db, { blockerId: authorId, blockedId: actor.id }))) return 'blocked';
  const depth = mostDepth === null ? 0 : (await getTake(db, { storyId, id }))?.depth;
  return mostDepth !== null && depth !== undefined && depth >= mostDepth ? 'story_too_deep' : null;
}

export const mayLike = (actor: Actor, story: StoryForActor): boolean => can(orGuest(actor), 'take.like', story);
