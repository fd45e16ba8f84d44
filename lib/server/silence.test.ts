import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withheldTakes } from '@/db/people';
import { setLike } from '@/db/queries/likes';
import { listStories } from '@/db/queries/lists';
import { publishTake } from '@/db/queries/publish';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { stories } from '@/db/schema';
import { keptOf, truthOf } from '@/db/test-canon';
import { answerTo, publishSeed } from '@/db/test-takes';
import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import type { TakeState } from '@/lib/domain/people';
import type { Rendered } from '@/lib/mixing/job';
import { tailUnder } from '@/lib/timeline/mix-plan';
import { remixTake } from './jobs/remix-take';
import { log } from './log';
import { decode, mixOf, shares } from './mixing/test-sounds';
import { silenceTake } from './silence';
import type { Storage } from './storage/port';
import { openTestApp, type Person, signIn, storedFiles, type TestApp } from './test-api';
import { generations } from './test-generations';

const OVERLAP_MS = 1_000;
const RATE = 48;

let app: TestApp;
let ada: Person;
let bob: Person;
/** Each over the end of the one before: three voices, rendered once. */
let told: Rendered[];

beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
  told = await generations([
    ['austen-0870', 0],
    ['austen-0880', OVERLAP_MS],
    ['austen-0890', OVERLAP_MS],
    ['austen-0880', OVERLAP_MS],
  ]);
});
afterAll(() => app.close());

/** Four generations: Ada, Bob, Ada, Bob. */
let path: TakeRow[];
beforeEach(async () => {
  const [first, ...rest] = told;
  if (!first) throw new Error('nothing told');
  path = [await publishSeed(app.db, { ...(await storedFiles(app, uuidv7(), first)), authorId: ada.id })];
  for (const [n, rendered] of rest.entries()) await answer(at(n), rendered, n % 2 === 0 ? bob : ada);
});

async function answer(parent: TakeRow, rendered: Rendered, author: Person): Promise<TakeRow> {
  const startMs = parent.startMs + parent.durationMs - OVERLAP_MS;
  const files = await storedFiles(app, uuidv7(), rendered);
  const { take } = await publishTake(app.db, answerTo(parent, { ...files, authorId: author.id, startMs }));
  path.push(take);
  return take;
}

function at(n: number): TakeRow {
  const take = path[n];
  if (!take) throw new Error(`no take ${n}`);
  return take;
}

async function now(n: number): Promise<TakeRow> {
  const row = await getTake(app.db, at(n));
  if (!row) throw new Error('gone');
  return row;
}

const ctx = (storage: Storage = app.storage) => ({ db: app.db, storage, log });
const become = (n: number, to: TakeState) =>
  app.db.transaction((tx) => silenceTake(tx, { storyId: at(n).storyId, takeId: at(n).id, to }));
const remix = (n: number, storage?: Storage) => remixTake(ctx(storage), { storyId: at(n).storyId, takeId: at(n).id });

async function keysOf({ id }: TakeRow): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of app.storage.list(`audio/${id}/`)) keys.push(key);
  return keys.sort();
}
const named = ({ stemKey, mixKey, marginsKey }: TakeRow) =>
  [stemKey, mixKey, marginsKey].filter((key) => key !== null).sort();
const heard = async (key: string) => (await decode(await app.storage.read(key))).samples;
const loudest = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** How loud the voice of a take is in the mix of its answer (a factor of how it sounded there), where both are heard. */
async function shareIn(mixKey: string, answer: TakeRow, parent: TakeRow, parentStem: Uint8Array): Promise<number> {
  const under = tailUnder(answer.startMs, parent);
  if (!under) throw new Error('they do not overlap');
  const mix = (await heard(mixKey)).slice(0, under.overlapMs * RATE);
  const alone = (await decode(await mixOf((await decode(parentStem)).samples))).samples;
  const own = (await decode(await app.storage.read(answer.stemKey))).samples.slice(0, mix.length);
  const other = alone.slice(under.fromMs * RATE, under.fromMs * RATE + mix.length);
  return Math.abs(shares(mix, own, other).other);
}

