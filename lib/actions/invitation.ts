'use server';

import { z } from 'zod';
import { INVITATION_DAYS, INVITATION_USES } from '@/lib/domain/limits';
import { id } from '@/lib/domain/schemas';
import { action } from '@/lib/server/action';
import { accept, invite, revoke } from '@/lib/server/invitations';

const wanted = z.object({
  storyId: id,
  days: z.union(INVITATION_DAYS.map((days) => z.literal(days))),
  mostUses: z.union(INVITATION_USES.map((uses) => z.literal(uses))).nullable(),
  email: z.string().trim().toLowerCase().pipe(z.email()).nullable(),
});

export const makeInvitation = action({ name: 'invitation.make', input: wanted, limit: 'invite' }, invite);

export const revokeInvitation = action(
  { name: 'invitation.revoke', input: z.object({ storyId: id, invitationId: id }) },
  revoke,
);

export const acceptInvitation = action(
  { name: 'invitation.accept', input: z.object({ token: z.string().min(1).max(100) }) },
  accept,
);
