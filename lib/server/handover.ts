import 'server-only';
import { guarded } from '@/db/guard';
import { declineStory, offerStory, receiveStory } from '@/db/queries/ownership';
import { getStory } from '@/db/queries/stories';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import type { StoryOffer } from '@/lib/domain/owned-story';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';
import { tell } from './notices';
import { inOne, ownerPage, ownStory, storyOf } from './ownership';
import { systemDatabase } from './services';

type OneStory = { storyId: string };

/** Asks somebody who is in the story and has an account to own it from now on; `personId` null takes that back. */
export async function offer(ctx: Ctx, { storyId, personId }: OneStory & { personId: string | null }): Promise<void> {
  const { own, actor, story } = await ownStory(ctx, { storyId }, 'story.give');
  if (personId === story.handedTo) return;
  const { heirs } = await ownerPage(ctx, { storyId });
  if (personId && !heirs.some(({ id }) => id === personId)) throw new AppError('forbidden');
  await inOne(ctx, own, personId ? 'story.offer' : 'story.keep_own', { personId }, async (tx) => {
    if (personId) await tell(tx, { userId: personId, kind: 'invitation', storyId, byId: actor.id });
    return offerStory(tx, own, personId);
  });
}

/** The story that the actor is asked to own, or null. */
export async function offerTo(ctx: Ctx, { storyId }: OneStory): Promise<StoryOffer | null> {
  const offered = await askedTo(ctx, { storyId });
  if (!offered) return null;
  const { story } = offered;
  const owner = await getUser(ctx.db, { id: story.ownerId });
  return { storyId, title: story.title, ownerName: owner?.name ?? '', voiceCount: story.voiceCount };
}

/** The answer to it. Throws story_not_found when they are not asked (any more). */
export async function answerOffer(ctx: Ctx, { storyId, isTaken }: OneStory & { isTaken: boolean }): Promise<void> {
  const offered = await askedTo(ctx, { storyId });
  if (!offered) throw new AppError('story_not_found');
  const story = { storyId, personId: offered.actor.id };
  // Who hands it over is made a member of what is not theirs any more.
  await guarded(() =>
    systemDatabase().transaction(async (tx) => {
      const isDone = await (isTaken ? receiveStory : declineStory)(tx, story);
      if (!isDone) throw new AppError('story_not_found');
      const details = { from: offered.story.ownerId };
      await audit(tx, ctx, { action: isTaken ? 'story.receive' : 'story.decline', subject: storyOf(story), details });
    }),
  );
}

async function askedTo({ actor }: Ctx, { storyId }: OneStory) {
  const story = actor && (await getStory(systemDatabase(), { id: storyId, actorId: actor.id }));
  if (!actor || !story) return null;
  if (!can(actor, 'story.receive', { ...story, isHandedTo: story.handedTo === actor.id })) return null;
  return { story, actor };
}
