import 'server-only';
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { z } from 'zod';
import { errorStatus } from '@/lib/domain/error-codes';
import { AppError } from '@/lib/domain/errors';
import { arrive, enterByLink, enterByPassword, enterByProvider, guestHere } from './arrival';
import { log } from './log';
import { outsideProviders, vouchedProfile } from './outside-providers';
import { SESSION_SECONDS } from './session';

/** Where a window that was opened to sign in ends: it tells the page that opened it, and closes. */
const DONE = '/enter?for=done';

const text = z.string().max(2_000).default('');
const passwordForm = z.object({ email: text, password: text });
const linkForm = z.object({ token: text, purpose: z.enum(['enter', 'reset_password']), password: text, name: text });

/**
 * The front for signing in, with its protection against forged forms. What it signs is good for a quarter of an hour; who is acting
 * is told by ./session alone. `onRefused` hears why somebody is not let in: the library answers all of it with one status.
 */
export const authOptions = (isSecure: boolean, onRefused: (error: AppError) => void): NextAuthOptions => ({
  session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
  useSecureCookies: isSecure,
  // The library's own pages lead to ours.
  pages: { signIn: '/account', signOut: '/account', error: DONE, verifyRequest: '/account' },
  providers: [
    // A guest is a real user row: the first recording makes one, with no sign-up.
    Credentials({
      id: 'guest',
      name: 'Guest',
      credentials: { name: {} },
      authorize: (sent) => told(() => guestHere(String(sent?.name ?? '')), onRefused),
    }),
    Credentials({
      id: 'password',
      name: 'Password',
      credentials: { email: {}, password: {} },
      authorize: (sent) => told(() => enterByPassword(passwordForm.parse({ ...sent })), onRefused),
    }),
    Credentials({
      id: 'link',
      name: 'Link',
      credentials: { token: {}, purpose: {}, password: {}, name: {} },
      authorize: (sent) => told(() => enterByLink(linkForm.parse({ ...sent })), onRefused),
    }),
    ...outsideProviders(),
  ],
  logger: {
    error: (code, details) => log.warn({ code, err: details }, 'next-auth'),
    warn: (code) => log.warn({ code }, 'next-auth'),
    debug: (code) => log.debug({ code }, 'next-auth'),
  },
  callbacks: {
    async signIn({ user, account, profile }) {
      if (!account || account.type === 'credentials') return true;
      try {
        user.id = (await told(async () => enterByProvider(await vouchedProfile(account, profile)))).id;
        return true;
      } catch (cause) {
        return `${DONE}&error=${cause instanceof Error ? cause.message : 'unexpected'}`;
      }
    },
    async jwt({ user, account }) {
      return arrive(user.id, { isProven: account?.provider !== 'guest' });
    },
  },
});

/** The library puts the message of whatever is thrown into an address: nothing but a code leaves here. */
async function told<T>(work: () => Promise<T>, onRefused?: (error: AppError) => void): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code =
      cause instanceof AppError ? cause.code : cause instanceof z.ZodError ? 'invalid_request' : 'unexpected';
    if (errorStatus(code) >= 500) log.error({ code, err: cause }, 'sign-in failed');
    else log.info({ code }, 'sign-in refused');
    if (cause instanceof AppError) onRefused?.(cause);
    throw new Error(code, { cause });
  }
}
