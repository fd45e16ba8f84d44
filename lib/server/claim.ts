import 'server-only';
import { claimGuest as claim } from '@/db/queries/claims';
import { audit } from './audit';
import { systemDatabase } from './services';

/**
 * Gives all that a guest has made to the member who signed in on their device, once; again changes nothing. Takes in private stories
 * are among it, which the member does not see before.
 */
export async function claimGuest(of: { guestId: string; memberId: string; sessionId: string }): Promise<void> {
  const db = systemDatabase();
  if (!(await claim(db, of))) return;
  await audit(
    db,
    { actor: null, address: '' },
    { action: 'account.claim', subject: { kind: 'person', id: of.memberId }, details: { guestId: of.guestId } },
  );
}
