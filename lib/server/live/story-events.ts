import 'server-only';
import { notifyStory } from '@/db/queries/events';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { NAMELESS } from '@/lib/domain/story-event';
import type { Ctx } from '../context';
import { storyForActor } from '../stories';
import { createAllowance } from './allowance';
import { live } from './live-here';
import { eventStream, eventStreamHead } from './stream';

/** What happens to a story from now on, as server-sent events. `isHead`: only whether one may listen. */
export async function storyEvents(
  ctx: Ctx,
  { storyId, isHead, address }: { storyId: string; isHead: boolean; address: string },
): Promise<Response> {
  const story = await storyForActor(ctx, { storyId }, 'story.listen');
  if (isHead) return eventStreamHead();
  const here = live();
  await here.opened();
  return eventStream({ actor: ctx.actor, sessionId: ctx.actor?.sessionId, address }, (listener) =>
    here.join(story.id, listener),
  );
}

const A_MINUTE = { perMs: 60_000, now: () => performance.now() };
/** Every word is told to every process. Who records says six a minute, and many may have one address. */
const ofAddress = createAllowance({ most: 600, ...A_MINUTE });
/** Who has no name here costs nothing to make up: of these a story has twenty at a time, half of them from one address. */
const nameless = createAllowance({ most: 120, ...A_MINUTE });
const namelessOfAddress = createAllowance({ most: 60, ...A_MINUTE });
/** An end takes away only; whoever were refused it would go on recording for everybody. */
const endsOfNameless = createAllowance({ most: 240, ...A_MINUTE });

type Recording = { storyId: string; takeId: string; isOn: boolean; pageId?: string | undefined; address: string };

/**
 * Somebody records over a take now, or does so no more; told to everybody who listens, and forgotten soon. Who has no name
 * here is told apart by a random id of their page. Throws said_too_often, and what they may not record for.
 */
export async function sayRecording(ctx: Ctx, said: Recording): Promise<Record<string, never>> {
  const { storyId, takeId, isOn, pageId, address } = said;
  const { actor } = ctx;
  if (!actor && pageId === undefined) throw new AppError('not_signed_in');
  const isKnown = address !== '';
  if (isKnown && !ofAddress.allows(address)) throw new AppError('said_too_often');
  // Who may not record here says nothing to others; an end only takes away.
  await storyForActor(ctx, { storyId }, isOn ? 'take.announce' : 'story.listen');
  if (!(await getTake(ctx.db, { storyId, id: takeId }))) throw new AppError('take_not_found');
  if (!actor && isOn && isKnown && !namelessOfAddress.allows(`${storyId} ${address}`))
    throw new AppError('said_too_often');
  if (!actor && !(isOn ? nameless : endsOfNameless).allows(storyId)) throw new AppError('said_too_often');
  const person = actor ? { who: actor.id, name: actor.name } : { who: `page ${pageId}`, name: NAMELESS };
  await notifyStory(ctx.db, { type: 'recording', storyId, takeId, isOn, ...person });
  return {};
}
