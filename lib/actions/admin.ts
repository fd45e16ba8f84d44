'use server';

import { z } from 'zod';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import { ROLES } from '@/lib/domain/people';
import { id } from '@/lib/domain/schemas';
import { action } from '@/lib/server/action';
import { appointPerson, countStored, endSessionsOf, suspendPerson } from '@/lib/server/admin';
import { sendAgain } from '@/lib/server/admin-jobs';

export const appoint = action(
  { name: 'person.appoint', input: z.object({ personId: id, role: z.enum(ROLES).exclude(['guest']) }) },
  appointPerson,
);

export const suspend = action(
  {
    name: 'person.suspend',
    input: z.object({
      personId: id,
      kind: z.enum(['suspend', 'unsuspend']),
      reason: z.string().trim().min(1).max(REASON_MAX_CHARS),
    }),
  },
  suspendPerson,
);

export const signOutEverywhere = action(
  { name: 'person.end_sessions', input: z.object({ personId: id }) },
  endSessionsOf,
);

export const listStore = action({ name: 'place.list_store', input: z.object({}) }, countStored);

export const sendJobAgain = action(
  { name: 'job.send_again', input: z.object({ kind: z.string().max(60), jobId: id }) },
  sendAgain,
);
