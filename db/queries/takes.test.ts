import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAP_TAKES } from '@/lib/domain/limits';
import { pathFiles } from '../schema';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { setLike } from './likes';
import { publishTake } from './publish';
import {
  answersPage,
  canonBelow,
  canonLeaf,
  canonTop,
  firstAnswers,
  getTake,
  pathTo,
  storedKeysNamed,
  type TakeRow,
  takesAround,
  takesPage,
} from './takes';
import { createGuest } from './users';

const database = await testDatabase();
const { db } = database;
afterAll(database.close);

const people: string[] = [];
beforeAll(async () => {
  for (let n = 0; n < 9; n++) people.push((await createGuest(db, { name: `Guest ${n}` })).id);
});

const answer = async (parent: TakeRow, likes = 0): Promise<TakeRow> => {
  const { take } = await publishTake(db, answerTo(parent));
  for (const userId of people.slice(0, likes))
    await setLike(db, { storyId: take.storyId, takeId: take.id, userId, isLiked: true });
  return { ...take, likeCount: likes };
};
const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);

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
  for (const take of [...path, ...(await canonBelow(db, first))])
    expect(await getTake(db, take)).toMatchObject({
      ...take,
      peaks: Buffer.of(0, 128, 255),
      startMs: expect.any(Number),
    });
  const stranger = await publishSeed(db);
  expect(await pathTo(db, { storyId: stranger.storyId, id: second.id })).toEqual([]);
  expect(await pathTo(db, { storyId: uuidv7(), id: uuidv7() })).toEqual([]);
});

test('a path from below one of its takes is what lies between, and whole when that is not above it', async () => {
  const seed = await publishSeed(db);
  const path = [seed];
  for (let n = 0; n < 4; n++) path.push(await answer(path[n] ?? seed));
  const stranger = await answer(seed);
  const below = async (id: string | undefined) => idsOf(await pathTo(db, { ...(path[4] ?? seed), below: id }));
  expect(await below(path[1]?.id)).toEqual(idsOf(path.slice(2)));
  expect(await below(seed.id)).toEqual(idsOf(path.slice(1)));
  expect(await below(path[3]?.id)).toEqual(idsOf(path.slice(4)));
  expect(await below(stranger.id)).toEqual(idsOf(path));
});

test('answers come best-loved first, of equals the older, in pages of any size', async () => {
  const seed = await publishSeed(db);
  const all: TakeRow[] = [];
  for (const likes of [0, 2, 0, 5, 2, 0, 2]) all.push(await answer(seed, likes));
  // One instant for two of the equals: the id decides.
  await db.execute(sql`update takes set created_at = ${all[1]?.createdAt.toISOString()} where id = ${all[4]?.id}`);
  const order = [3, 1, 4, 6, 0, 2, 5].map((n) => all[n]?.id);
  for (const limit of [1, 2, 3, 7, 10]) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof answersPage>> = await answersPage(db, { ...seed, limit, cursor });
      seen.push(...idsOf(page.takes));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(order);
  }
  const elsewhere = { storyId: (await publishSeed(db)).storyId, id: seed.id, limit: 9, cursor: null };
  expect(await answersPage(db, elsewhere)).toEqual({ takes: [], nextCursor: null });
  for (const cursor of ['bad', Buffer.from(`[9999999999,"2020-01-01T00:00:00Z","${seed.id}"]`).toString('base64url')])
    await expect(answersPage(db, { ...seed, limit: 3, cursor })).rejects.toMatchObject({ code: 'invalid_request' });
});

test('the first answers to many takes come at once, so many of each, and of this story only', async () => {
  const seed = await publishSeed(db);
  const first = await answer(seed);
  const [second, third] = [await answer(seed), await answer(seed, 1)];
  const below = await answer(first);
  const ids = [first.id, seed.id, below.id];
  const found = await firstAnswers(db, { storyId: seed.storyId, ids, each: 2 });
  expect(idsOf(found)).toEqual([below.id, third.id, first.id]);
  const { storyId } = await publishSeed(db);
  expect(await firstAnswers(db, { storyId, ids: [seed.id, second.id], each: 2 })).toEqual([]);
  expect(await firstAnswers(db, { storyId, ids: [], each: 2 })).toEqual([]);
});

