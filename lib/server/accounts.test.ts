import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '@/app/api/auth/test-browser';
import { auditLog, sessions } from '@/db/people';
import { users } from '@/db/schema';
import * as actions from '@/lib/actions/account';
import { openTestApp, type TestApp } from './test-api';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

let count = 0;
const newEmail = () => `person${++count}@example.org`;
const PASSWORD = 'seven green teapots';

async function member(name = 'Ada') {
  const browser = openBrowser();
  const email = newEmail();
  expect(await browser.act(actions.signUp, { email, password: PASSWORD, name })).toEqual({ ok: true });
  const { person } = await browser.me();
  if (!person) throw new Error('nobody has signed up');
  return { browser, email, id: person.id };
}

type Browser = ReturnType<typeof openBrowser>;
/** Whoever has copied these cookies of another browser. */
function copyOf(browser: Browser, names = [...browser.cookies.keys()]): Browser {
  const copy = openBrowser();
  for (const name of names) copy.cookies.set(name, browser.cookies.get(name) ?? '');
  return copy;
}

const rowOf = async (id: string) => (await app.db.select().from(users).where(eq(users.id, id)))[0];
const sessionsOf = (userId: string) => app.db.select().from(sessions).where(eq(sessions.userId, userId));

describe('a session', () => {
  test('outlasts what was signed, by the token of its device, and makes no second guest', async () => {
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const before = (await browser.me()).person?.id;
    expect(before).toBeDefined();
    browser.waitOutSession();
    await browser.signIn('guest', { name: 'Gus again' });
    expect((await browser.me()).person?.id).toBe(before);
    browser.waitOutSession();
    expect((await browser.me()).person?.id).toBe(before);
    expect(browser.cookies.has('next-auth.session-token')).toBe(true);
    expect(await sessionsOf(before ?? '')).toHaveLength(1);
  });

  test('keeps nothing but a hash of the token, and names the device', async () => {
    const { browser, id } = await member();
    const [row] = await sessionsOf(id);
    expect(row?.client).toBe('Firefox on Linux');
    const token = browser.cookies.get('tap-story.device') ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(row)).not.toContain(token);
  });

  test('is kept from scripts and from other sites', async () => {
    const { browser } = await member();
    for (const name of ['tap-story.device', 'next-auth.session-token']) {
      expect(browser.lastSet.get(name)).toMatch(/HttpOnly/i);
      expect(browser.lastSet.get(name)).toMatch(/SameSite=lax/i);
      expect(browser.lastSet.get(name)).toMatch(/Path=\//);
    }
    const behind = openBrowser();
    const tls = { headers: { 'x-forwarded-proto': 'https' } };
    await behind.call(
      async () => Response.json(await actions.signUp({ email: newEmail(), password: PASSWORD, name: 'T' })),
      'POST',
      '/',
      {},
      tls,
    );
    expect(behind.lastSet.get('__Host-tap-story.device')).toMatch(/Secure/i);
    expect(behind.lastSet.get('__Secure-next-auth.session-token')).toMatch(/Secure/i);
  });

  test('ends at once where another device says so, and that one goes on', async () => {
    const { browser, email, id } = await member();
    const other = openBrowser({ userAgent: '' });
    await other.signIn('password', { email, password: PASSWORD });
    const there = (await sessionsOf(id)).find(({ client }) => client === 'An unknown browser');
    expect(await browser.act(actions.endSession, { sessionId: there?.id ?? '' })).toEqual({ ok: true });
    expect((await other.me()).person).toBeNull();
    expect((await browser.me()).person?.id).toBe(id);
    expect(await sessionsOf(id)).toHaveLength(1);
  });

  test('of somebody else cannot be ended', async () => {
    const [ada, eve] = [await member('Ada'), await member('Eve')];
    const [hers] = await sessionsOf(ada.id);
    await eve.browser.act(actions.endSession, { sessionId: hers?.id ?? '' });
    expect((await ada.browser.me()).person?.id).toBe(ada.id);
    expect(await sessionsOf(ada.id)).toHaveLength(1);
  });

  test('ends with signing out, also what was signed', async () => {
    const { browser } = await member();
    const stolen = openBrowser();
    for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
    expect((await stolen.me()).person).not.toBeNull();
    browser.waitOutSession();
    await browser.signOut();
    expect(browser.cookies.has('tap-story.device')).toBe(false);
    expect((await browser.me()).person).toBeNull();
    expect((await stolen.me()).person).toBeNull();
  });

  test('of before there were rows is a guest’s still, and gets one', async () => {
    const { encode } = await import('next-auth/jwt');
    const [guest] = await app.db
      .insert(users)
      .values({ id: crypto.randomUUID(), name: 'Old', role: 'guest' })
      .returning();
    const browser = openBrowser();
    const old = await encode({ token: { sub: guest?.id ?? '' }, secret: process.env.NEXTAUTH_SECRET ?? '' });
    browser.cookies.set('next-auth.session-token', old);
    expect((await browser.me()).person?.id).toBe(guest?.id);
    expect(await sessionsOf(guest?.id ?? '')).toHaveLength(1);
    await browser.act(actions.signUp, { email: newEmail(), password: PASSWORD, name: 'Old' });
    const thief = openBrowser();
    thief.cookies.set('next-auth.session-token', old);
    expect((await thief.me()).person).toBeNull();
  });
});

