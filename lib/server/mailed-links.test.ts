import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '@/app/api/auth/test-browser';
import { tokens } from '@/db/people';
import { makeMember } from '@/db/queries/users';
import { users } from '@/db/schema';
import * as actions from '@/lib/actions/account';
import { arrive, enterByProvider } from './arrival';
import { startWorker, type Worker } from './jobs/work';
import type { VouchedProfile } from './outside-providers';
import { hashPassword } from './passwords';
import { openTestApp, type TestApp } from './test-api';
import { openMailbox, tokenIn } from './test-mailbox';

const PASSWORD = 'seven green teapots';
let app: TestApp;
let worker: Worker;
let mailbox: Awaited<ReturnType<typeof openMailbox>>;
beforeAll(async () => {
  mailbox = await openMailbox();
  Object.assign(process.env, { SMTP_URL: mailbox.url, MAIL_FROM: 'Tap Story <stories@tap.test>' });
  app = await openTestApp();
  worker = await startWorker({ pollingIntervalSeconds: 0.5 });
});
afterAll(async () => {
  await worker.stop(1_000);
  await app.close();
  await mailbox.close();
});

let count = 0;
const newEmail = () => `person${++count}@example.org`;
const rowOf = async (email: string) => (await app.db.select().from(users).where(eq(users.email, email)))[0];

type Browser = ReturnType<typeof openBrowser>;
const enter = (browser: Browser, token: string, purpose = 'enter', password = '') =>
  browser.signIn('link', { token, purpose, password, name: 'Ada' });

/** An account that somebody made with an address of which nobody knows whose it is. */
async function unproven(email: string): Promise<Browser> {
  await makeMember(app.db, {
    guestId: null,
    name: 'Mallory',
    email,
    isVerified: false,
    passwordHash: await hashPassword(PASSWORD, []),
  });
  const browser = openBrowser();
  expect((await browser.signIn('password', { email, password: PASSWORD })).status).toBe(200);
  return browser;
}

async function linkFor(email: string, browser = openBrowser()): Promise<string> {
  expect(await browser.act(actions.askForLink, { email })).toEqual({ ok: true });
  const mail = await mailbox.next();
  expect(mail).toContain(`To: ${email}`);
  return tokenIn(mail);
}

describe('a link to sign in', () => {
  test('makes an account of the guest who asked, whose address is known to be theirs; and is good once', async () => {
    const browser = openBrowser();
    await browser.signIn('guest', { name: 'Gus' });
    const guest = (await browser.me()).person;
    const email = newEmail();
    const token = await linkFor(email, browser);
    expect(await enter(browser, token)).toEqual({ status: 200, error: null });
    expect((await browser.me()).person).toMatchObject({ id: guest?.id, name: 'Gus', role: 'member' });
    expect((await rowOf(email))?.emailVerifiedAt).not.toBeNull();
    expect(await enter(openBrowser(), token)).toEqual({ status: 401, error: 'link_used' });
  });

  test('is good for a while, for what it was made for, and of two who come at once for one', async () => {
    const email = newEmail();
    const old = await linkFor(email);
    await app.db.update(tokens).set({ expiresAt: sql`now() - interval '1 second'` });
    expect((await enter(openBrowser(), old)).error).toBe('link_used');
    const token = await linkFor(email);
    expect((await enter(openBrowser(), token, 'reset_password', 'eight blue teapots')).error).toBe('link_used');
    const both = await Promise.all([enter(openBrowser(), token), enter(openBrowser(), token)]);
    expect(both.map(({ error }) => error).sort()).toEqual(['link_used', null].sort());
  });

  test('is answered alike for every address, known or not', async () => {
    const email = newEmail();
    await enter(openBrowser(), await linkFor(email));
    for (const ask of [actions.askForLink, actions.askForReset]) {
      const answers = [await openBrowser().act(ask, { email }), await openBrowser().act(ask, { email: newEmail() })];
      expect(answers).toEqual([{ ok: true }, { ok: true }]);
      await mailbox.next();
      await mailbox.next();
    }
    const signUp = await openBrowser().act(actions.signUp, { email, password: PASSWORD, name: 'Eve' });
    expect(signUp).toEqual({ ok: false, code: 'not_found' });
  });

  test('takes the account of an address from whoever had made it before', async () => {
    const email = newEmail();
    const mallory = await unproven(email);
    const ada = openBrowser();
    await enter(ada, await linkFor(email));
    expect((await ada.me()).person).not.toBeNull();
    expect((await mallory.me()).person).toBeNull();
    expect((await openBrowser().signIn('password', { email, password: PASSWORD })).error).toBe('wrong_credentials');
  });
});

test('a link for another password sets it and ends every session', async () => {
  const email = newEmail();
  const before = openBrowser();
  await enter(before, await linkFor(email));
  await openBrowser().act(actions.askForReset, { email });
  const token = tokenIn(await mailbox.next());
  expect((await enter(openBrowser(), token, 'reset_password', 'short')).error).toBe('password_too_short');
  const browser = openBrowser();
  expect(await enter(browser, token, 'reset_password', 'eight blue teapots')).toEqual({ status: 200, error: null });
  expect((await browser.me()).person).not.toBeNull();
  expect((await before.me()).person).toBeNull();
  expect((await openBrowser().signIn('password', { email, password: 'eight blue teapots' })).status).toBe(200);
  expect((await enter(openBrowser(), token, 'reset_password', 'nine red teapots')).error).toBe('link_used');
});

