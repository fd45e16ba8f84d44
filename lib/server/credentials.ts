import 'server-only';
import { endSessions } from '@/db/queries/sessions';
import { dropTokens } from '@/db/queries/tokens';
import { changeUser, userByEmail } from '@/db/queries/users';
import { emailAddress } from '@/lib/domain/email-address';
import { AppError } from '@/lib/domain/errors';
import type { TokenPurpose } from '@/lib/domain/people';
import { beginAnewHere, hasJustSignedIn, ownRow } from './account';
import { arrive, becomeMember, guestAlreadyHere } from './arrival';
import { audit } from './audit';
import type { Ctx } from './context';
import { forgive, spend } from './limits';
import { isMailOn, type Mail, mailLink, sendMail } from './mail';
import { hashPassword, passwordMatches } from './passwords';
import { makeToken, useToken } from './tokens';

type WithPassword = { email: string; password: string; name: string };

/**
 * Makes an account at once, where no mail can show whose an address is: the guest of this device becomes a member. Throws
 * email_invalid, email_taken and what a password is refused for; not_found where there is mail, which is the way then.
 */
export async function signUp(ctx: Ctx, { email: given, password, name }: WithPassword): Promise<void> {
  if (isMailOn()) throw new AppError('not_found');
  if (ctx.actor && ctx.actor.role !== 'guest') throw new AppError('forbidden');
  const email = addressOrThrow(given);
  const passwordHash = await hashPassword(password, [email, name]);
  const guest = await guestAlreadyHere();
  // What others are told of whoever is suspended stays as it is.
  const account = { guestId: guest?.id ?? null, name: guest?.suspendedAt ? guest.name : name };
  const user = await ctx.db.transaction((tx) =>
    becomeMember(tx, { ...account, email, isVerified: false, passwordHash }),
  );
  await arrive(user.id, { isProven: true });
}

/** Sends a link that signs in, or makes an account: which one is told to nobody but the mailbox. Throws mail_unavailable. */
export async function askForLink(ctx: Ctx, { email: given }: { email: string }): Promise<void> {
  const email = addressOrThrow(given);
  await spend('mail', ctx, { subject: email });
  await ctx.db.transaction(async (tx) => {
    const token = await makeToken(tx, { purpose: 'enter', userId: null, email });
    await sendMail(tx, letter(email, 'enter', token));
  });
}

/** Sends a link for another password. An address without an account is told so, by mail. Throws mail_unavailable. */
export async function askForReset(ctx: Ctx, { email: given }: { email: string }): Promise<void> {
  const email = addressOrThrow(given);
  await spend('mail', ctx, { subject: email });
  const user = await userByEmail(ctx.db, { email });
  const purpose = user ? 'reset_password' : 'enter';
  await ctx.db.transaction(async (tx) => {
    const token = await makeToken(tx, { purpose, userId: user?.id ?? null, email });
    await sendMail(tx, letter(email, purpose, token, user === null));
  });
}

/** Sends a link that shows that one's address is one's own. Throws mail_unavailable. */
export async function askForVerification(ctx: Ctx): Promise<void> {
  const user = await ownRow(ctx);
  const { email } = user;
  if (!email || user.emailVerifiedAt) return;
  await spend('mail', ctx, { subject: email });
  await ctx.db.transaction(async (tx) => {
    const token = await makeToken(tx, { purpose: 'verify_email', userId: user.id, email });
    await sendMail(tx, letter(email, 'verify_email', token));
  });
}

/** Changes one's address: by a link to the new one where there is mail, else at once. Throws wrong_credentials and email_taken. */
export async function changeAddress(
  ctx: Ctx,
  { email: given, password }: { email: string; password: string },
): Promise<'changed' | 'asked'> {
  const user = await ownRow(ctx);
  if (user.role === 'guest') throw new AppError('forbidden');
  const email = addressOrThrow(given);
  await confirmPerson(ctx, password);
  if (!isMailOn()) {
    // Whether an address is taken is told as seldom as to whoever signs up with it.
    await spend('signUp', ctx);
    await ctx.db.transaction(async (tx) => {
      await changeUser(tx, { id: user.id, email, emailVerifiedAt: null });
      await endSessions(tx, { userId: user.id, exceptId: ctx.actor?.sessionId ?? null });
      await audit(tx, ctx, { action: 'account.change_address', subject: { kind: 'person', id: user.id } });
    });
    await beginAnewHere(ctx);
    return 'changed';
  }
  await spend('mail', ctx, { subject: email });
  await ctx.db.transaction(async (tx) => {
    const token = await makeToken(tx, { purpose: 'change_email', userId: user.id, email });
    await sendMail(tx, letter(email, 'change_email', token));
  });
  return 'asked';
}

