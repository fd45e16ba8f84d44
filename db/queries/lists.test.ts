import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoryList, Visibility } from '@/lib/domain/schemas';
import { storyMembers } from '../people';
import { stories } from '../schema';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { type ListedStory, listStories } from './lists';
import { publishTake } from './publish';
import { createGuest } from './users';

const database = await testDatabase();
const { db } = database;
afterAll(database.close);

type Wanted = Partial<Parameters<typeof listStories>[1]>;
const page = (wanted: Wanted) =>
  listStories(db, { list: 'growing', actorId: null, search: null, limit: 100, cursor: null, ...wanted });
const titles = async (wanted: Wanted) => (await page(wanted)).stories.map(({ title }) => title);

async function everyPage(wanted: Wanted & { limit: number }): Promise<ListedStory[]> {
  const all: ListedStory[] = [];
  let cursor: string | null = null;
  do {
    const { stories: some, nextCursor }: Awaited<ReturnType<typeof page>> = await page({ ...wanted, cursor });
    expect(some.length).toBeLessThanOrEqual(wanted.limit);
    all.push(...some);
    cursor = nextCursor;
  } while (cursor);
  return all;
}

const seedOf = (title: string, visibility: Visibility, authorId: string) =>
  publishSeed(db, { authorId, story: { title, visibility } });

let ada: string;
let ben: string;
beforeAll(async () => {
  ada = (await createGuest(db, { name: 'Ada' })).id;
  ben = (await createGuest(db, { name: 'Ben' })).id;
});

