import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { stories } from '../schema';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { publishTake } from './publish';
import { getStory, type ListedStory, listPublicStories } from './stories';

const database = await testDatabase();
const { db } = database;
afterAll(database.close);

async function everyPage(limit: number): Promise<ListedStory[]> {
  const all: ListedStory[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listPublicStories>> = await listPublicStories(db, { limit, cursor });
    expect(page.stories.length).toBeLessThanOrEqual(limit);
    all.push(...page.stories);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

describe('public stories', () => {
  test('pages of any size hold every public story once, the newest growth first', async () => {
    const seeds = [];
    for (let n = 0; n < 25; n++) {
      const visibility = n % 5 === 4 ? 'unlisted' : 'public';
      seeds.push(await publishSeed(db, { story: { title: `Story ${n}`, visibility } }));
    }
    // Ten of them at the very same instant: the id decides.
    const ids = seeds.slice(0, 10).map((seed) => sql`${seed.storyId}::uuid`);
    await db
      .update(stories)
      .set({ grownAt: new Date() })
      .where(sql`id in (${sql.join(ids, sql`, `)})`);
    const whole = await everyPage(100);
    expect(whole).toHaveLength(20);
    expect(new Set(whole.map((story) => story.id)).size).toBe(20);
    expect(whole.every((story) => story.visibility === 'public')).toBe(true);
    const order = whole.map((story) => `${story.grownAt.toISOString()} ${story.id}`);
    expect(order).toEqual([...order].sort().reverse());
    for (const limit of [1, 3, 10, 20]) expect(await everyPage(limit)).toEqual(whole);
  });

  test('a story that grows comes to the front, with the outline of its oldest takes', async () => {
    const seed = await publishSeed(db);
    await publishSeed(db);
    for (let n = 0; n < 65; n++) await publishTake(db, answerTo(seed, { durationMs: 1_000 + n }));
    const { stories: listed } = await listPublicStories(db, { limit: 1, cursor: null });
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

  test.each(['', 'nonsense', '%%%', Buffer.from('["yesterday", 1]').toString('base64url'), 'a'.repeat(5_000)])(
    'the cursor %j is refused',
    async (cursor) => {
      const page = listPublicStories(db, { limit: 3, cursor: cursor || '.' });
      await expect(page).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );
});

test('a story that is not there is null', async () => {
  expect(await getStory(db, { id: uuidv7() })).toBeNull();
});
