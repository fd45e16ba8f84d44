import { eq, sql } from 'drizzle-orm';
import { decode } from 'next-auth/jwt';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GET as lookRoute, POST as unsubscribeRoute } from '@/app/api/v1/notices/unsubscribe/route';
import { notices } from '@/db/people';
import { getNoticeSettings, setNoticeSetting, unreadCount } from '@/db/queries/notices';
import { stories, users } from '@/db/schema';
import { newTake, publishSeed } from '@/db/test-takes';
import type { NoticeKind } from '@/lib/domain/people';
import { sendDigests } from './digest';
import { MAIL_SALT, type Mail } from './mail';
import { readNotices, tell } from './notices';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';
import { unsubscribeToken } from './unsubscribe';

let app: TestApp;
let ada: Person;
let ben: Person;
const NOON = new Date();
NOON.setUTCHours(12, 0, 0, 0);
const TOMORROW = new Date(NOON.getTime() + 24 * 60 * 60 * 1000);

beforeAll(async () => {
  Object.assign(process.env, { SMTP_URL: 'smtp://mail.test', MAIL_FROM: 'tap@tap.test' });
  app = await openTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  await sent();
  // Whoever came before wants no mail any more.
  await app.db.execute(sql`update notice_settings set mail = false`);
  ada = await reader('Ada');
  ben = await signIn(app, 'Ben');
});

async function reader(name: string): Promise<Person> {
  const person = await signIn(app, name);
  const account = { role: 'member', email: `${person.id}@mail.test`, emailVerifiedAt: new Date() } as const;
  await app.db.update(users).set(account).where(eq(users.id, person.id));
  await setNoticeSetting(app.db, { userId: person.id, kind: 'answer', mail: true });
  return person;
}
async function answered(kind: NoticeKind = 'answer', person = ada) {
  const seed = await publishSeed(
    app.db,
    newTake({ authorId: person.id, story: { title: 'A <b>dark</b> house', visibility: 'public' } }),
  );
  await app.db.transaction((tx) =>
    tell(tx, { userId: person.id, kind, storyId: seed.storyId, takeId: seed.id, byId: ben.id }),
  );
  return seed;
}
/** The mails that wait, opened, and taken out of their queue. */
async function sent(): Promise<Mail[]> {
  const jobs = await app.db.execute<{ data: { sealed: string } }>(
    sql`delete from pgboss.job where name = 'mail.send' returning data`,
  );
  const secret = process.env.NEXTAUTH_SECRET ?? '';
  const opened = jobs.map(({ data }) => decode({ token: data.sealed, secret, salt: MAIL_SALT }));
  return (await Promise.all(opened)).map((token) => token?.mail as Mail);
}

test('a mail tells what is new, with where it leads and how to have no more of them', async () => {
  const { storyId, id } = await answered();
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 1 });
  const [mail] = await sent();
  const place = `http://tap.test/s/${storyId}/${id}`;
  expect(mail).toMatchObject({
    to: `${ada.id}@mail.test`,
    subject: 'Ben answered you in “A <b>dark</b> house”.',
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  });
  expect(mail?.text).toContain(`house”.\n${place}\n`);
  expect(mail?.html).toContain(`<a href="${place}">Ben answered you in “A &lt;b&gt;dark&lt;/b&gt; house”.</a>`);
  expect(mail?.headers?.['List-Unsubscribe']).toMatch(
    /^<http:\/\/tap\.test\/api\/v1\/notices\/unsubscribe\?token=\S+>$/,
  );
});

test('tells nothing of a story that its reader may not hear any more, and nothing to whoever is suspended', async () => {
  const { storyId } = await answered();
  const heard = await answered();
  await app.db.update(stories).set({ visibility: 'private', ownerId: ben.id }).where(eq(stories.id, storyId));
  const suspended = await reader('Cleo');
  await answered('answer', suspended);
  await app.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, suspended.id));
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 1 });
  const [mail] = await sent();
  expect(mail?.to).toBe(`${ada.id}@mail.test`);
  expect(mail?.text.match(/answered you/g)).toHaveLength(1);
  expect(mail?.text).toContain(heard.storyId);
});