describe('a signature without the token of its device', () => {
  test('is not renewed, starts nothing, and proves nothing anew', async () => {
    const { browser, id } = await member();
    const thief = copyOf(browser, ['next-auth.session-token']);
    const signed = thief.cookies.get('next-auth.session-token');
    expect((await thief.me()).person?.id).toBe(id);
    await thief.act(actions.endOtherSessions, {});
    expect(thief.cookies.get('next-auth.session-token')).toBe(signed);
    expect(thief.cookies.has('tap-story.device')).toBe(false);
    expect((await thief.me()).person).toBeNull();
    expect((await browser.me()).person?.id).toBe(id);
    expect(await sessionsOf(id)).toHaveLength(1);
  });

  test('makes no account of the guest whose it is, and is no guest’s of whom one is made', async () => {
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const id = (await browser.me()).person?.id;
    const thief = copyOf(browser, ['next-auth.session-token']);
    await thief.act(actions.signUp, { email: newEmail(), password: PASSWORD, name: 'Eve' });
    expect((await thief.me()).person?.id).not.toBe(id);
    expect((await browser.me()).person).toMatchObject({ id, role: 'guest' });
  });
});

test('asking for a guest’s name again shows nothing of who somebody is: the session stays as old as it was', async () => {
  const { browser, id } = await member();
  const [before] = await sessionsOf(id);
  await browser.signIn('guest', { name: 'Gus' });
  expect(await sessionsOf(id)).toMatchObject([{ id: before?.id, createdAt: before?.createdAt }]);
});

test.each<[string, (browser: Browser, email: string) => Promise<unknown>]>([
  ['signing in again', (browser, email) => browser.signIn('password', { email, password: PASSWORD })],
  [
    'another password',
    (browser) => browser.act(actions.changePassword, { before: PASSWORD, after: 'eight blue teapots' }),
  ],
  ['another address', (browser) => browser.act(actions.changeAddress, { email: newEmail(), password: PASSWORD })],
])('%s ends what was copied from this device before', async (_, prove) => {
  const { browser, email, id } = await member();
  const thief = copyOf(browser);
  await prove(browser, email);
  expect((await browser.me()).person?.id).toBe(id);
  expect((await thief.me()).person).toBeNull();
  thief.waitOutSession();
  expect((await thief.me()).person).toBeNull();
  expect(await sessionsOf(id)).toHaveLength(1);
});

describe('a password', () => {
  test.each([
    ['too short', 'password_too_short'],
    ['x'.repeat(129), 'password_too_short'],
    ['1234567890', 'password_common'],
    ['Aaaaaaaaaaaa', 'password_common'],
  ])('%j is %s', async (password, code) => {
    const outcome = await openBrowser().act(actions.signUp, { email: newEmail(), password, name: 'Ada' });
    expect(outcome).toEqual({ ok: false, code });
  });

  test('is not one’s own address', async () => {
    const email = newEmail();
    const outcome = await openBrowser().act(actions.signUp, { email, password: email.toUpperCase(), name: 'Ada' });
    expect(outcome).toEqual({ ok: false, code: 'password_common' });
  });

  test('counts to its last letter, and is kept as a hash', async () => {
    const long = `${'é'.repeat(80)} and more`;
    const [browser, email] = [openBrowser(), newEmail()];
    await browser.act(actions.signUp, { email, password: long, name: 'Ada' });
    expect((await openBrowser().signIn('password', { email, password: `${'é'.repeat(80)} and less` })).error).toBe(
      'wrong_credentials',
    );
    expect((await openBrowser().signIn('password', { email, password: long })).status).toBe(200);
    const row = await rowOf((await browser.me()).person?.id ?? '');
    expect(row?.passwordHash).toMatch(/^\$2b\$12\$/);
  });

  test('that is wrong is answered as an address that nobody has', async () => {
    const { email } = await member();
    const wrong = await openBrowser().signIn('password', { email, password: 'another long one' });
    const nobody = await openBrowser().signIn('password', { email: newEmail(), password: 'another long one' });
    expect(wrong).toEqual(nobody);
    expect(wrong).toEqual({ status: 401, error: 'wrong_credentials' });
  });

  test('changes with the old one alone, and ends every other session', async () => {
    const { browser, email, id } = await member();
    const other = openBrowser();
    await other.signIn('password', { email, password: PASSWORD });
    const refused = await browser.act(actions.changePassword, { before: 'not this one', after: 'eight blue teapots' });
    expect(refused).toEqual({ ok: false, code: 'wrong_credentials' });
    expect((await other.me()).person?.id).toBe(id);
    expect(await browser.act(actions.changePassword, { before: PASSWORD, after: 'eight blue teapots' })).toEqual({
      ok: true,
    });
    expect((await other.me()).person).toBeNull();
    expect((await browser.me()).person?.id).toBe(id);
    expect((await openBrowser().signIn('password', { email, password: PASSWORD })).status).toBe(401);
  });

  test('an address has one account', async () => {
    const { email } = await member();
    const outcome = await openBrowser().act(actions.signUp, {
      email: ` ${email.toUpperCase()}`,
      password: PASSWORD,
      name: 'Eve',
    });
    expect(outcome).toEqual({ ok: false, code: 'email_taken' });
  });
});

