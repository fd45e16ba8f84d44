import { isErrorCode } from '@/lib/domain/error-codes';
import { AppError } from '@/lib/domain/errors';
import type { Me } from '@/lib/domain/me';
import { readApi } from './api';

const DEADLINE_MS = 30_000;
/** What one is told by other pages of this browser: that somebody has signed in, or out. */
const CHANNEL = 'tap-story.people';

/** Who the server takes this browser for. Throws as `readApi` does. */
export async function readMe(): Promise<Me> {
  const body = await readApi('/api/v1/me', DEADLINE_MS);
  if (isMe(body)) return body;
  throw new AppError('unexpected');
}

/** It comes from the app's own server: that it is of its kind is enough. */
const isMe = (body: unknown): body is Me =>
  typeof body === 'object' && body !== null && 'person' in body && 'waysIn' in body;

/**
 * Makes a guest of somebody who is nobody here yet. What was refused as somebody's who is here no more is asked again as whoever is
 * signed in now, as after a sign-in on another page: never as a new guest beside them. Speaks to next-auth itself: its own client leaves the page when the network is lost, and an unpublished take is lost with it.
 * Throws network_unreachable, deadline_exceeded when the server is not well, or unexpected when it refuses.
 */
export async function signInAsGuest(name: string): Promise<void> {
  if ((await readMe()).person) return;
  await signIn('guest', { name });
}

/** Signs in on this page, which stays as it is. Throws what the server refuses it for, as wrong_credentials or link_used. */
export async function signIn(way: 'guest' | 'password' | 'link', fields: Record<string, string>): Promise<void> {
  await post(`callback/${way}`, fields);
  if (way !== 'guest') tellOtherPages();
}

/** Where somebody who vouches for people asks them to sign in; they come back to `callbackUrl`. */
export async function outsideAddress(provider: string, callbackUrl: string): Promise<string> {
  return post(`signin/${provider}`, { callbackUrl });
}

/**
 * Finds out that the server can be reached; the answer then signs out, on the server and in this browser. Both throw as
 * `signInAsGuest` does.
 */
export async function readyToSignOut(): Promise<() => Promise<void>> {
  const csrfToken = await askForCsrf();
  return async () => {
    await post('signout', {}, csrfToken);
    tellOtherPages();
  };
}

/** `hear` runs when another page or window of this browser has signed in or out. Answers how to stop that. */
export function onOtherSignIn(hear: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = hear;
  return () => channel.close();
}

export function tellOtherPages(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

async function post(path: string, fields: Record<string, string>, csrfToken?: string): Promise<string> {
  const token = csrfToken ?? (await askForCsrf());
  const { status, retryAfterMs, body } = await ask(
    path,
    new URLSearchParams({ csrfToken: token, ...fields, json: 'true' }),
  );
  const url = read(body, 'url');
  const fault = URL.canParse(url, location.origin) ? new URL(url, location.origin).searchParams.get('error') : null;
  if (fault !== null) throw new AppError(isErrorCode(fault) ? fault : 'unexpected', { details: { status } });
  if (status >= 400) throw refusal(status, retryAfterMs);
  return url;
}

async function askForCsrf(): Promise<string> {
  const { status, retryAfterMs, body } = await ask('csrf');
  if (status >= 400) throw refusal(status, retryAfterMs);
  return read(body, 'csrfToken');
}

/** `retryAfterMs`: how long the server asks to be left alone (0: it says nothing). */
const refusal = (status: number, retryAfterMs: number): AppError =>
  new AppError(status === 429 ? 'too_many_requests' : status >= 500 ? 'deadline_exceeded' : 'unexpected', {
    details: { status, ...(retryAfterMs > 0 && { retryAfterMs }) },
  });

function read(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  return typeof value === 'string' ? value : '';
}

async function ask(
  path: string,
  form?: URLSearchParams,
): Promise<{ status: number; retryAfterMs: number; body: unknown }> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const init: RequestInit = form ? { method: 'POST', body: form, signal } : { signal };
  const answer = await fetch(`/api/auth/${path}`, init).catch((cause: unknown) => {
    throw new AppError('network_unreachable', { cause });
  });
  const { status, headers } = answer;
  const retryAfterMs = Number(headers.get('retry-after')) * 1000;
  if (status >= 500) throw refusal(status, retryAfterMs);
  const body: unknown = await answer.json().catch((cause: unknown) => {
    // Somebody else's page instead of an answer, or the connection was lost half-way.
    throw new AppError('network_unreachable', { cause, details: { status } });
  });
  return { status, retryAfterMs, body };
}
