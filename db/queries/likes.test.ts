import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, truthOf } from '../test-canon';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { likedOf, setLike } from './likes';
import { publishTake } from './publish';
import { getTake, type TakeRow } from './takes';
import { createGuest } from './users';

const CONNECTIONS = 16;
const database = await testDatabase({ maxConnections: CONNECTIONS });
const { db } = database;
afterAll(database.close);

const people: string[] = [];
beforeAll(async () => {
  for (const name of ['Ada', 'Bob', 'Eve', 'Kim', 'Lou']) people.push((await createGuest(db, { name })).id);
});
const person = (n: number): string => people[n % people.length] ?? '';

const answer = async (parent: TakeRow, authorId = person(0)): Promise<TakeRow> =>
  (await publishTake(db, answerTo(parent, { authorId }))).take;

/** Somebody likes, dislikes or answers one of the takes that are there: the `place`th from the first or from the last. */
type Deed = { does: 'like' | 'unlike' | 'answer'; who: number; place: number; fromLast: boolean };
const deed: fc.Arbitrary<Deed> = fc.record({
  does: fc.constantFrom('like', 'like', 'like', 'unlike', 'answer', 'answer'),
  who: fc.nat(4),
  // Near the ends as often as anywhere: deep branches, late forks above them, and likes that move many forks.
  place: fc.oneof(fc.nat(3), fc.nat(1_000)),
  fromLast: fc.boolean(),
});

/** A story, and its canon as somebody knows it who is told of every answer and of what every like has moved. */
type Told = { tree: TakeRow[]; canon: Map<string, string> };
const untold = async (): Promise<Told> => ({ tree: [await publishSeed(db)], canon: new Map() });

async function act({ tree, canon }: Told, { does, who, place, fromLast }: Deed): Promise<void> {
  const at = place % tree.length;
  const take = tree.at(fromLast ? -1 - at : at);
  if (!take) throw new Error('an empty tree');
  const userId = person(who);
  if (does === 'answer') {
    const added = await answer(take, userId);
    tree.push(added);
    if (!canon.has(take.id)) canon.set(take.id, added.id);
  } else {
    const like = { storyId: take.storyId, takeId: take.id, userId, isLiked: does === 'like' };
    for (const { parentId, bestChildId } of (await setLike(db, like)).canon) canon.set(parentId, bestChildId);
  }
}

test('whatever is liked and answered in whatever order, the canon is what a full recomputation finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 60, size: 'max' }), async (deeds) => {
      const told = await untold();
      for (const done of deeds) await act(told, done);
      const storyId = told.tree[0]?.storyId ?? '';
      const kept = await keptOf(db, storyId);
      expect(kept).toEqual(await truthOf(db, storyId));
      const canon = Object.entries(kept.takes).flatMap(([id, take]) =>
        take.best_child_id ? [[id, take.best_child_id]] : [],
      );
      expect(Object.fromEntries(told.canon)).toEqual(Object.fromEntries(canon));
    }),
    { numRuns: 30 },
  );
});

test('16 connections like, unlike and answer at random, and nothing is lost or counted twice', async () => {
  const told = await untold();
  const deeds = fc.sample(deed, { numRuns: 640, seed: 20 });
  const shares = Array.from({ length: CONNECTIONS }, (_, n) => deeds.filter((_, i) => i % CONNECTIONS === n));
  await Promise.all(
    shares.map(async (share) => {
      for (const done of share) await act(told, done);
    }),
  );
  const storyId = told.tree[0]?.storyId ?? '';
  const kept = await keptOf(db, storyId);
  expect(kept).toEqual(await truthOf(db, storyId));
  expect(kept.story.take_count).toBe(told.tree.length);
  expect(kept.story.like_count).toBeGreaterThan(50);
});

test('liking twice is liking once, and taking back what one does not like is nothing', async () => {
  const seed = await publishSeed(db);
  const like = { storyId: seed.storyId, takeId: seed.id, userId: person(0) };
  const all = (n: number, isLiked: boolean) =>
    Promise.all(Array.from({ length: n }, () => setLike(db, { ...like, isLiked })));
  expect(await setLike(db, { ...like, isLiked: false })).toEqual({ likeCount: 0, canon: [] });
  for (const liked of await all(8, true)) expect(liked).toMatchObject({ likeCount: 1 });
  expect(await setLike(db, { ...like, userId: person(1), isLiked: true })).toMatchObject({ likeCount: 2 });
  for (const liked of await all(8, false)) expect(liked).toMatchObject({ likeCount: 1 });
  expect(await keptOf(db, seed.storyId)).toEqual(await truthOf(db, seed.storyId));
});

test('one knows what one likes, among what one asks for', async () => {
  const seed = await publishSeed(db);
  const [first, second] = [await answer(seed), await answer(seed)];
  const { storyId } = seed;
  for (const { id } of [seed, second]) await setLike(db, { storyId, takeId: id, userId: person(0), isLiked: true });
  const asked = (userId: string, takes: TakeRow[]) => likedOf(db, { storyId, userId, ids: takes.map(({ id }) => id) });
  expect((await asked(person(0), [seed, first, second])).sort()).toEqual([seed.id, second.id].sort());
  expect(await asked(person(0), [first])).toEqual([]);
  expect(await asked(person(1), [seed, first, second])).toEqual([]);
  expect(await asked(person(0), [])).toEqual([]);
});

test('what is not there cannot be liked, nor by nobody', async () => {
  const seed = await publishSeed(db);
  const { storyId } = await publishSeed(db);
  const like = { storyId: seed.storyId, takeId: seed.id, userId: person(0), isLiked: true };
  for (const isLiked of [true, false]) {
    for (const wrong of [{ storyId }, { takeId: uuidv7() }, { storyId: uuidv7() }])
      await expect(setLike(db, { ...like, ...wrong, isLiked })).rejects.toMatchObject({ code: 'take_not_found' });
  }
  await expect(setLike(db, { ...like, userId: uuidv7() })).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(await getTake(db, seed)).toMatchObject({ likeCount: 0 });
});