test('a voice that is removed is in no file any more, and nobody else’s place or time has changed', async () => {
  const [voiceOfBob, answerBefore] = [await app.storage.read(at(1).stemKey), await now(2)];
  expect(await shareIn(at(2).mixKey, at(2), at(1), voiceOfBob)).toBeGreaterThan(0.5);

  expect(await become(1, 'removed')).toBe(true);
  expect(await now(1)).toMatchObject({ state: 'removed', mixDue: true, marginsKey: null });
  expect(loudest(Float32Array.from((await now(1)).peaks))).toBe(0);
  expect(await now(2)).toEqual({ ...answerBefore, mixDue: true });
  expect(await remix(1)).toBe('made');
  expect(await remix(2)).toBe('made');

  const silent = await now(1);
  expect(silent).toMatchObject({ mixDue: false, startMs: at(1).startMs, durationMs: at(1).durationMs });
  const stem = await heard(silent.stemKey);
  expect([stem.length, loudest(stem)]).toEqual([at(1).durationMs * RATE, 0]);
  const mix = await heard(silent.mixKey);
  expect(mix.length).toBeGreaterThanOrEqual(at(1).durationMs * RATE);
  expect(loudest(mix.slice(0, OVERLAP_MS * RATE))).toBeGreaterThan(0.05);
  // What an encoder smears of the parent's last samples is over within two of its frames.
  expect(loudest(mix.slice(OVERLAP_MS * RATE + 4_096))).toBeLessThan(0.001);
  for (const n of [1, 2]) expect(await keysOf(at(n))).toEqual(named(await now(n)));

  const after = await now(2);
  expect(after).toEqual({
    ...answerBefore,
    mixKey: after.mixKey,
    mixBytes: after.mixBytes,
    mixSha256: after.mixSha256,
  });
  expect(await shareIn(after.mixKey, after, at(1), voiceOfBob)).toBeLessThan(0.02);
  expect((await now(3)).mixKey).toBe(at(3).mixKey);
});

test('a voice that is hidden is parked, and put back to the byte with all that answers it', async () => {
  const [before, answerBefore] = [await now(1), await now(2)];
  await become(1, 'hidden');
  await remix(1);
  await remix(2);
  const hidden = await now(1);
  expect(loudest(await heard(hidden.stemKey))).toBe(0);
  const [withheld] = await app.db
    .select()
    .from(withheldTakes)
    .where(eq(withheldTakes.takeId, at(1).id));
  expect(withheld?.keys.toSorted()).toEqual(named(before));
  expect(await keysOf(at(1))).toEqual([...named(before), ...named(hidden)].sort());

  expect(await become(1, 'shown')).toBe(true);
  await remix(1);
  await remix(2);
  const sameSound = ({ mixKey: _, ...row }: TakeRow) => row;
  expect(sameSound(await now(1))).toEqual(sameSound(before));
  expect(sameSound(await now(2))).toEqual(sameSound(answerBefore));
  for (const n of [1, 2]) expect(await keysOf(at(n))).toEqual(named(await now(n)));
  expect(
    await app.db
      .select()
      .from(withheldTakes)
      .where(eq(withheldTakes.takeId, at(1).id)),
  ).toEqual([]);
});

test('parent and child of one person go at once, whichever job comes first', async () => {
  await become(1, 'removed');
  await become(2, 'removed');
  for (const n of [3, 2, 1]) await remix(n);
  for (const n of [1, 2]) {
    const take = await now(n);
    expect(take.mixDue).toBe(false);
    expect(loudest(await heard(take.stemKey))).toBe(0);
    expect(await keysOf(take)).toEqual(named(take));
  }
  expect(loudest(await heard((await now(2)).mixKey))).toBe(0);
  expect(await keysOf(at(3))).toEqual(named(await now(3)));
});

test('an answer waits for a parent that is put back', async () => {
  await become(1, 'hidden');
  for (const n of [1, 2]) await remix(n);
  await become(1, 'shown');
  expect(await remix(2)).toBe('after its parent');
  expect(await queued(at(1))).toBeGreaterThan(0);
  expect(await remix(1)).toBe('made');
  expect(await remix(2)).toBe('made');
  expect((await now(2)).mixSha256).toBe(at(2).mixSha256);
});

const queued = async ({ id }: TakeRow): Promise<number> =>
  (await app.db.execute(sql`select from pgboss.job where name = 'take.remix' and data->>'takeId' = ${id}`)).length;

test('a job that dies at any instant leaves what the next one finishes', async () => {
  await become(1, 'removed');
  for (const part of ['-stem.', '-mix.']) {
    const dying: Storage = {
      ...app.storage,
      async write(key, bytes, type) {
        await app.storage.write(key, bytes, type);
        if (key.includes(part)) throw new Error('killed');
      },
    };
    await expect(remix(1, dying)).rejects.toThrow('killed');
    expect(await now(1)).toMatchObject({ state: 'removed', mixDue: true });
  }
  expect(await remix(1)).toBe('made');
  expect(await keysOf(at(1))).toEqual(named(await now(1)));
  expect(await remix(1)).toBe('as it should be');
});

