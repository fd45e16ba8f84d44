import 'server-only';
import { getServerSession, type NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { createGuest, getUser } from '@/db/queries/users';
import type { Actor } from '@/lib/domain/policy';
import { personName } from '@/lib/domain/schemas';
import { log } from './log';
import { database } from './services';

const GUEST_SESSION_SECONDS = 365 * 24 * 60 * 60;

/** A guest is a real user row and an httpOnly cookie: the first recording makes one, with no sign-up. */
export const authOptions: NextAuthOptions = {
  session: { strategy: 'jwt', maxAge: GUEST_SESSION_SECONDS },
  // There is nothing to sign in to: the library's own pages lead to the front page.
  pages: { signIn: '/', signOut: '/', error: '/', verifyRequest: '/' },
  providers: [
    Credentials({
      id: 'guest',
      name: 'Guest',
      credentials: { name: { label: 'Your name', type: 'text' } },
      async authorize(credentials) {
        const name = personName.safeParse(credentials?.name ?? '');
        const user = await createGuest(database(), { name: name.success ? name.data : personName.parse('') });
        return { id: user.id, name: user.name };
      },
    }),
  ],
  // A cookie that an older secret signed makes a visitor, and is no more than worth a line.
  logger: {
    error: (code, details) => log.warn({ code, err: details }, 'next-auth'),
    warn: (code) => log.warn({ code }, 'next-auth'),
    debug: (code) => log.debug({ code }, 'next-auth'),
  },
  callbacks: {
    session({ session, token }) {
      return { ...session, user: { ...session.user, id: token.sub ?? '' } };
    },
  },
};

export type CurrentActor = NonNullable<Actor> & { name: string };

/** Who is acting: the user row behind the session, or null. A session without its row is nobody. */
export async function currentActor(): Promise<CurrentActor | null> {
  const session: { user?: { id?: string } } | null = await getServerSession(authOptions);
  const id = session?.user?.id;
  const user = id ? await getUser(database(), { id }) : null;
  if (!user || user.deletedAt) return null;
  return { id: user.id, name: user.name, role: user.role, isSuspended: user.suspendedAt !== null };
}
