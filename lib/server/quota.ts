import 'server-only';
import { storedBytes } from '@/db/queries/storage';
import { AppError } from '@/lib/domain/errors';
import type { Role } from '@/lib/domain/people';
import type { Ctx } from './context';
import { env } from './env';
import { systemDatabase } from './services';

const MB = 1_000_000;

/** How much of everybody's room one person may take up (bytes): a guest less, whom nobody knows. */
const mostBytesOf = (role: Role): number => (role === 'guest' ? env().GUEST_STORAGE_MB : env().MEMBER_STORAGE_MB) * MB;

/**
 * Whether so many more bytes of one's takes may be kept. All of them count, also in stories that one may not hear any more.
 * Throws storage_used_up; not_signed_in.
 */
export async function assertRoom({ actor }: Pick<Ctx, 'actor'>, bytes: number): Promise<void> {
  if (!actor) throw new AppError('not_signed_in');
  const most = mostBytesOf(actor.role);
  const used = await storedBytes(systemDatabase(), { personId: actor.id });
  if (used + bytes > most) throw new AppError('storage_used_up', { details: { usedBytes: used, mostBytes: most } });
}
