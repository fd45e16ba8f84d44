import 'server-only';
import { blockedBy, setBlock } from '@/db/queries/blocks';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';

/** Somebody who has blocked more people than that sees the last ones. */
const MOST_SHOWN = 200;

/**
 * They cannot answer or like what the actor records, nor come into their stories, nor make notices for them any more, or can again.
 * What they have recorded is heard as before, by the actor too. Doing it again changes nothing.
 */
export async function blockPerson(
  ctx: Ctx,
  { personId, isBlocked }: { personId: string; isBlocked: boolean },
): Promise<{ isBlocked: boolean }> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  const person = await getUser(ctx.db, { id: personId });
  if (!person) throw new AppError('not_found');
  if (!can(actor, 'person.block', { personId, role: person.role })) {
    throw new AppError(actor.isSuspended ? 'suspended' : 'forbidden');
  }
  await ctx.db.transaction(async (tx) => {
    await setBlock(tx, { blockerId: actor.id, blockedId: personId, isBlocked });
    await audit(tx, ctx, {
      action: isBlocked ? 'person.block' : 'person.unblock',
      subject: { kind: 'person', id: personId },
    });
  });
  return { isBlocked };
}

export type BlockedPerson = { id: string; name: string };

/** Whom the actor has blocked, the last one first. */
export async function blockedPeople({ actor, db }: Ctx): Promise<BlockedPerson[]> {
  return actor ? blockedBy(db, { blockerId: actor.id, limit: MOST_SHOWN }) : [];
}
