import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { takes } from '../schema';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { publishTake } from './publish';
import {
  canonLeaf,
  childrenOf,
  getTake,
  newestAnswers,
  pathTo,
  storedKeysNamed,
  type TakeRow,
  takesPage,
} from './takes';

const database = await testDatabase();
const { db } = database;
afterAll(database.close);

const answer = async (parent: TakeRow, likes = 0): Promise<TakeRow> => {
  const { take } = await publishTake(db, answerTo(parent));
  await db.update(takes).set({ likeCount: likes }).where(sql`story_id = ${take.storyId} and id = ${take.id}`);
  return { ...take, likeCount: likes };
};

test('a take is found in its own story only', async () => {
  const seed = await publishSeed(db);
  const stranger = await publishSeed(db);
  expect(await getTake(db, seed)).toEqual(seed);
  expect(await getTake(db, { storyId: stranger.storyId, id: seed.id })).toBeNull();
});

test('a path comes from the seed down, without its siblings, and is empty for what is not there', async () => {
  const seed = await publishSeed(db);
  const first = await answer(seed);
  await answer(seed);
  const second = await answer(first);
  await answer(second);
  const path = await pathTo(db, second);
  expect(path.map((take) => take.id)).toEqual([seed.id, first.id, second.id]);
  expect(path.map((take) => take.authorName)).toEqual(['Ada', 'Ada', 'Ada']);
  const stranger = await publishSeed(db);
  expect(await pathTo(db, { storyId: stranger.storyId, id: second.id })).toEqual([]);
  expect(await pathTo(db, { storyId: uuidv7(), id: uuidv7() })).toEqual([]);
});

test('children come best-loved first, of equals the older, and no more than asked for', async () => {
  const seed = await publishSeed(db);
  const ids: string[] = [];
  for (const likes of [0, 2, 0, 5, 2]) ids.push((await answer(seed, likes)).id);
  const order = [3, 1, 4, 0, 2].map((n) => ids[n]);
  const children = await childrenOf(db, { ...seed, limit: 10 });
  expect(children.map((take) => take.id)).toEqual(order);
  expect((await childrenOf(db, { ...seed, limit: 2 })).map((take) => take.id)).toEqual(order.slice(0, 2));
  expect(await childrenOf(db, { storyId: (await publishSeed(db)).storyId, id: seed.id, limit: 9 })).toEqual([]);
});

test('the newest answers of many takes come at once, so many of each, and of this story only', async () => {
  const seed = await publishSeed(db);
  const first = await answer(seed);
  const [second, third] = [await answer(seed), await answer(seed)];
  const below = await answer(first);
  const found = await newestAnswers(db, { storyId: seed.storyId, ids: [seed.id, first.id, below.id], each: 2 });
  expect(found.map(({ id }) => id).sort()).toEqual([second.id, third.id, below.id].sort());
  const { storyId } = await publishSeed(db);
  expect(await newestAnswers(db, { storyId, ids: [seed.id], each: 2 })).toEqual([]);
  expect(await newestAnswers(db, { storyId, ids: [], each: 2 })).toEqual([]);
});

test('the canon follows the best-loved child at every fork', async () => {
  const seed = await publishSeed(db);
  expect(await canonLeaf(db, seed)).toBe(seed.id);
  const older = await answer(seed);
  const younger = await answer(seed);
  expect(await canonLeaf(db, seed)).toBe(older.id);
  const below = await answer(younger, 9);
  expect(await canonLeaf(db, seed)).toBe(older.id);
  await db.update(takes).set({ likeCount: 1 }).where(sql`id = ${younger.id}`);
  expect(await canonLeaf(db, seed)).toBe(below.id);
  expect(await canonLeaf(db, { storyId: uuidv7() })).toBeNull();
});

test('pages of any size hold every take of the story once, the oldest first', async () => {
  const seed = await publishSeed(db);
  await publishSeed(db);
  const all = [seed.id];
  for (let n = 0; n < 22; n++) all.push((await answer(seed)).id);
  // At one instant, and not in the order of their ids: the id decides.
  await db.execute(sql`update takes set created_at = now() where story_id = ${seed.storyId}`);
  for (const limit of [1, 4, 23, 50]) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof takesPage>> = await takesPage(db, { ...seed, limit, cursor });
      seen.push(...page.takes.map((take) => take.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([...all].sort());
  }
  await expect(takesPage(db, { ...seed, limit: 3, cursor: 'bad' })).rejects.toMatchObject({ code: 'invalid_request' });
});

test('the sweep learns which files are named by a take', async () => {
  const seed = await publishSeed(db);
  const margins = (await answer(seed)).marginsKey ?? '';
  const keys = ['audio/none/stem.flac', seed.mixKey, margins, seed.stemKey];
  expect(await storedKeysNamed(db, { keys })).toEqual([seed.mixKey, margins, seed.stemKey]);
  expect(await storedKeysNamed(db, { keys: [] })).toEqual([]);
});
