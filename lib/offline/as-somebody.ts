import { AppError } from '@/lib/domain/errors';
import { GUEST_NAME } from '@/lib/domain/limits';
import { signInAsGuest } from './sign-in';

/** Runs what only somebody may do: who is nobody here yet becomes a guest first. Throws as `signInAsGuest` and `run` do. */
export async function asSomebody<T>(name: string, run: () => Promise<T>): Promise<T> {
  await signInAsGuest(name || GUEST_NAME);
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'not_signed_in') throw cause;
    // The server does not know this browser's session any more.
    await signInAsGuest(name || GUEST_NAME);
    return run();
  }
}
