import 'server-only';
import { dropPicture } from '@/db/queries/pictures';
import { endSessions, sessionsOf } from '@/db/queries/sessions';
import { changeUser, getUser, providersOf, renameUser, type UserRow } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import type { Role } from '@/lib/domain/people';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import { type Ctx, openContext } from './context';
import { savePicture } from './pictures';
import { deviceSession, forgetSession, goOn, ownSession, startSession } from './session';

/** How long ago one may have signed in to do what needs a password where there is none (ms). */
const RECENT_MS = 15 * 60 * 1000;

export type SessionView = { id: string; client: string; seenAt: string; isHere: boolean };

/** What somebody sees of their own account. */
export type AccountView = {
  id: string;
  name: string;
  role: Role;
  pictureUrl: string | null;
  email: string | null;
  isVerified: boolean;
  hasPassword: boolean;
  providers: string[];
  sessions: SessionView[];
};

/** Null for nobody. */
export async function viewAccount(ctx: Ctx): Promise<AccountView | null> {
  if (!ctx.actor || !can(ctx.actor, 'account.keep')) return null;
  const userId = ctx.actor.id;
  const [user, sessions, providers] = await Promise.all([
    getUser(ctx.db, { id: userId }),
    sessionsOf(ctx.db, { userId }),
    providersOf(ctx.db, { userId }),
  ]);
  if (!user) return null;
  return {
    id: user.id,
    name: user.name,
    role: user.role,
    pictureUrl: pictureUrl(user),
    email: user.email,
    isVerified: user.emailVerifiedAt !== null,
    hasPassword: user.passwordHash !== null,
    providers,
    sessions: sessions.map(({ id, client, seenAt }) => ({
      id,
      client,
      seenAt: seenAt.toISOString(),
      isHere: id === ctx.actor?.sessionId,
    })),
  };
}

export const pictureUrl = ({ pictureId }: Pick<UserRow, 'pictureId'>): string | null =>
  pictureId && `/api/v1/pictures/${pictureId}`;

/** The row of whoever is acting, who may keep their account. Throws not_signed_in. */
export async function ownRow(ctx: Ctx): Promise<UserRow> {
  const user = ctx.actor && can(ctx.actor, 'account.keep') ? await getUser(ctx.db, { id: ctx.actor.id }) : null;
  if (!user || user.deletedAt) throw new AppError('not_signed_in');
  return user;
}

/** As `ownRow`, of somebody whose name and picture others may be shown anew. Throws suspended. */
async function shownRow(ctx: Ctx): Promise<UserRow> {
  const user = await ownRow(ctx);
  if (!can(ctx.actor, 'account.show')) throw new AppError('suspended');
  return user;
}

/** Throws suspended. */
export async function rename(ctx: Ctx, { name }: { name: string }): Promise<void> {
  const { id } = await shownRow(ctx);
  await renameUser(ctx.db, { id, name });
  await audit(ctx.db, ctx, { action: 'account.rename', subject: { kind: 'person', id } });
}

/** `bytes` null: none any more, which whoever is suspended may still take back. Throws picture_unreadable, suspended. */
export async function changePicture(ctx: Ctx, { bytes }: { bytes: Uint8Array | null }): Promise<void> {
  const { id, pictureId: before } = await (bytes ? shownRow(ctx) : ownRow(ctx));
  const pictureId = bytes && (await savePicture(ctx, bytes));
  await changeUser(ctx.db, { id, pictureId });
  if (before) await dropPicture(ctx.db, { id: before });
  await audit(ctx.db, ctx, { action: 'account.picture', subject: { kind: 'person', id } });
}

/** Ends one's session on another device, at once; one that is not one's own is none. */
export async function endSession(ctx: Ctx, { sessionId }: { sessionId: string }): Promise<void> {
  const { id: userId } = await ownRow(ctx);
  const ended = await endSessions(ctx.db, { userId, id: sessionId });
  if (ended > 0) await afterEnding(ctx, sessionId);
}

/** Ends one's sessions everywhere but here. */
export async function endOtherSessions(ctx: Ctx): Promise<void> {
  const { id: userId } = await ownRow(ctx);
  await endSessions(ctx.db, { userId, exceptId: ctx.actor?.sessionId ?? null });
  await afterEnding(ctx, userId);
}

/** What was signed for this device is worth nothing either, and its session goes on. */
async function afterEnding(ctx: Ctx, id: string): Promise<void> {
  await signAnewHere(ctx);
  await audit(ctx.db, ctx, { action: 'account.end_session', subject: { kind: 'session', id } });
}

async function signAnewHere(ctx: Ctx): Promise<void> {
  const here = await ownSession(ctx.actor?.sessionId);
  if (here) await goOn({ user: await ownRow(ctx), sessionId: here.id });
}

/** After a proof of who somebody is: another session with another token takes the place of this one, and copies of it are worth nothing. */
export async function beginAnewHere(ctx: Ctx): Promise<void> {
  const here = await ownSession(ctx.actor?.sessionId);
  if (here) await startSession({ id: here.userId }, { insteadOf: here.id, isProven: true });
}

/** Signs out on the device that asks; where nobody is signed in nothing happens. */
export async function leave(): Promise<void> {
  const session = await deviceSession();
  if (session) {
    const ctx = await openContext();
    await endSessions(ctx.db, { userId: session.userId, id: session.id });
    await audit(ctx.db, ctx, { action: 'account.sign_out', subject: { kind: 'session', id: session.id } });
  }
  await forgetSession();
}

/** Whether whoever is acting has signed in on this very device a moment ago. */
export async function hasJustSignedIn(ctx: Ctx): Promise<boolean> {
  const session = await ownSession(ctx.actor?.sessionId);
  return session !== null && Date.now() - session.createdAt.getTime() < RECENT_MS;
}