test('an address is shown to be one’s own by whoever is signed in, not by who merely reads its mail', async () => {
  const email = newEmail();
  const mallory = await unproven(email);
  await mallory.act(actions.askForVerification, {});
  const token = tokenIn(await mailbox.next());
  const confirm = { token, purpose: 'verify_email' as const };
  expect(await openBrowser().act(actions.confirmAddress, confirm)).toEqual({ ok: false, code: 'not_signed_in' });
  const ada = openBrowser();
  await ada.signIn('guest', { name: 'Ada' });
  expect(await ada.act(actions.confirmAddress, confirm)).toEqual({ ok: false, code: 'link_used' });
  expect((await rowOf(email))?.emailVerifiedAt).toBeNull();
  expect(await mallory.act(actions.confirmAddress, confirm)).toEqual({ ok: true });
  expect((await rowOf(email))?.emailVerifiedAt).not.toBeNull();
});

test('another address is one’s own once its link was followed, and of two one has it', async () => {
  const [email, next] = [newEmail(), newEmail()];
  const browser = await unproven(email);
  const other = await unproven(newEmail());
  for (const each of [browser, other]) {
    expect(await each.act(actions.changeAddress, { email: next, password: 'not this one' })).toMatchObject({
      ok: false,
    });
    expect(await each.act(actions.changeAddress, { email: next, password: PASSWORD })).toMatchObject({ ok: true });
    const token = tokenIn(await mailbox.next());
    const outcome = await each.act(actions.confirmAddress, { token, purpose: 'change_email' });
    expect(outcome).toEqual(each === browser ? { ok: true } : { ok: false, code: 'email_taken' });
    if (each === browser) expect(await mailbox.next()).toContain(`To: ${email}`);
  }
  expect(await rowOf(email)).toBeUndefined();
});

test('another address ends every other session, and the old one is told', async () => {
  const [email, next] = [newEmail(), newEmail()];
  const browser = await unproven(email);
  const [other, copy] = [openBrowser(), openBrowser()];
  await other.signIn('password', { email, password: PASSWORD });
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  await browser.act(actions.changeAddress, { email: next, password: PASSWORD });
  const token = tokenIn(await mailbox.next());
  expect(await browser.act(actions.confirmAddress, { token, purpose: 'change_email' })).toEqual({ ok: true });
  const mail = await mailbox.next();
  expect(mail).toContain(`To: ${email}`);
  expect(mail).not.toContain(next);
  expect((await browser.me()).person).not.toBeNull();
  expect((await other.me()).person).toBeNull();
  expect((await copy.me()).person).toBeNull();
});

describe('who is vouched for', () => {
  const vouched = (browser: Browser, profile: Partial<VouchedProfile>) =>
    browser.act(async (input: Partial<VouchedProfile>) => {
      const user = await enterByProvider({
        provider: 'google',
        providerAccountId: '1',
        email: null,
        name: 'Ada',
        ...input,
      });
      return arrive(user.id, { isProven: true });
    }, profile);

  test('comes back to the same account, by what the provider calls them', async () => {
    const [first, second] = [openBrowser(), openBrowser()];
    await vouched(first, { providerAccountId: 'a', email: newEmail() });
    await vouched(second, { providerAccountId: 'a', email: newEmail() });
    expect((await second.me()).person?.id).toBe((await first.me()).person?.id);
  });

  test('has the account of their address where both sides know that it is theirs', async () => {
    const email = newEmail();
    const [mine, google] = [openBrowser(), openBrowser()];
    await enter(mine, await linkFor(email));
    await vouched(google, { providerAccountId: 'b', email });
    expect((await google.me()).person?.id).toBe((await mine.me()).person?.id);
    expect((await mine.me()).person).not.toBeNull();
  });

  test('leaves nothing to whoever had made an account with their address before', async () => {
    const email = newEmail();
    const mallory = await unproven(email);
    await vouched(mallory, { provider: 'github', providerAccountId: 'm', email: null });
    const ada = openBrowser();
    await vouched(ada, { providerAccountId: 'c', email });
    expect((await ada.me()).person).not.toBeNull();
    expect((await mallory.me()).person).toBeNull();
    expect((await openBrowser().signIn('password', { email, password: PASSWORD })).error).toBe('wrong_credentials');
    const again = openBrowser();
    await vouched(again, { provider: 'github', providerAccountId: 'm', email: null });
    expect((await again.me()).person?.id).not.toBe((await ada.me()).person?.id);
  });

  test('without an address that is known to be theirs is somebody new', async () => {
    const email = newEmail();
    await enter(openBrowser(), await linkFor(email));
    const eve = openBrowser();
    await vouched(eve, { providerAccountId: 'd', email: null });
    expect((await eve.me()).person?.id).not.toBe((await rowOf(email))?.id);
  });
});

test('no link lies in the queue, in the tables or in a log', async () => {
  const token = await linkFor(newEmail());
  const jobs = await app.db.execute(sql`select data from pgboss.job where name = 'mail.send'`);
  expect(jobs.length).toBeGreaterThan(0);
  const kept = JSON.stringify([jobs, await app.db.select().from(tokens), app.lines]);
  expect(kept).not.toContain(token);
  expect(JSON.stringify([jobs, app.lines])).not.toMatch(/person\d+@/);
});