/**
 * An address is one's own: shown by its link, and only to whoever is signed in to the account that asked for it. Somebody else, who
 * merely has the mailbox, would make the account of a stranger trustworthy. Throws link_used.
 */
export async function confirmAddress(
  ctx: Ctx,
  { token, purpose }: { token: string; purpose: 'verify_email' | 'change_email' },
): Promise<void> {
  const user = await ownRow(ctx);
  await ctx.db.transaction(async (tx) => {
    const { userId, email } = await useToken(tx, { token, purpose });
    if (userId !== user.id || (purpose === 'verify_email' && email !== user.email)) throw new AppError('link_used');
    await changeUser(tx, { id: user.id, email, emailVerifiedAt: new Date() });
    await audit(tx, ctx, { action: 'account.verify_address', subject: { kind: 'person', id: user.id } });
    if (purpose === 'verify_email') return;
    await endSessions(tx, { userId: user.id, exceptId: ctx.actor?.sessionId ?? null });
    if (user.email && user.email !== email && isMailOn()) await sendMail(tx, farewell(user.email));
  });
  await beginAnewHere(ctx);
}

/** Sets a password; every other session ends. Throws wrong_credentials and what a password is refused for. */
export async function changePassword(ctx: Ctx, { before, after }: { before: string; after: string }): Promise<void> {
  const user = await ownRow(ctx);
  if (user.role === 'guest' || !user.email) throw new AppError('forbidden');
  await confirmPerson(ctx, before);
  const passwordHash = await hashPassword(after, [user.email, user.name]);
  await ctx.db.transaction(async (tx) => {
    await changeUser(tx, { id: user.id, passwordHash });
    await dropTokens(tx, { userId: user.id });
    await endSessions(tx, { userId: user.id, exceptId: ctx.actor?.sessionId ?? null });
    await audit(tx, ctx, { action: 'account.change_password', subject: { kind: 'person', id: user.id } });
  });
  await beginAnewHere(ctx);
}

/** By the password, or, where there is none, by having signed in a moment ago. Throws wrong_credentials. */
export async function confirmPerson(ctx: Ctx, password: string): Promise<void> {
  const user = await ownRow(ctx);
  if (user.passwordHash === null) {
    if (await hasJustSignedIn(ctx)) return;
    throw new AppError('sign_in_again');
  }
  await spend('signIn', ctx, { subject: user.id });
  if (!(await passwordMatches(user.passwordHash, password))) throw new AppError('wrong_credentials');
  await forgive('signIn', ctx, user.id);
}

function addressOrThrow(given: string): string {
  const email = emailAddress.safeParse(given);
  if (!email.success) throw new AppError('email_invalid');
  return email.data;
}

const GOOD_FOR = {
  enter: 'a quarter of an hour',
  reset_password: 'an hour',
  verify_email: 'a day',
  change_email: 'a day',
};
const WORDS: Record<TokenPurpose, { subject: string; text: string }> = {
  enter: { subject: 'Your way into Tap Story', text: 'Open this link to sign in:' },
  reset_password: { subject: 'Choose another password', text: 'Open this link to choose another password:' },
  verify_email: {
    subject: 'Is this your address?',
    text: 'Open this link where you are signed in, to confirm your address:',
  },
  change_email: {
    subject: 'Your new address',
    text: 'Open this link where you are signed in, to use this address from now on:',
  },
};

/** Whoever has lost their account to somebody hears of it where they still can. */
const farewell = (to: string): Mail => ({
  to,
  subject: 'Your account has another address',
  text: `Your account in Tap Story has another address from now on, and this one leads to it no more.\n\nIf it was you, there is nothing to do. If not, tell whoever runs this place soon.\n`,
});

/** The secret stands behind the #: no browser sends it to a server, and none writes it into a log. */
function letter(to: string, purpose: TokenPurpose, token: string, isUnknown = false): Mail {
  const { subject, text } = WORDS[purpose];
  const link = mailLink(`/enter?for=${purpose}#${token}`);
  const before = isUnknown ? 'Nobody has an account with this address yet. You can make one.\n\n' : '';
  return {
    to,
    subject,
    text: `${before}${text}\n\n${link}\n\nIt is good for ${GOOD_FOR[purpose]}, once. If you did not ask for it, there is nothing to do.\n`,
  };
}