test('each person gets one a day, however many processes send', async () => {
  await answered();
  const cleo = await reader('Cleo');
  await answered('answer', cleo);
  const runs = await Promise.all(Array.from({ length: 4 }, () => sendDigests(app.db, NOON)));
  expect(runs.reduce((sum, { sent: n }) => sum + n, 0)).toBe(2);
  await answered();
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 0 });
  expect((await sent()).map(({ to }) => to).sort()).toEqual([ada, cleo].map(({ id }) => `${id}@mail.test`).sort());
  expect(await sendDigests(app.db, TOMORROW)).toEqual({ sent: 1 });
  expect(await sent()).toHaveLength(1);
});

test('what was read, was told before, or is wanted elsewhere is in no mail', async () => {
  await answered();
  await readNotices(ctxOf(app, ada), { ids: 'all' });
  await answered('decision');
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 0 });
  await answered();
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 1 });
  expect(await sendDigests(app.db, TOMORROW)).toEqual({ sent: 0 });
});

test.each([
  ['has no address that is known to be theirs', { emailVerifiedAt: null }],
  ['has deleted their account', { deletedAt: new Date() }],
])('whoever %s gets none', async (_who, change) => {
  await answered();
  await app.db.update(users).set(change).where(eq(users.id, ada.id));
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 0 });
});

test('nobody is woken: before its hour nothing is sent', async () => {
  await answered();
  const night = new Date(NOON);
  night.setUTCHours(6, 59);
  expect(await sendDigests(app.db, night)).toEqual({ sent: 0 });
  expect(await sendDigests(app.db, NOON)).toEqual({ sent: 1 });
});

test('who is told by mail alone has read what the mail told', async () => {
  await setNoticeSetting(app.db, { userId: ada.id, kind: 'answer', inApp: false, push: false });
  await answered();
  await sendDigests(app.db, NOON);
  const rows = await app.db.select().from(notices).where(eq(notices.userId, ada.id));
  expect(rows).toMatchObject([{ readAt: NOON, mailedAt: NOON }]);
});

test('a long list is cut, and counted', async () => {
  for (let n = 0; n < 23; n += 1) await answered();
  await sendDigests(app.db, NOON);
  const [mail] = await sent();
  expect(mail?.subject).toBe('23 things are new for you');
  expect(mail?.text).toContain('And 3 more: http://tap.test/notices');
  expect(await unreadCount(app.db, { userId: ada.id })).toBe(23);
});

test('one click in the mail program ends them, and looking at the link ends nothing', async () => {
  const path = `/api/v1/notices/unsubscribe?${new URLSearchParams({ token: unsubscribeToken(ada.id) })}`;
  const wantsMail = async () => (await getNoticeSettings(app.db, { userId: ada.id })).answer.mail;
  const look = await callRoute(lookRoute, 'GET', path, {});
  expect([look.status, look.headers.get('location')]).toEqual([303, path.replace('/api/v1', '')]);
  expect(await wantsMail()).toBe(true);
  const click = await callRoute(
    (request) => unsubscribeRoute(request),
    'POST',
    path,
    {},
    {
      raw: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  );
  expect([click.status, await wantsMail()]).toEqual([204, false]);
});

test.each(['', 'nonsense', `${'0'.repeat(8)}-0000-4000-8000-000000000000.AAAAAAAAAAAAAAAAAAAAAA`])(
  'a token that is not ours ends nothing: "%s"',
  async (token) => {
    const path = `/api/v1/notices/unsubscribe?${new URLSearchParams({ token })}`;
    const answer = await callRoute((request) => unsubscribeRoute(request), 'POST', path, {}, { raw: '' });
    expect(await refusal(answer)).toMatchObject({ code: 'link_used' });
  },
);

test('a token is good for whom it was made for alone', async () => {
  const [, signature] = unsubscribeToken(ada.id).split('.');
  const path = `/api/v1/notices/unsubscribe?token=${ben.id}.${signature}`;
  const answer = await callRoute((request) => unsubscribeRoute(request), 'POST', path, {}, { raw: '' });
  expect(await refusal(answer)).toMatchObject({ code: 'link_used' });
});