test('what is made of a state that is over by then is thrown away', async () => {
  await become(1, 'hidden');
  const restoring: Storage = {
    ...app.storage,
    async write(key, bytes, type) {
      if (key.includes('-mix.')) await become(1, 'shown');
      await app.storage.write(key, bytes, type);
    },
  };
  expect(await remix(1, restoring)).toBe('overtaken');
  expect(await remix(1)).toBe('made');
  const { mixKey, ...back } = await now(1);
  expect({ ...back, mixKey: at(1).mixKey }).toEqual({ ...at(1), childCount: 1, bestChildId: at(2).id });
  expect(await keysOf(at(1))).toEqual(named(await now(1)));
});

test('likes of a removed take go, out of the forks above it too; a hidden one keeps them', async () => {
  const { storyId } = at(0);
  const other = await answer(at(1), told[2] ?? fail(), ada);
  expect((await now(1)).bestChildId).toBe(at(2).id);
  for (const user of [ada, bob]) await setLike(app.db, { storyId, takeId: other.id, userId: user.id, isLiked: true });
  expect((await now(1)).bestChildId).toBe(other.id);
  const n = path.length - 1;
  await become(n, 'hidden');
  expect([(await now(n)).likeCount, (await now(1)).bestChildId]).toEqual([2, other.id]);
  await become(n, 'removed');
  expect([(await now(n)).likeCount, (await now(1)).bestChildId]).toEqual([0, at(2).id]);
  const [story] = await app.db.select().from(stories).where(eq(stories.id, storyId));
  expect(story?.likeCount).toBe(0);
});

function fail(): never {
  throw new Error('not rendered');
}

test('who is not heard is no voice: not counted, not found by their name, not named by the lists', async () => {
  const carla = await signIn(app, 'Carla Unheard');
  await answer(at(3), told[1] ?? fail(), carla);
  const { storyId } = at(0);
  await app.db.update(stories).set({ visibility: 'public' }).where(eq(stories.id, storyId));
  const listed = async (search: string | null = null) => {
    const wanted = { list: 'growing' as const, actorId: null, search, limit: 100, cursor: null };
    return (await listStories(app.db, wanted)).stories.find(({ id }) => id === storyId);
  };
  const voices = async () => [
    (await listed())?.voiceCount,
    ...((await listed())?.shape ?? []).map((take) => take.authorId),
  ];
  const [a, b, none] = [ada.id, bob.id, NOT_SHOWN_ID];
  expect(await voices()).toEqual([3, a, b, a, b, carla.id]);
  expect(await listed('carla unheard')).toBeDefined();

  await become(4, 'hidden');
  expect(await voices()).toEqual([2, a, b, a, b, none]);
  expect(await listed('carla unheard')).toBeUndefined();
  await become(4, 'shown');
  expect(await voices()).toEqual([3, a, b, a, b, carla.id]);
  expect(await listed('carla unheard')).toBeDefined();

  // One of two takes leaves its author a voice.
  await become(1, 'hidden');
  expect(await voices()).toEqual([3, a, none, a, b, carla.id]);
  await become(1, 'removed');
  await become(3, 'removed');
  expect(await voices()).toEqual([2, a, none, a, none, carla.id]);
  expect(await truthOf(app.db, storyId)).toEqual(await keptOf(app.db, storyId));
  for (const n of [0, 2, 4]) await become(n, 'hidden');
  expect(await listed()).toBeUndefined();
  await become(2, 'shown');
  expect(await voices()).toEqual([1, none, none, a, none, none]);
});

test('what is removed for good stays so, twice is once, and elsewhere there is no such take', async () => {
  expect([await become(1, 'removed'), await become(1, 'removed')]).toEqual([true, false]);
  await expect(become(1, 'shown')).rejects.toMatchObject({ code: 'take_not_shown' });
  await expect(become(1, 'hidden')).rejects.toMatchObject({ code: 'take_not_shown' });
  const elsewhere = { storyId: uuidv7(), takeId: at(2).id, to: 'removed' as const };
  await expect(app.db.transaction((tx) => silenceTake(tx, elsewhere))).rejects.toMatchObject({
    code: 'take_not_found',
  });
  expect((await now(2)).state).toBe('shown');
});

test('the sound of an answered take is as fixed as ever otherwise', async () => {
  await expect(
    app.db.execute(sql`update takes set stem_sha256 = repeat('a', 64) where id = ${at(1).id}`),
  ).rejects.toMatchObject({ cause: { constraint_name: 'take_is_answered' } });
  await expect(
    app.db.execute(sql`update takes set nudge_ms = 5, mix_due = true where id = ${at(1).id}`),
  ).rejects.toMatchObject({ cause: { constraint_name: 'take_is_answered' } });
});
