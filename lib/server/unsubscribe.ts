import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { id } from '@/lib/domain/schemas';
import { env } from './env';

/** A signature of 128 bits is guessed by nobody, and what it opens is one setting. */
const SIGNATURE_BYTES = 16;

const signatureOf = (userId: string): Buffer =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`unsubscribe ${userId}`).digest().subarray(0, SIGNATURE_BYTES);

/** What lets a mail's reader end these mails without signing in. It is good for that alone, and for as long as mails are kept. */
export const unsubscribeToken = (userId: string): string => `${userId}.${signatureOf(userId).toString('base64url')}`;

/** Whose token it is; null when it is nobody's. */
export function unsubscriber(token: string): string | null {
  const [userId = '', signature = ''] = token.split('.');
  if (!id.safeParse(userId).success) return null;
  const given = Buffer.from(signature, 'base64url');
  const isOurs = given.length === SIGNATURE_BYTES && timingSafeEqual(given, signatureOf(userId));
  return isOurs ? userId : null;
}
