import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '@/db/client';
import { insertToken, type TokenRow, takeToken } from '@/db/queries/tokens';
import { AppError } from '@/lib/domain/errors';
import type { TokenPurpose } from '@/lib/domain/people';

/** How long a link that goes by mail is good (min). */
const GOOD_FOR_MINUTES: Record<TokenPurpose, number> = {
  enter: 15,
  reset_password: 60,
  verify_email: 24 * 60,
  change_email: 24 * 60,
};

/** 256 bits that nobody guesses, as they stand in a link or a cookie. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of one here. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A token for a link, of which only the hash stays. */
export async function makeToken(
  db: Db,
  { purpose, userId, email }: Pick<TokenRow, 'purpose' | 'userId' | 'email'>,
): Promise<string> {
  const token = newToken();
  const expiresAt = new Date(Date.now() + GOOD_FOR_MINUTES[purpose] * 60_000);
  await insertToken(db, { sha256: tokenHash(token), purpose, userId, email, expiresAt });
  return token;
}

/** Uses a token up. Throws link_used. */
export async function useToken(
  db: Db,
  { token, purpose }: { token: string; purpose: TokenPurpose },
): Promise<TokenRow> {
  const found = await takeToken(db, { sha256: tokenHash(token), purpose });
  if (!found) throw new AppError('link_used');
  return found;
}
