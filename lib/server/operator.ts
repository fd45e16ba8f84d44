import 'server-only';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { cookies, headers } from 'next/headers';
import { alignmentTotals } from '@/db/queries/alignments';
import type { AlignmentTotals } from '@/lib/domain/alignment-totals';
import { AppError } from '@/lib/domain/errors';
import { maskAddress } from '@/lib/domain/mask';
import { addressOf } from './address';
import { adminOf } from './admin-door';
import type { Ctx } from './context';
import { env } from './env';
import { forgive, spend } from './limits';
import { log } from './log';
import { requestOrigin } from './route';
import { systemDatabase } from './services';

/**
 * Whoever runs this place has its key: there are no accounts for that. The key is typed once; from then on a cookie says until
 * when it was, signed with the key itself, so that another key closes every door that the old one has opened.
 */
const COOKIE = 'tap-story-operator';
const OPEN_SECONDS = 30 * 24 * 60 * 60;
/** The page names so many; whoever publishes says what their browser is called, and may say anything. */
const MOST_BROWSERS = 12;
/** What guesses at the key are counted under: no email address. */
const DOOR = 'operator';
/** Whoever guesses waits so long for every answer. */
const WRONG_KEY_MS = 500;

export type OperatorDoor = 'none' | 'closed' | 'open';

/** 'none': this place has no key, and so no such pages. */
export async function operatorDoor(now = Date.now()): Promise<OperatorDoor> {
  const key = env().OPERATOR_KEY;
  if (!key) return 'none';
  return isPass((await cookies()).get(COOKIE)?.value, key, now) ? 'open' : 'closed';
}

/** Opens the door to whoever has the key. Throws wrong_key, and too_many_requests to whoever guesses. */
export async function openDoor(given: string, now = Date.now()): Promise<void> {
  const key = env().OPERATOR_KEY;
  const asker = { actor: null, address: addressOf(await headers()) };
  await spend('request', asker);
  await spend('signIn', asker, { subject: DOOR });
  if (!key || !isSame(given, key)) {
    log.warn({ from: maskAddress(asker.address) }, 'a wrong key for the operator’s pages');
    await wait(WRONG_KEY_MS);
    throw new AppError('wrong_key');
  }
  await forgive('signIn', asker, DOOR);
  (await cookies()).set(COOKIE, passUntil(now + OPEN_SECONDS * 1000, key), {
    httpOnly: true,
    sameSite: 'strict',
    secure: requestOrigin(await headers()).startsWith('https:'),
    path: '/operator',
    maxAge: OPEN_SECONDS,
  });
}

/** How all takes have turned out. Throws forbidden to everybody but the operator. */
export async function readAlignmentTotals(): Promise<AlignmentTotals[]> {
  if ((await operatorDoor()) !== 'open') throw new AppError('forbidden');
  return alignmentTotals(systemDatabase(), MOST_BROWSERS);
}

/** The same for whoever runs this place by their account. Throws not_found. */
export async function readAlignmentAsAdmin(ctx: Ctx): Promise<AlignmentTotals[]> {
  await adminOf(ctx);
  return alignmentTotals(systemDatabase(), MOST_BROWSERS);
}

export const passUntil = (ms: number, key: string): string =>
  `${ms}.${createHmac('sha256', key).update(`operator until ${ms}`).digest('hex')}`;

export function isPass(pass: string | undefined, key: string, now: number): boolean {
  const until = Number(pass?.split('.')[0]);
  return pass !== undefined && until > now && isSame(pass, passUntil(until, key));
}

/** In a time that tells nothing of where the two begin to differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