test('at every fork the canon goes on with the branch whose best path has the most likes, of equals the older', async () => {
  const seed = await publishSeed(db);
  expect(await canonLeaf(db, seed)).toBe(seed.id);
  const older = await answer(seed, 2);
  const younger = await answer(seed);
  expect(await canonLeaf(db, seed)).toBe(older.id);
  const below = await answer(younger, 2);
  expect(await canonLeaf(db, seed)).toBe(older.id);
  const end = await answer(below, 1);
  expect(await canonLeaf(db, seed)).toBe(end.id);
  expect(await canonLeaf(db, older)).toBe(older.id);
  expect(idsOf(await canonBelow(db, seed))).toEqual(idsOf([seed, younger, below, end]));
  expect(idsOf(await canonTop(db, { ...seed, most: 3 }))).toEqual(idsOf([seed, younger, below]));
  const stranger = { storyId: uuidv7(), id: seed.id };
  expect([await canonLeaf(db, stranger), await canonBelow(db, stranger)]).toEqual([null, []]);
});

describe('the neighbourhood of a take', () => {
  test('is all of a small story, what is above first, then what is below level by level, then what is beside', async () => {
    const seed = await publishSeed(db);
    const [here, beside] = [await answer(seed), await answer(seed)];
    const [left, right] = [await answer(here), await answer(here, 1)];
    const below = await answer(left);
    const farBeside = await answer(beside);
    const around = async (take: TakeRow) => idsOf(await takesAround(db, take));
    expect(await around(here)).toEqual(idsOf([here, seed, right, left, below, beside]));
    expect(await around(below)).toEqual(idsOf([below, left, here, seed, right, beside]));
    expect(new Set(await around(seed))).toEqual(new Set(idsOf([seed, here, beside, left, right, below, farBeside])));
    const [shown] = await takesAround(db, right);
    expect(shown).toEqual({
      ...{ id: right.id, parentId: here.id, startMs: 15_000, durationMs: 5_000, authorId: seed.authorId },
      ...{ authorName: 'Ada', likeCount: 1, childCount: 0, bestChildId: null, state: 'shown' },
    });
    expect(await takesAround(db, { storyId: (await publishSeed(db)).storyId, id: seed.id })).toEqual([]);
  });

  test('is bounded however wide and deep the story is, and shows some of everything', async () => {
    const seed = await publishSeed(db);
    const path = [seed];
    for (let n = 0; n < 70; n++) path.push(await answer(path[n] ?? seed));
    const here = path[35] ?? seed;
    for (let n = 0; n < 40; n++) {
      await answer(here);
      await answer(path[34] ?? seed);
    }
    const child = path[36] ?? seed;
    for (let n = 0; n < 130; n++) await answer(n < 30 ? child : (path[37 + (n % 5)] ?? seed));
    const near = await takesAround(db, here);
    expect(near).toHaveLength(MAP_TAKES);
    expect(new Set(idsOf(near)).size).toBe(MAP_TAKES);
    expect(idsOf(near.slice(0, 36))).toEqual(idsOf(path.slice(0, 36)).reverse());
    const besides = near.filter(({ parentId, id }) => parentId === here.parentId && id !== here.id);
    expect(besides.length).toBeGreaterThan(10);
    expect(near.filter(({ parentId }) => parentId === here.id)).toHaveLength(24);
    await answer(path[9] ?? seed);
    const end = await takesAround(db, path[70] ?? seed);
    expect(idsOf(end.slice(0, 61))).toEqual(idsOf(path.slice(10)).reverse());
    const inTheAir = (rows: { id: string; parentId: string | null }[]) => {
      const shown = new Set(idsOf(rows));
      return idsOf(rows.filter(({ parentId }) => parentId !== null && !shown.has(parentId)));
    };
    expect([inTheAir(near), inTheAir(end)]).toEqual([[], [path[10]?.id]]);
  });
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
  const file = { key: 'audio/path.m4a', bytes: 3_000_000_000, sha256: 'a'.repeat(64), madeOf: 'x' };
  await db.insert(pathFiles).values({ storyId: seed.storyId, takeId: seed.id, ...file });
  expect(await storedKeysNamed(db, { keys: ['audio/none', file.key] })).toEqual([file.key]);
});
