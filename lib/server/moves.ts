import 'server-only';
import { firstToAnswer } from '@/db/queries/nudges';
import { getStory } from '@/db/queries/stories';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { can } from '@/lib/domain/policy';
import type { Move } from '@/lib/domain/timing';
import type { Ctx } from './context';
import { isUnderWay } from './jobs/queue';

/** What the actor may do about a take's place: null for everybody but its author, in a closed story, and for what was never to be moved. */
export async function moveOf(ctx: Ctx, take: TakeRow): Promise<Move | null> {
  const { storyId, id: takeId, nudgeMs, wantedNudgeMs, gainDb } = take;
  if (!take.marginsKey || !can(ctx.actor, 'take.nudge', take)) return null;
  const story = await getStory(ctx.db, { id: storyId, actorId: take.authorId });
  if (!can(ctx.actor, 'take.move', story)) return null;
  if (take.childCount > 0) return { state: 'fixed', by: (await firstToAnswer(ctx.db, { storyId, takeId })) ?? '' };
  if (wantedNudgeMs === null) return { state: 'free', nudgeMs, gainDb };
  const wished = { nudgeMs, wantedMs: wantedNudgeMs, gainDb };
  if (await isUnderWay('take.nudge', { storyId, takeId, nudgeMs: wantedNudgeMs }))
    return { state: 'making', ...wished };
  // A job that ended after the row was read has taken its wish with it; only a wish without a job has failed.
  const now = await getTake(ctx.db, { storyId, id: takeId });
  if (now?.wantedNudgeMs === wantedNudgeMs) return { state: 'failed', ...wished };
  return now && moveOf(ctx, now);
}
