import 'server-only';
import { cookies, headers } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { v7 as uuidv7 } from 'uuid';
import { beginSession, type SessionRow, sessionByToken, touchSession } from '@/db/queries/sessions';
import { getUser, type UserRow } from '@/db/queries/users';
import type { Actor } from '@/lib/domain/policy';
import { clientName } from './client-name';
import { env } from './env';
import { log } from './log';
import { isByTls } from './request-host';
import { database } from './services';
import { newToken, tokenHash } from './tokens';

/** What is signed is good so long (s); whoever comes later is looked up by their device's token. */
export const SESSION_SECONDS = 15 * 60;
const DEVICE_SECONDS = 365 * 24 * 60 * 60;
/** A session's row tells when it was seen last to within this (ms). */
const SEEN_EVERY_MS = 5 * 60 * 1000;

export type CurrentActor = NonNullable<Actor> & {
  name: string;
  /** Which of their sessions is asking; null of one from before there were rows for them. */
  sessionId?: string | null;
};

/** What the short cookie says, signed. */
export type Signed = { sub: string; sid: string; epoch: number };
type Asking = { user: UserRow; sessionId: string | null; isSigned: boolean };

/** Who is acting: the user's row behind the session, or null. A session without its row is nobody. */
export async function currentActor(): Promise<CurrentActor | null> {
  const asking = await whoAsks();
  return asking && actorOf(asking.user, asking.sessionId);
}

/** As `currentActor`, where cookies can be set: what was signed too long ago is signed anew, for as long as the device's token is good. */
export async function renewedActor(): Promise<CurrentActor | null> {
  const asking = await whoAsks();
  if (!asking) return null;
  const sessionId = asking.isSigned ? asking.sessionId : (await goOn(asking)).sid;
  return actorOf(asking.user, sessionId);
}

const actorOf = (user: UserRow, sessionId: string | null): CurrentActor => ({
  id: user.id,
  name: user.name,
  role: user.role,
  isSuspended: user.suspendedAt !== null,
  sessionId,
});

async function whoAsks(): Promise<Asking | null> {
  return (await bySignature()) ?? (await byDevice());
}

/**
 * Who is signed in on the device that asks, told by its own token alone: whoever has no more than a signature that was taken from it
 * begins, renews and changes nothing that outlasts it. A guest of before there were tokens has nothing else.
 */
export async function whoIsHere(): Promise<Asking | null> {
  const here = await byDevice();
  if (here) return here;
  const asking = await bySignature();
  return asking?.sessionId === null ? asking : null;
}

async function bySignature(): Promise<Asking | null> {
  const signed = await readSigned();
  if (!signed?.sub) return null;
  const user = await getUser(database(), { id: signed.sub });
  if (!user || user.deletedAt) return null;
  // Guests of before there were sessions have a signature alone, which was good for a year.
  const isOld = signed.sid === undefined;
  if (isOld ? user.role !== 'guest' || user.epoch > 0 : signed.epoch !== user.epoch) return null;
  // A guest whom somebody has claimed is nobody: else whoever has kept a guest's signature would be the member who signed in there.
  return user.claimedBy ? null : { user, sessionId: signed.sid ?? null, isSigned: !isOld };
}

async function byDevice(): Promise<Asking | null> {
  const token = (await cookies()).get((await cookieNames()).device)?.value;
  if (!token) return null;
  const found = await sessionByToken(database(), { tokenSha256: tokenHash(token) });
  if (!found || found.user.deletedAt || found.user.claimedBy) return null;
  const { session, user } = found;
  if (Date.now() - session.seenAt.getTime() > SEEN_EVERY_MS) await touchSession(database(), session);
  return { user, sessionId: session.id, isSigned: false };
}

type Beginning = {
  /** The session that this one takes the place of, which ends. */
  insteadOf?: string | null;
  /** They have shown who they are: whatever was signed before is worth nothing. */
  isProven?: boolean;
};

/** Signs somebody in on the device that asks, with a token that nothing knew before. Answers what to sign. */
export async function startSession(user: Pick<UserRow, 'id'>, beginning: Beginning = {}): Promise<Signed> {
  const token = newToken();
  const client = clientName((await headers()).get('user-agent') ?? '');
  const row = { id: uuidv7(), userId: user.id, tokenSha256: tokenHash(token), client };
  const epoch = await beginSession(database(), row, beginning);
  const signed = { sub: user.id, sid: row.id, epoch };
  await setDevice(token);
  await setSigned(signed);
  return signed;
}

/** Signs anew for the device that asks, whose own token it has shown. */
export async function goOn({ user, sessionId }: Pick<Asking, 'user' | 'sessionId'>): Promise<Signed> {
  if (sessionId === null) return startSession(user);
  const signed = { sub: user.id, sid: sessionId, epoch: user.epoch };
  // Not the device's token: an answer that was minutes on its way would put back one that somebody has replaced since.
  await setSigned(signed);
  return signed;
}

/** The device stays signed in for a year from now. Only in an answer that is quick. */
export async function keepDevice(): Promise<void> {
  const token = (await cookies()).get((await cookieNames()).device)?.value;
  if (token) await setDevice(token);
}

/** Leaves nothing of a session in the browser. */
export async function forgetSession(): Promise<void> {
  const { device, signed } = await cookieNames();
  const jar = await cookies();
  for (const name of [device, signed]) jar.set(name, '', { ...(await cookieOptions()), maxAge: 0 });
}

/** The row of the device that asks; null when it has none. */
export async function deviceSession(): Promise<SessionRow | null> {
  const token = (await cookies()).get((await cookieNames()).device)?.value;
  const found = token ? await sessionByToken(database(), { tokenSha256: tokenHash(token) }) : null;
  return found?.session ?? null;
}

/** The row of the session that is asking, if it is the device's own token that says so. */
export async function ownSession(sessionId: string | null | undefined): Promise<SessionRow | null> {
  const session = await deviceSession();
  return session && session.id === sessionId ? session : null;
}

async function setSigned(signed: Signed): Promise<void> {
  const value = await encode({ token: signed, secret: env().NEXTAUTH_SECRET, maxAge: SESSION_SECONDS });
  const { signed: name } = await cookieNames();
  (await cookies()).set(name, value, { ...(await cookieOptions()), maxAge: SESSION_SECONDS });
}

async function setDevice(token: string): Promise<void> {
  const { device } = await cookieNames();
  (await cookies()).set(device, token, { ...(await cookieOptions()), maxAge: DEVICE_SECONDS });
}

async function readSigned(): Promise<Partial<Signed> | null> {
  const token = (await cookies()).get((await cookieNames()).signed)?.value;
  if (!token) return null;
  try {
    return await decode({ token, secret: env().NEXTAUTH_SECRET });
  } catch (err) {
    // One that has run out is what it should be. One that an older secret signed is no more than worth a line: the device's token
    // tells who it is, or it is nobody.
    const hasRunOut = err instanceof Error && 'code' in err && err.code === 'ERR_JWT_EXPIRED';
    if (!hasRunOut) log.warn({ err }, 'session not readable');
    return null;
  }
}

/** Behind TLS a browser takes these cookies from nobody but this host, over nothing but TLS. */
export async function isBehindTls(): Promise<boolean> {
  return isByTls(await headers()) || env().NEXTAUTH_URL?.startsWith('https:') === true;
}

const cookieOptions = async () =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: await isBehindTls() }) as const;

async function cookieNames() {
  const isSecure = await isBehindTls();
  return {
    device: `${isSecure ? '__Host-' : ''}tap-story.device`,
    signed: `${isSecure ? '__Secure-' : ''}next-auth.session-token`,
  };
}
