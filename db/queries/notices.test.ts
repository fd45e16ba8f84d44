import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blocks, notices, pushSubscriptions } from '../people';
import { users } from '../schema';
import { type TestDatabase, testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { likedOf, setLike } from './likes';
import { addNotice, getNotice, markRead, noticesPage, setNoticeSetting, unreadCount } from './notices';
import { publishTake } from './publish';
import { endSubscription, getSubscription, saveSubscription } from './push';
import type { TakeRow } from './takes';
import { createGuest } from './users';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

let seed: TakeRow;
let ada: string;
let ben: string;
let cleo: string;
beforeEach(async () => {
  const { db } = database;
  seed = await publishSeed(db);
  ada = seed.authorId;
  ben = (await createGuest(db, { name: 'Ben' })).id;
  cleo = (await createGuest(db, { name: 'Cleo' })).id;
});

const like = (userId: string, isLiked = true) => {
  const rung: string[] = [];
  return setLike(
    database.db,
    { storyId: seed.storyId, takeId: seed.id, userId, isLiked },
    async (_tx, { devices }) => void rung.push(...devices),
  ).then(() => rung.length);
};
const told = async (userId = ada) =>
  (await noticesPage(database.db, { userId, limit: 50, cursor: null })).notices.map(({ kind, count, by }) => [
    kind,
    count,
    by,
  ]);
const unread = (userId = ada) => unreadCount(database.db, { userId });
const answered = (by: string) =>
  addNotice(database.db, { userId: ada, kind: 'answer', storyId: seed.storyId, takeId: seed.id, byId: by });
const phone = (userId: string, endpoint = `https://push.example/${uuidv7()}`) =>
  saveSubscription(database.db, { userId, sessionId: null, endpoint, p256dh: 'p', auth: 'a' });

describe('likes of one take', () => {
  it('are one notice until it is read, and then another one', async () => {
    await like(ben);
    await like(ben);
    await like(cleo);
    expect(await told()).toEqual([['like', 2, 'Cleo']]);
    expect(await unread()).toBe(1);
    await markRead(database.db, { userId: ada, ids: 'all' });
    await like((await createGuest(database.db, { name: 'Dev' })).id);
    expect(await told()).toEqual([
      ['like', 1, 'Dev'],
      ['like', 2, 'Cleo'],
    ]);
  });

  it('that are taken back before they are read are told no more', async () => {
    await like(ben);
    await like(cleo);
    await like(cleo, false);
    expect(await told()).toEqual([['like', 1, 'Ben']]);
    await like(ben, false);
    expect([await told(), await unread()]).toEqual([[], 0]);
    await like(cleo);
    expect(await told()).toEqual([['like', 1, 'Cleo']]);
  });

  it('that were read stay what was told, and take nothing from those that came later', async () => {
    await like(ben);
    await markRead(database.db, { userId: ada, ids: 'all' });
    await database.db.execute(sql`select pg_sleep(0.002)`);
    await like(cleo);
    await like(ben, false);
    expect(await told()).toEqual([
      ['like', 1, 'Cleo'],
      ['like', 1, 'Ben'],
    ]);
  });

  it('of oneself are told to nobody, and taking them back neither', async () => {
    await like(ben);
    await like(ada);
    await like(ada, false);
    expect(await told()).toEqual([['like', 1, 'Ben']]);
  });

  it('ring once, however often somebody likes', async () => {
    await phone(ada);
    await phone(ada);
    expect(await like(ben)).toBe(2);
    expect(await like(cleo)).toBe(0);
    for (const isLiked of [false, true]) await like(cleo, isLiked);
    for (const isLiked of [false, true]) expect(await like(ben, isLiked)).toBe(0);
  });

  it('of many at once are counted, every one', async () => {
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, n) => createGuest(database.db, { name: `Voice ${n}` })),
    );
    await Promise.all(people.map(({ id }) => like(id)));
    expect((await told())[0]?.[1]).toBe(12);
    await Promise.all(people.slice(0, 5).map(({ id }) => like(id, false)));
    expect((await told())[0]?.[1]).toBe(7);
    const ids = [seed.id];
    expect(await likedOf(database.db, { storyId: seed.storyId, userId: people[11]?.id ?? '', ids })).toEqual(ids);
  });
});