describe('a guest', () => {
  test('who signs up stays who they are, with a session of a new token', async () => {
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const before = { ...(await browser.me()).person, token: browser.cookies.get('tap-story.device') };
    await browser.act(actions.signUp, { email: newEmail(), password: PASSWORD, name: 'Gustav' });
    expect((await browser.me()).person).toMatchObject({ id: before.id, name: 'Gustav', role: 'member' });
    expect(browser.cookies.get('tap-story.device')).not.toBe(before.token);
    expect(await sessionsOf(before.id ?? '')).toHaveLength(1);
  });

  test('who signs in is claimed, and whoever has kept a copy of the guest is nobody', async () => {
    const { email, id } = await member();
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const guestId = (await browser.me()).person?.id ?? '';
    const thief = copyOf(browser);
    await browser.signIn('password', { email, password: PASSWORD });
    expect((await browser.me()).person?.id).toBe(id);
    expect((await rowOf(guestId))?.claimedBy).toBe(id);
    expect(await sessionsOf(guestId)).toHaveLength(0);
    expect((await thief.me()).person).toBeNull();
    expect(await thief.act(actions.endOtherSessions, {})).toEqual({ ok: false, code: 'not_signed_in' });
    const [claim] = await app.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.action, 'account.claim'), eq(auditLog.subjectId, id)));
    expect(claim?.actorId).toBe(id);
  });

  test('who signs up leaves nothing behind that leads into the account', async () => {
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const thieves = [copyOf(browser), copyOf(browser, ['next-auth.session-token'])];
    await browser.act(actions.signUp, { email: newEmail(), password: PASSWORD, name: 'Gustav' });
    expect((await browser.me()).person?.role).toBe('member');
    for (const thief of thieves) expect((await thief.me()).person).toBeNull();
  });

  test('who is suspended keeps the name that others see, with an account as well', async () => {
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const id = (await browser.me()).person?.id ?? '';
    await app.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, id));
    expect(await browser.act(actions.rename, { name: 'Buy pills' })).toEqual({ ok: false, code: 'suspended' });
    await browser.act(actions.signUp, { email: newEmail(), password: PASSWORD, name: 'Buy pills' });
    expect(await rowOf(id)).toMatchObject({ name: 'Gus', role: 'member' });
  });

  test('keeps who they are when a sign-in fails', async () => {
    const { email } = await member();
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const before = (await browser.me()).person?.id;
    await browser.signIn('password', { email, password: 'another long one' });
    expect((await browser.me()).person?.id).toBe(before);
  });
});

test('what mail would show is not offered without it', async () => {
  const { browser } = await member();
  expect(await browser.act(actions.askForVerification, {})).toEqual({ ok: false, code: 'mail_unavailable' });
  expect(await openBrowser().act(actions.askForLink, { email: newEmail() })).toEqual({
    ok: false,
    code: 'mail_unavailable',
  });
});

test('what was done is written down, without an address or a secret', async () => {
  const { email } = await member();
  await openBrowser().signIn('password', { email, password: 'another long one' });
  const entries = await app.db.select().from(auditLog).where(sql`${auditLog.action} like 'account.%'`);
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['account.sign_up', 'account.sign_in', 'account.sign_in_refused', 'account.claim']),
  );
  expect(JSON.stringify([entries, app.lines])).not.toMatch(/person\d+@|teapots|another long/);
});