describe('pages of any size hold every story of the list once, in its order', () => {
  beforeAll(async () => {
    for (let n = 0; n < 25; n++) {
      const visibility = (['public', 'public', 'public', 'unlisted', 'private'] as const)[n % 5] ?? 'public';
      const seed = await seedOf(`Story ${n}`, visibility, n % 2 ? ada : ben);
      if (n % 3 === 0) await publishTake(db, answerTo(seed, { authorId: ada }));
      await db
        .update(stories)
        .set({ likeCount: n % 4 })
        .where(eq(stories.id, seed.storyId));
    }
    // Many of them at the very same instant: the id decides.
    const some = sql`title in ('Story 0', 'Story 1', 'Story 2', 'Story 5', 'Story 6', 'Story 7', 'Story 10', 'Story 11')`;
    await db.update(stories).set({ grownAt: new Date(), createdAt: new Date() }).where(some);
  });

  const key: Record<StoryList, (story: ListedStory) => string> = {
    growing: ({ grownAt }) => grownAt.toISOString(),
    mine: ({ grownAt }) => grownAt.toISOString(),
    joined: ({ grownAt }) => grownAt.toISOString(),
    newest: ({ createdAt }) => createdAt.toISOString(),
    loved: ({ likeCount }) => String(likeCount),
  };
  const belongs: Record<StoryList, (story: ListedStory) => boolean> = {
    growing: ({ visibility }) => visibility === 'public',
    newest: ({ visibility }) => visibility === 'public',
    loved: ({ visibility }) => visibility === 'public',
    mine: ({ ownerId }) => ownerId === ada,
    joined: ({ ownerId, visibility }) => ownerId !== ada && visibility !== 'private',
  };
  const count: Record<StoryList, number> = { growing: 15, newest: 15, loved: 15, mine: 12, joined: 4 };

  describe.each(Object.keys(key) as StoryList[])('%s', (list) => {
    test.each([null, 'story', 'STORY 1', 'ada'])('looking for %j', async (search) => {
      const wanted = { list, actorId: ada, search };
      const whole = await everyPage({ ...wanted, limit: 100 });
      if (search === null || search === 'story') expect(whole).toHaveLength(count[list]);
      expect(whole.length).toBeGreaterThan(0);
      expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
      expect(whole.filter((story) => !belongs[list](story))).toEqual([]);
      const order = whole.map((story) => `${key[list](story)} ${story.id}`);
      expect(order).toEqual([...order].sort().reverse());
      for (const limit of [1, 3, 10]) expect(await everyPage({ ...wanted, limit })).toEqual(whole);
    });
  });

  test("nobody's own lists are empty, and a stranger's hold nothing of others", async () => {
    const stranger = (await createGuest(db, { name: 'Eve' })).id;
    for (const list of ['mine', 'joined'] as const)
      for (const actorId of [null, stranger]) expect(await titles({ list, actorId })).toEqual([]);
  });

  test('joined is what one is invited to as well, and of private ones nothing else', async () => {
    const cy = (await createGuest(db, { name: 'Cy' })).id;
    const [told, invited, left] = [
      await seedOf('Told in', 'unlisted', ada),
      await seedOf('Invited to', 'private', ada),
      await seedOf('Sent away from', 'private', ada),
    ];
    for (const seed of [told, left]) await publishTake(db, answerTo(seed, { authorId: cy }));
    await db.insert(storyMembers).values({ storyId: invited.storyId, userId: cy });
    const joined = { list: 'joined', actorId: cy } as const;
    expect((await titles(joined)).sort()).toEqual(['Invited to', 'Told in']);
    const theirs = await listStories(database.as(cy), { ...joined, search: 'invited', limit: 9, cursor: null });
    expect(theirs.stories.map(({ title }) => title)).toEqual(['Invited to']);
    await db.update(stories).set({ deletedAt: new Date() }).where(eq(stories.ownerId, ada));
    expect(await titles(joined)).toEqual([]);
    expect(await titles({ list: 'mine', actorId: ada })).toEqual([]);
    await db.update(stories).set({ deletedAt: null });
    await db.delete(storyMembers);
  });

  test('a cursor of another list, or of none, is refused', async () => {
    const { nextCursor } = await page({ list: 'newest', limit: 1 });
    for (const list of ['growing', 'loved', 'mine'] as const)
      await expect(page({ list, actorId: ada, cursor: nextCursor })).rejects.toMatchObject({ code: 'invalid_request' });
    const made = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url');
    for (const cursor of [
      '.',
      'nonsense',
      '%%%',
      made(['yesterday', 1]),
      made(['loved', 1.5, uuidv7()]),
      made(['loved', 2 ** 31, uuidv7()]),
      made(['loved', -1, uuidv7()]),
      made(['growing', 3, uuidv7()]),
      'a'.repeat(5_000),
    ])
      await expect(page({ list: 'loved', cursor }), cursor).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('looking for', () => {
  const found = (search: string) => titles({ search });

  test('letters anywhere in a title, in any case, every word of it', async () => {
    await seedOf('The Dark House', 'public', ada);
    await seedOf('Dark matters', 'public', ada);
    expect(await found('dark')).toEqual(['Dark matters', 'The Dark House']);
    expect(await found('ARK HO')).toEqual(['The Dark House']);
    expect(await found('house dark')).toEqual(['The Dark House']);
    expect(await found('dark garden')).toEqual([]);
  });

  test('a voice that speaks in it, whoever began it, and each story once', async () => {
    const zoe = (await createGuest(db, { name: 'Zoë Müller' })).id;
    const seed = await seedOf('By somebody else', 'public', ada);
    await publishTake(db, answerTo(seed, { authorId: zoe }));
    await seedOf('About Zoë', 'public', zoe);
    expect(await found('zoë')).toEqual(['About Zoë', 'By somebody else']);
    expect(await found('mÜLL')).toEqual(['About Zoë', 'By somebody else']);
  });

  test('what means something in a pattern, as itself', async () => {
    await seedOf('100% true_story \\o/', 'public', ada);
    for (const search of ['0%', '% ', 'e_s', '\\o', '100% \\o/']) expect(await found(search), search).toHaveLength(1);
    for (const search of ['1%0', 't_ue', '\\\\', "' or true --"]) expect(await found(search), search).toEqual([]);
  });

  test('finds nothing that is not in the list', async () => {
    await seedOf('Whispered secret', 'private', ada);
    await seedOf('Whispered link', 'unlisted', ada);
    expect(await found('whispered')).toEqual([]);
    expect(await titles({ list: 'mine', actorId: ada, search: 'whispered' })).toEqual([
      'Whispered link',
      'Whispered secret',
    ]);
    expect(await titles({ list: 'mine', actorId: ben, search: 'whispered' })).toEqual([]);
  });
});

test('a story that grows comes to the front, with the outline of its oldest takes', async () => {
  const seed = await publishSeed(db);
  await publishSeed(db);
  for (let n = 0; n < 65; n++) await publishTake(db, answerTo(seed, { durationMs: 1_000 + n }));
  const { stories: listed } = await page({ limit: 1 });
  expect(listed[0]).toMatchObject({ id: seed.storyId, seedId: seed.id, takeCount: 66 });
  const shape = listed[0]?.shape ?? [];
  expect(shape).toHaveLength(60);
  expect(shape[0]).toEqual({
    id: seed.id,
    parentId: null,
    startMs: 0,
    durationMs: seed.durationMs,
    authorId: seed.authorId,
  });
  expect(shape.slice(1).every((take) => take.parentId === seed.id)).toBe(true);
  expect(shape.slice(1).map((take) => take.durationMs)).toEqual(Array.from({ length: 59 }, (_, n) => 1_000 + n));
});
