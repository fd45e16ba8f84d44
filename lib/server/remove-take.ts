import 'server-only';
import { guarded } from '@/db/guard';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';
import { systemDatabase } from './services';
import { silenceTake } from './silence';

/**
 * Takes an author's own voice out of a story for good, also of one that they may not listen to any more. Doing it again changes
 * nothing. Throws take_not_found, also of somebody else's: nobody learns here what there is.
 */
export async function removeTake(ctx: Ctx, { storyId, takeId }: { storyId: string; takeId: string }): Promise<void> {
  const db = systemDatabase();
  const take = await getTake(db, { storyId, id: takeId });
  if (!take || take.authorId !== ctx.actor?.id) throw new AppError('take_not_found');
  if (take.state === 'removed') return;
  if (!can(ctx.actor, 'take.remove', take)) throw new AppError('forbidden');
  await guarded(() =>
    db.transaction(async (tx) => {
      if (await silenceTake(tx, { storyId, takeId, to: 'removed' }))
        await audit(tx, ctx, { action: 'take.remove', subject: { kind: 'take', id: takeId }, details: { storyId } });
    }),
  );
  ctx.log.info({ storyId, takeId }, 'take removed');
}
