'use server';

import { z } from 'zod';
import { PASSWORD_MAX_CHARS } from '@/lib/domain/limits';
import { action } from '@/lib/server/action';
import { deleteAccount as leave } from '@/lib/server/delete-account';
import { forgetSession } from '@/lib/server/session';

const input = z.object({
  /** Typed, so that nobody does it by mistake. */
  word: z.string().max(40).trim().toLowerCase().pipe(z.literal('delete')),
  password: z
    .string()
    .max(PASSWORD_MAX_CHARS * 4)
    .optional(),
});

/** Deletes the account of whoever asks, with all of their voice, and signs this browser out. */
export const deleteAccount = action({ name: 'account.delete', input }, async (ctx, { password }) => {
  await leave(ctx, { password });
  await forgetSession();
});
