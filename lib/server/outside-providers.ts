import 'server-only';
import type { Account, NextAuthOptions, Profile } from 'next-auth';
import Apple from 'next-auth/providers/apple';
import GitHub from 'next-auth/providers/github';
import Google from 'next-auth/providers/google';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { env } from './env';

type Providers = NextAuthOptions['providers'];

/** Who vouches for people here: those whose variables are set. */
export function outsideProviders(): Providers {
  const set = env();
  const id = (clientId: string | undefined, clientSecret: string | undefined) =>
    clientId && clientSecret ? { clientId, clientSecret } : null;
  const google = id(set.GOOGLE_CLIENT_ID, set.GOOGLE_CLIENT_SECRET);
  const github = id(set.GITHUB_CLIENT_ID, set.GITHUB_CLIENT_SECRET);
  const apple = id(set.APPLE_CLIENT_ID, set.APPLE_CLIENT_SECRET);
  return [
    ...(google ? [Google(google)] : []),
    ...(github ? [GitHub({ ...github, authorization: { params: { scope: 'read:user user:email' } } })] : []),
    ...(apple ? [Apple(apple)] : []),
  ];
}

/** What a provider says of somebody; `email` only when it says that the address is theirs. */
export type VouchedProfile = { provider: string; providerAccountId: string; email: string | null; name: string };

const said = z.object({
  name: z.string().max(500).nullish().catch(null),
  email: z.string().max(500).nullish().catch(null),
  // Apple says it in words.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(false),
});
const addresses = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

export async function vouchedProfile(account: Account, profile: Profile | undefined): Promise<VouchedProfile> {
  const { provider, providerAccountId } = account;
  const { name, email, email_verified } = said.parse(profile ?? {});
  const address =
    provider === 'github' ? await gitHubAddress(account.access_token ?? '') : email_verified ? email : null;
  return { provider, providerAccountId, email: address?.trim().toLowerCase() || null, name: name ?? '' };
}

/** A profile of GitHub does not tell whether its address is verified; the list of addresses does. */
async function gitHubAddress(token: string): Promise<string | null> {
  const answer = await fetch('https://api.github.com/user/emails', {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new AppError('unexpected', { cause: `GitHub answered ${answer.status}` });
  return addresses.parse(await answer.json()).find(({ primary, verified }) => primary && verified)?.email ?? null;
}