describe('nothing is told', () => {
  it('of somebody whom one has blocked, and their like counts nowhere', async () => {
    await like(cleo);
    await database.db.insert(blocks).values({ blockerId: ada, blockedId: ben });
    expect(await answered(ben)).toBeNull();
    await like(ben);
    await like(ben, false);
    expect(await told()).toEqual([['like', 1, 'Cleo']]);
  });

  it('to whoever has deleted their account', async () => {
    await database.db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, ada));
    expect(await answered(ben)).toBeNull();
  });

  it('to whoever is suspended, but decisions', async () => {
    await database.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, ada));
    expect(await answered(ben)).toBeNull();
    expect(await addNotice(database.db, { userId: ada, kind: 'decision' })).not.toBeNull();
  });

  it('that somebody wants in no way, and in the app nothing that is not wanted there', async () => {
    const off = { inApp: false, push: false, mail: false };
    await setNoticeSetting(database.db, { userId: ada, kind: 'answer', ...off });
    expect(await answered(ben)).toBeNull();
    await setNoticeSetting(database.db, { userId: ada, kind: 'answer', push: true });
    await phone(ada);
    expect((await answered(ben))?.devices).toHaveLength(1);
    expect([await told(), await unread()]).toEqual([[], 0]);
  });

  it('to a device that is not to ring', async () => {
    await phone(ada);
    await setNoticeSetting(database.db, { userId: ada, kind: 'answer', push: false });
    expect(await answered(ben)).toMatchObject({ devices: [] });
    expect(await unread()).toBe(1);
  });
});

it('without the app every like rings: nobody comes to read it', async () => {
  await phone(ada);
  await setNoticeSetting(database.db, { userId: ada, kind: 'like', inApp: false });
  expect([await like(ben), await like(cleo)]).toEqual([1, 1]);
});

it('what a guest is told who has signed in since comes to who they are now', async () => {
  await database.db.update(users).set({ claimedBy: cleo }).where(eq(users.id, ada));
  await answered(ben);
  expect(await told(cleo)).toEqual([['answer', 1, 'Ben']]);
  expect(await answered(cleo)).toBeNull();
});

it('pages of notices follow each other, and nobody reads or marks those of somebody else', async () => {
  for (const by of [ben, cleo, ben]) await answered(by);
  const page = (cursor: string | null) => noticesPage(database.db, { userId: ada, limit: 2, cursor });
  const first = await page(null);
  const second = await page(first.nextCursor);
  expect([first.notices.map(({ by }) => by), second.notices.map(({ by }) => by)]).toEqual([['Ben', 'Cleo'], ['Ben']]);
  expect(second.nextCursor).toBeNull();
  const ids = first.notices.map(({ id }) => id);
  await markRead(database.db, { userId: ben, ids });
  expect(await unread()).toBe(3);
  await markRead(database.db, { userId: ada, ids });
  expect(await unread()).toBe(1);
});

it('the title of a story that its reader hears no more is not told', async () => {
  const { take } = await publishTake(database.db, answerTo(seed, { authorId: ben }));
  const notice = await addNotice(database.db, {
    userId: ben,
    kind: 'like',
    storyId: take.storyId,
    takeId: take.id,
    byId: ada,
  });
  const title = async () => (await getNotice(database.db, { id: notice?.noticeId ?? '' }))?.title;
  expect(await title()).toBe('A story');
  await database.db.execute(sql`update stories set visibility = 'private' where id = ${take.storyId}`);
  expect(await title()).toBeNull();
  await database.db.execute(sql`insert into story_members (story_id, user_id) values (${take.storyId}, ${ben})`);
  expect(await title()).toBe('A story');
});

describe('a device', () => {
  it('belongs to whoever has asked last, and they alone end it', async () => {
    const endpoint = `https://push.example/${uuidv7()}`;
    await phone(ada, endpoint);
    await phone(ben, endpoint);
    await endSubscription(database.db, { userId: ada, endpoint });
    const whose = () => database.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.endpoint, endpoint));
    expect(await whose()).toMatchObject([{ userId: ben }]);
    await endSubscription(database.db, { userId: ben, endpoint });
    expect(await whose()).toEqual([]);
  });

  it('is found by what its job knows of it, while it is its person’s', async () => {
    const endpoint = `https://push.example/${uuidv7()}`;
    await phone(ada, endpoint);
    const [device = ''] = (await answered(ben))?.devices ?? [];
    expect(await getSubscription(database.db, { userId: ada, device })).toMatchObject({ endpoint });
    expect(await getSubscription(database.db, { userId: ben, device })).toBeNull();
  });

  it('makes room for an eleventh', async () => {
    for (let n = 0; n < 11; n += 1) await phone(ada, `https://push.example/${ada}/${n}`);
    const rows = await database.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.userId, ada));
    expect(rows.map(({ endpoint }) => endpoint)).not.toContain(`https://push.example/${ada}/0`);
    expect(rows).toHaveLength(10);
  });
});

it('a notice of likes that were all taken back rings nowhere', async () => {
  await like(ben);
  const [row] = await database.db
    .select()
    .from(notices)
    .where(and(eq(notices.userId, ada), eq(notices.kind, 'like')));
  await like(ben, false);
  expect(await getNotice(database.db, { id: row?.id ?? '' })).toBeNull();
});
