import 'server-only';
import { headers } from 'next/headers';
import type { Db } from '@/db/client';
import { endSessions } from '@/db/queries/sessions';
import { dropTokens } from '@/db/queries/tokens';
import {
  changeUser,
  createGuest,
  getUser,
  linkAccount,
  makeMember,
  type UserRow,
  unlinkAccounts,
  userByAccount,
  userByEmail,
} from '@/db/queries/users';
import { emailAddress } from '@/lib/domain/email-address';
import { AppError } from '@/lib/domain/errors';
import { maskEmail } from '@/lib/domain/mask';
import { personName } from '@/lib/domain/schemas';
import { addressOf } from './address';
import { audit } from './audit';
import { claimGuest } from './claim';
import { forgive, spend } from './limits';
import type { VouchedProfile } from './outside-providers';
import { hashPassword, passwordMatches } from './passwords';
import { database } from './services';
import { type CurrentActor, goOn, type Signed, startSession, whoIsHere } from './session';
import { useToken } from './tokens';

/** Who came in, and from where, for the limits and the audit log. */
const visitor = async (actor: CurrentActor | null = null) => ({ actor, address: addressOf(await headers()) });
type Known = Pick<UserRow, 'id'>;

const nameOr = (given: string): string => {
  const name = personName.safeParse(given);
  return name.success ? name.data : personName.parse('');
};

/** Whoever acts on this device already, or a new guest of this name. */
export async function guestHere(name: string): Promise<Known> {
  const here = await whoIsHere();
  if (here) return here.user;
  await spend('guest', await visitor());
  return createGuest(database(), { name: nameOr(name) });
}

/** Throws wrong_credentials, after the same time whether the address is known or not. */
export async function enterByPassword({ email, password }: { email: string; password: string }): Promise<Known> {
  const address = emailAddress.safeParse(email);
  const subject = address.success ? address.data : email.slice(0, 254);
  await spend('signIn', await visitor(), { subject });
  const user = address.success ? await userByEmail(database(), { email: address.data }) : null;
  if (!(await passwordMatches(user?.passwordHash ?? null, password)) || !user) {
    await audit(database(), await visitor(), {
      action: 'account.sign_in_refused',
      subject: { kind: 'person', id: user?.id ?? 'nobody' },
      details: { email: maskEmail(subject) },
    });
    throw new AppError('wrong_credentials');
  }
  await forgive('signIn', await visitor(), subject);
  return user;
}

type ByLink = { token: string; purpose: 'enter' | 'reset_password'; password: string; name: string };

/** By a link that came by mail, which makes an account of an address that had none. Throws link_used and what a password may be refused for. */
export function enterByLink({ token, purpose, password, name }: ByLink): Promise<Known> {
  return database().transaction(async (tx) => {
    const { email, userId } = await useToken(tx, { token, purpose });
    const user = await userByEmail(tx, { email });
    if (purpose === 'enter') return user ? proveAddress(tx, user) : newMember(tx, { email, isVerified: true, name });
    // The address may have gone to somebody else since.
    if (!user || user.id !== userId) throw new AppError('link_used');
    const passwordHash = await hashPassword(password, [email, user.name]);
    await proveAddress(tx, user);
    await changeUser(tx, { id: user.id, passwordHash });
    await dropTokens(tx, { userId: user.id });
    await endSessions(tx, { userId: user.id });
    await audit(tx, await visitor(), { action: 'account.reset_password', subject: { kind: 'person', id: user.id } });
    return user;
  });
}

/** By somebody who vouches for them. Throws email_taken when the account with this address is not known to be theirs. */
export function enterByProvider({ provider, providerAccountId, email, name }: VouchedProfile): Promise<Known> {
  return database().transaction(async (tx) => {
    const known = await userByAccount(tx, { provider, providerAccountId });
    if (known) return known;
    const here = await whoIsHere();
    // Whoever is signed in adds a way to sign in.
    const own = here && here.user.role !== 'guest' ? here.user : null;
    const address = emailAddress.safeParse(email ?? '');
    const proven = address.success ? address.data : null;
    const namesake = own || !proven ? null : await userByEmail(tx, { email: proven });
    const user =
      own ??
      (namesake
        ? await proveAddress(tx, namesake)
        : await newMember(tx, { email: proven, isVerified: proven !== null, name }));
    await linkAccount(tx, { provider, providerAccountId, userId: user.id });
    await audit(tx, await visitor(), {
      action: 'account.link',
      subject: { kind: 'person', id: user.id },
      details: { provider },
    });
    return user;
  });
}

/**
 * Somebody has shown that an address is theirs. Until then anybody may have made the account that has it: whatever they could come
 * back with ends.
 */
async function proveAddress(tx: Db, user: UserRow): Promise<UserRow> {
  if (user.emailVerifiedAt) return user;
  const isTheirs = (await whoIsHere())?.user.id === user.id;
  if (!isTheirs) {
    await changeUser(tx, { id: user.id, passwordHash: null });
    await unlinkAccounts(tx, { userId: user.id });
    await endSessions(tx, { userId: user.id });
  }
  await changeUser(tx, { id: user.id, emailVerifiedAt: new Date() });
  return user;
}

/** The guest of this device has an account from now on, or somebody new has. */
async function newMember(
  tx: Db,
  { email, isVerified, name }: { email: string | null; isVerified: boolean; name: string },
): Promise<UserRow> {
  const guest = await guestAlreadyHere();
  const account = { email, isVerified, passwordHash: null };
  return becomeMember(tx, { guestId: guest?.id ?? null, name: guest?.name ?? nameOr(name), ...account });
}

export async function guestAlreadyHere(): Promise<UserRow | null> {
  const here = await whoIsHere();
  return here?.user.role === 'guest' ? here.user : null;
}

/** Makes an account, which nobody comes into with what they have kept of the guest. Throws email_taken. */
export async function becomeMember(tx: Db, account: Parameters<typeof makeMember>[1]): Promise<UserRow> {
  const user = await makeMember(tx, account);
  if (account.guestId !== null) await endSessions(tx, { userId: user.id });
  await audit(tx, await visitor(), { action: 'account.sign_up', subject: { kind: 'person', id: user.id } });
  return user;
}

/**
 * Somebody is signed in on the device that asks. Who has shown who they are begins a session that nothing of before leads into: what
 * its guest has made is theirs from now on, and whoever else was signed in there is no more. A guest only goes on (`isProven` false).
 */
export async function arrive(userId: string, { isProven }: { isProven: boolean }): Promise<Signed> {
  const before = await whoIsHere();
  const user = await getUser(database(), { id: userId });
  if (!user || user.deletedAt) throw new AppError('not_signed_in');
  const isSame = before?.user.id === userId;
  if (isSame && !isProven) return goOn(before);

  if (!isProven) return startSession(user);
  const actor = { id: user.id, name: user.name, role: user.role, isSuspended: user.suspendedAt !== null };
  const who = await visitor(actor);
  const other = isSame ? null : before;
  // Before the device forgets its guest: a claim that fails is made when they sign in again.
  if (other?.user.role === 'guest') await claimGuest(who, { guestId: other.user.id, memberId: userId });
  const signed = await startSession(user, { insteadOf: isSame ? before.sessionId : null, isProven });
  if (other?.sessionId && other.user.role !== 'guest')
    await endSessions(database(), { userId: other.user.id, id: other.sessionId });
  await audit(database(), who, { action: 'account.sign_in', subject: { kind: 'session', id: signed.sid } });
  return signed;
}
