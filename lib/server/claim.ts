import 'server-only';
import { claimGuest as claim } from '@/db/queries/claims';
import { audit } from './audit';
import type { Ctx } from './context';
import { systemDatabase } from './services';

/**
 * Gives all that a guest has made to the member who signed in on their device, once; again changes nothing. Takes in private stories
 * are among it, which the member does not see before.
 */
export async function claimGuest(
  who: Pick<Ctx, 'actor' | 'address'>,
  of: { guestId: string; memberId: string },
): Promise<void> {
  const db = systemDatabase();
  if (!(await claim(db, of))) return;
  const subject = { kind: 'person' as const, id: of.memberId };
  await audit(db, who, { action: 'account.claim', subject, details: { guestId: of.guestId } });
}
