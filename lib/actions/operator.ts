'use server';

import { z } from 'zod';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { openDoor } from '@/lib/server/operator';

const input = z.object({ key: z.string().trim().max(200) });

/** The form at the door of the operator's pages; with the right key the page comes back open. */
export async function enterAsOperator(_before: ErrorCode | null, form: FormData): Promise<ErrorCode | null> {
  // A caller that is no form sends anything.
  const given = input.safeParse(form instanceof FormData ? Object.fromEntries(form) : form);
  try {
    await openDoor(given.success ? given.data.key : '');
    return null;
  } catch (cause) {
    if (cause instanceof AppError) return cause.code;
    throw cause;
  }
}
