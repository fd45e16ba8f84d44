import 'server-only';
import { notifyStory } from '@/db/queries/events';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import type { Ctx } from '../context';
import { storyForActor } from '../stories';
import { live } from './live-here';
import { eventStream, eventStreamHead } from './stream';

/** What happens to a story from now on, as server-sent events. `isHead`: only whether one may listen. */
export async function storyEvents(
  ctx: Ctx,
  { storyId, isHead }: { storyId: string; isHead: boolean },
): Promise<Response> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  if (isHead) return eventStreamHead();
  const here = live();
  await here.opened();
  return eventStream(ctx.actor, (listener) => here.join(story.id, listener));
}

/** The actor records over a take now, or does so no more; told to everybody who listens, and forgotten soon. */
export async function sayRecording(
  ctx: Ctx,
  { storyId, takeId, isOn }: { storyId: string; takeId: string; isOn: boolean },
): Promise<Record<string, never>> {
  if (!ctx.actor) throw new AppError('not_signed_in');
  await storyForActor(ctx, { storyId }, 'take.publish');
  if (!(await getTake(ctx.db, { storyId, id: takeId }))) throw new AppError('take_not_found');
  const { id: userId, name } = ctx.actor;
  await notifyStory(ctx.db, { type: 'recording', storyId, takeId, userId, name, isOn });
  return {};
}
