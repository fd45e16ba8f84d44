import 'server-only';
import { guarded } from '@/db/guard';
import { wishNudge } from '@/db/queries/nudges';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { Move } from '@/lib/domain/timing';
import type { Ctx } from './context';
import { countSent, enqueue } from './jobs/queue';
import { moveOf } from './moves';
import { storyForActor } from './stories';

const HOUR_MS = 60 * 60 * 1000;
/** Each is a mix of its own; somebody who listens in between does not come near. */
const MOST_AN_HOUR = 20;

type Nudge = { storyId: string; takeId: string; nudgeMs: number };

/**
 * Moves a published take to `nudgeMs` later than it was measured, until somebody answers it: its author is told at once that
 * the new mix is being made. Throws story_closed, take_is_answered, moved_too_often, and take_cannot_be_moved when nothing was kept around it.
 */
export async function nudgeTake(ctx: Ctx, nudge: Nudge): Promise<{ move: Move | null }> {
  const { storyId, takeId } = nudge;
  await storyForActor(ctx, { storyId }, 'take.move');
  const take = await theTake(ctx, nudge);
  if (!can(ctx.actor, 'take.nudge', take)) throw new AppError('forbidden');
  if (!take.marginsKey) throw new AppError('take_cannot_be_moved');
  const sent = await countSent('take.nudge', takeId, new Date(Date.now() - HOUR_MS));
  if (sent >= MOST_AN_HOUR) throw new AppError('moved_too_often');
  await guarded(() =>
    ctx.db.transaction(async (tx) => {
      if (!(await wishNudge(tx, nudge))) throw new AppError('take_is_answered');
      await enqueue(tx, 'take.nudge', nudge);
    }),
  );
  ctx.log.info({ ...nudge, from: take.nudgeMs }, 'nudge wished');
  return { move: await moveOf(ctx, await theTake(ctx, { storyId, takeId })) };
}

async function theTake(ctx: Ctx, { storyId, takeId }: { storyId: string; takeId: string }): Promise<TakeRow> {
  const take = await getTake(ctx.db, { storyId, id: takeId });
  if (!take) throw new AppError('take_not_found');
  return take;
}
