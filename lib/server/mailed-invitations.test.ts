import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '@/app/api/auth/test-browser';
import { users } from '@/db/schema';
import { publishSeed } from '@/db/test-takes';
import { rename } from '@/lib/actions/account';
import type { Ctx } from './context';
import { invite, mailsInvitations } from './invitations';
import { startWorker, type Worker } from './jobs/work';
import { openTestApp, type TestApp } from './test-api';
import { openMailbox } from './test-mailbox';
import { somebody } from './test-people';

let app: TestApp;
let worker: Worker;
let mailbox: Awaited<ReturnType<typeof openMailbox>>;
let owner: Ctx;
let storyId: string;
beforeAll(async () => {
  mailbox = await openMailbox();
  Object.assign(process.env, { SMTP_URL: mailbox.url, MAIL_FROM: 'Tap Story <stories@tap.test>' });
  app = await openTestApp({ limits: 'on' });
  worker = await startWorker({ pollingIntervalSeconds: 0.5 });
  owner = (await somebody(app, 'Ada')).ctx;
  storyId = (await publishSeed(app.db, { authorId: owner.actor?.id ?? '' })).storyId;
});
afterAll(async () => {
  await worker.stop(1_000);
  await app.close();
  await mailbox.close();
});

const send = (email: string) => invite(owner, { storyId, days: 7, mostUses: 1, email });
const ownRow = () => eq(users.id, owner.actor?.id ?? '');

test('somebody whose own address nobody knows sends their words to no mailbox; the link is theirs to send', async () => {
  await app.db.update(users).set({ emailVerifiedAt: null }).where(ownRow());
  expect(await mailsInvitations(owner)).toBe(false);
  expect(await send('cleo@example.org')).toMatchObject({ isMailed: false });
});

test('a mailbox gets as few of them as of any letters', async () => {
  await app.db.update(users).set({ email: 'ada@example.org', emailVerifiedAt: new Date() }).where(ownRow());
  for (let n = 0; n < 3; n += 1) expect(await send('ben@example.org')).toMatchObject({ isMailed: true });
  await expect(send('ben@example.org')).rejects.toMatchObject({ code: 'too_many_requests' });
  expect(await send('dora@example.org')).toMatchObject({ isMailed: true });
});

test('an action that is called too often says until when', async () => {
  const browser = openBrowser();
  await browser.signIn('guest', { name: 'Eve' });
  const outcomes = [];
  for (let n = 0; n < 101; n += 1) outcomes.push(await browser.act(rename, { name: 'Eve' }));
  const late = outcomes.find(({ ok }) => !ok);
  expect(late).toMatchObject({ ok: false, code: 'too_many_requests', retryAfterSeconds: expect.any(Number) });
});
