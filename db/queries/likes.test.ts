import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../client';
import { keptOf, truthOf } from '../test-canon';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { likedOf, setLike } from './likes';
import { publishTake } from './publish';
import { getTake, type TakeRow } from './takes';
import { createGuest } from './users';

const database = await testDatabase();
const { db } = database;
/** In one pool they would wait for each other before they come to the database. */
const sixteen = Array.from({ length: 16 }, () => connect(database.url, { maxConnections: 1 }));
afterAll(async () => {
  await Promise.all(sixteen.map((connection) => connection.close()));
  await database.close();
});

const people: string[] = [];
beforeAll(async () => {
  for (const name of ['Ada', 'Bob', 'Eve', 'Kim', 'Lou']) people.push((await createGuest(db, { name })).id);
});
const person = (n: number): string => people[n % people.length] ?? '';

const answer = async (parent: TakeRow, authorId = person(0), from = db): Promise<TakeRow> =>
  (await publishTake(from, answerTo(parent, { authorId }))).take;

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

async function tell({ tree, canon }: Told, parent: TakeRow, authorId = person(0), from = db): Promise<TakeRow> {
  const added = await answer(parent, authorId, from);
  tree.push(added);
  if (!canon.has(parent.id)) canon.set(parent.id, added.id);
  return added;
}

async function act(told: Told, { does, who, place, fromLast }: Deed, from = db): Promise<void> {
  const at = place % told.tree.length;
  const take = told.tree.at(fromLast ? -1 - at : at);
  if (!take) throw new Error('an empty tree');
  if (does === 'answer') {
    await tell(told, take, person(who), from);
    return;
  }
  const like = { storyId: take.storyId, takeId: take.id, userId: person(who), isLiked: does === 'like' };
  for (const { parentId, bestChildId } of (await setLike(from, like)).canon) told.canon.set(parentId, bestChildId);
}

const SHAPES = ['seed', 'star', 'comb', 'comb of younger'] as const;
type Shape = (typeof SHAPES)[number];

/** A story that nobody likes yet. Every take of a comb's path has one more answer: the younger of the two, or the older. */
async function grown(shape: Shape, pairs: number): Promise<Told> {
  const told = await untold();
  let [parent] = told.tree;
  for (let n = 0; parent && n < pairs && shape !== 'seed'; n++) {
    const [older, younger] = [await tell(told, parent), await tell(told, parent)];
    if (shape !== 'star') parent = shape === 'comb' ? older : younger;
  }
  return told;
}

/** What is kept is what a recomputation finds, and what was told of the canon is what is kept. */
async function expectTruth({ tree, canon }: Told, { isTold }: { isTold: boolean }): Promise<void> {
  const storyId = tree[0]?.storyId ?? '';
  const kept = await keptOf(db, storyId);
  expect(kept).toEqual(await truthOf(db, storyId));
  expect(kept.story.take_count).toBe(tree.length);
  if (!isTold) return;
  const pointers = Object.entries(kept.takes).flatMap(([id, { best_child_id: best }]) => (best ? [[id, best]] : []));
  expect(Object.fromEntries(canon)).toEqual(Object.fromEntries(pointers));
}

test('whatever is liked and answered in whatever order, the canon is what a full recomputation finds', async () => {
  const deeds = fc.array(deed, { minLength: 1, maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SHAPES), deeds, async (shape, done) => {
      const told = await grown(shape, 8);
      for (const each of done) await act(told, each);
      await expectTruth(told, { isTold: true });
    }),
    { numRuns: 30 },
  );
});

test.each(SHAPES)(
  '16 connections like, unlike and answer at random (%s), and nothing is lost or counted twice',
  async (shape) => {
    const told = await grown(shape, 24);
    const deeds = fc.sample(deed, { numRuns: 320, seed: 20 });
    await Promise.all(
      sixteen.map(async (connection, n) => {
        for (const done of deeds.filter((_, i) => i % sixteen.length === n)) await act(told, done, connection.db);
      }),
    );
    // In which order they came to the database, and so what was told last, nobody knows.
    await expectTruth(told, { isTold: false });
    expect((await keptOf(db, told.tree[0]?.storyId ?? '')).story.like_count).toBeGreaterThan(25);
  },
);

test('of equals the older is chosen, also when it comes later', async () => {
  const seed = await publishSeed(db);
  const first = await answer(seed);
  const second = await answer(seed);
  await db.execute(
    sql`update takes set created_at = created_at + interval '1 hour' where id in (${first.id}, ${second.id})`,
  );
  const third = await answer(seed);
  expect(await getTake(db, seed)).toMatchObject({ bestChildId: third.id });
  const like = { storyId: seed.storyId, takeId: third.id, userId: person(0) };
  await setLike(db, { ...like, takeId: first.id, isLiked: true });
  expect(await getTake(db, seed)).toMatchObject({ bestChildId: first.id });
  expect((await setLike(db, { ...like, isLiked: true })).canon).toEqual([{ parentId: seed.id, bestChildId: third.id }]);
  await db.execute(sql`update takes set created_at = created_at + interval '2 hours' where id = ${third.id}`);
  await answer(seed);
  expect(await getTake(db, seed)).toMatchObject({ bestChildId: third.id });
});

test('a fork that is worth the same although it goes on another way is no news to those above it', async () => {
  const told = await grown('star', 1);
  const [, above] = told.tree.slice(-2);
  if (!above) throw new Error('no answer');
  const { storyId } = above;
  const [older, younger] = [await answer(above), await answer(above)];
  const like = (takeId: string, isLiked = true) => setLike(db, { storyId, takeId, userId: person(0), isLiked });
  await like(told.tree[1]?.id ?? '');
  await like(older.id);
  await like(younger.id);
  expect((await like(older.id, false)).canon).toEqual([{ parentId: above.id, bestChildId: younger.id }]);
  expect(await getTake(db, above)).toMatchObject({ branchLikes: 1 });
});

/** Where each take of the story lies on the disk: whatever is written lies elsewhere then. */
const placesOf = async ({ tree }: Told): Promise<Map<string, string>> => {
  const rows = await db.execute<{ id: string; place: string }>(
    sql`select id, ctid::text as place from takes where story_id = ${tree[0]?.storyId ?? ''}`,
  );
  return new Map(rows.map(({ id, place }) => [id, place]));
};

test('however many forks lie above, a like writes only the take and the forks that it moves', async () => {
  const told = await grown('comb', 30);
  const [end, tooth] = told.tree.slice(-2);
  const written = async (takeId: string | undefined, who: number, isLiked: boolean) => {
    const before = await placesOf(told);
    const like = { storyId: told.tree[0]?.storyId ?? '', takeId: takeId ?? '', userId: person(who), isLiked };
    const { canon } = await setLike(db, like);
    const after = await placesOf(told);
    return { takes: [...after].filter(([id, place]) => before.get(id) !== place).length, forks: canon.length };
  };
  expect(await written(end?.id, 0, true)).toEqual({ takes: 1, forks: 0 });
  expect(await written(end?.id, 1, true)).toEqual({ takes: 1, forks: 0 });
  expect(await written(end?.id, 0, false)).toEqual({ takes: 1, forks: 0 });
  expect(await written(tooth?.id, 0, true)).toEqual({ takes: 1, forks: 0 });
  // The two last answers change places.
  expect(await written(tooth?.id, 1, true)).toEqual({ takes: 3, forks: 1 });
  expect(await written(tooth?.id, 1, false)).toEqual({ takes: 3, forks: 1 });
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
