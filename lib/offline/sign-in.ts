import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';

const DEADLINE_MS = 30_000;

const session = z.object({ user: z.unknown().optional() });
const csrf = z.object({ csrfToken: z.string() });

/**
 * Makes a guest of somebody who is nobody here yet; `again` when the server does not know their session any more. Speaks to
 * next-auth itself: its own client leaves the page when the network is lost, and an unpublished take is lost with it.
 * Throws network_unreachable, deadline_exceeded when the server is not well, or unexpected when it refuses.
 */
export async function signInAsGuest(name: string, again: boolean): Promise<void> {
  if (!again && session.parse(await ask('session')).user) return;
  const { csrfToken } = csrf.parse(await ask('csrf'));
  await ask('callback/guest', new URLSearchParams({ csrfToken, name, json: 'true' }));
}

/**
 * Finds out that the server can be reached; the answer then signs out, on the server and in this browser. Both throw as
 * `signInAsGuest` does.
 */
export async function readyToSignOut(): Promise<() => Promise<void>> {
  const { csrfToken } = csrf.parse(await ask('csrf'));
  return async () => {
    await ask('signout', new URLSearchParams({ csrfToken, json: 'true' }));
  };
}

async function ask(path: string, form?: URLSearchParams): Promise<unknown> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const init: RequestInit = form ? { method: 'POST', body: form, signal } : { signal };
  const answer = await fetch(`/api/auth/${path}`, init).catch((cause: unknown) => {
    throw new AppError('network_unreachable', { cause });
  });
  const details = { status: answer.status };
  if (!answer.ok) throw new AppError(answer.status >= 500 ? 'deadline_exceeded' : 'unexpected', { details });
  return answer.json().catch((cause: unknown) => {
    // Somebody else's page instead of an answer, or the connection was lost half-way.
    throw new AppError('network_unreachable', { cause, details });
  });
}
