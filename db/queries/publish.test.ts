import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { NOT_ALIGNED } from '../../lib/domain/not-aligned';
import { encodeCursor } from '../cursor';
import { stories, takeAlignments, takes } from '../schema';
import { testDatabase } from '../test-database';
import { answerTo, newTake, publishSeed } from '../test-takes';
import { publishTake } from './publish';
import { getStory } from './stories';
import { getTake, takesPage } from './takes';
import { createGuest } from './users';

const database = await testDatabase({ maxConnections: 16 });
const { db } = database;
afterAll(database.close);

const isConflict = { code: 'take_conflict' };

test('a seed brings its story', async () => {
  const author = await createGuest(db, { name: 'Ada' });
  const seed = newTake({ authorId: author.id, durationMs: 12_345 });
  const { take, created } = await publishTake(db, seed);
  expect(created).toBe(true);
  expect(take).toMatchObject({ id: seed.id, depth: 0, startMs: 0, durationMs: 12_345, authorName: 'Ada', gainDb: 1.5 });
  expect([...take.peaks]).toEqual([0, 128, 255]);
  expect(await getStory(db, { id: seed.storyId })).toMatchObject({
    title: 'A story',
    visibility: 'public',
    defaultAnswer: 'duet',
    ownerId: author.id,
    seedId: seed.id,
    takeCount: 1,
    voiceCount: 1,
    durationMs: 12_345,
  });
});

test('the same take, published by 16 at once, is one row and one answer', async () => {
  const author = await createGuest(db, { name: 'Ada' });
  const seed = newTake({ authorId: author.id });
  const parent = await publishSeed(db);
  for (const take of [seed, answerTo(parent)]) {
    const answers = await Promise.all(Array.from({ length: 16 }, () => publishTake(db, take)));
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    for (const answer of answers) expect(answer.take).toEqual(answers[0]?.take);
    expect(await db.select({ id: takes.id }).from(takes).where(eq(takes.id, take.id))).toHaveLength(1);
  }
  expect(await getStory(db, { id: seed.storyId })).toMatchObject({ takeCount: 1, voiceCount: 1 });
  expect(await getStory(db, { id: parent.storyId })).toMatchObject({ takeCount: 2 });
  expect(await getTake(db, parent)).toMatchObject({ childCount: 1 });
});

test('an answer is kept with how it was put in time, once, and nothing of that when it is refused', async () => {
  const seed = await publishSeed(db);
  const alignment = {
    ...NOT_ALIGNED,
    method: 'measured',
    errorMs: 0.3,
    offsetMs: 81.5,
    peakDb: 19,
    nudgeMs: 4,
  } as const;
  const gear = { inputLabel: null, outputLabel: 'f'.repeat(16), contextRate: 48_000, inputRate: null, browser: 'X 1' };
  const answer = answerTo(seed, { alignment, gear });
  await Promise.all(Array.from({ length: 8 }, () => publishTake(db, answer)));
  const rows = (id: string) => db.select().from(takeAlignments).where(eq(takeAlignments.takeId, id));
  expect(await rows(answer.id)).toMatchObject([{ ...gear, offsetMs: 81.5, peakDb: 19, residualMs: null, doubt: null }]);
  expect(await getTake(db, answer)).toMatchObject({ nudgeMs: 4, marginsKey: answer.margins?.key, alignErrorMs: 0.3 });
  const unknown = answerTo(seed, { alignment, gear: null });
  await publishTake(db, unknown);
  expect(await rows(unknown.id)).toMatchObject([{ browser: 'unknown', contextRate: null }]);
  const brought = answerTo(seed, { alignment: NOT_ALIGNED });
  await publishTake(db, brought);
  const late = answerTo(seed, { alignment, startMs: 10_001 });
  await expect(publishTake(db, late)).rejects.toMatchObject({ code: 'starts_too_late' });
  expect(await Promise.all([brought, late, seed].map(({ id }) => rows(id)))).toEqual([[], [], []]);
});

test('other content under the same id is a conflict and changes nothing', async () => {
  const parent = await publishSeed(db);
  const answer = answerTo(parent);
  const { take: published } = await publishTake(db, answer);
  const other = await createGuest(db, { name: 'Bob' });
  const changes = [
    { durationMs: answer.durationMs + 1 },
    { startMs: answer.startMs - 1 },
    { startMs: answer.startMs + 60_000 },
    { authorId: other.id, stem: { ...answer.stem, key: 'audio/other' } },
    { parentId: published.id },
    { stem: { ...answer.stem, sha256: 'f'.repeat(64) } },
    { mix: { ...answer.mix, sha256: 'f'.repeat(64) } },
  ];
  for (const change of changes) {
    await expect(publishTake(db, { ...answer, ...change }), JSON.stringify(change)).rejects.toMatchObject(isConflict);
  }
  // The same files under fresh keys are the same take.
  const again = { ...answer, stem: { ...answer.stem, key: 'audio/again' } };
  expect(await publishTake(db, again)).toEqual({ take: published, created: false });
  // And so are its very files from somebody whose browser has forgotten who it was; the take stays whose it is.
  expect(await publishTake(db, { ...answer, authorId: other.id })).toEqual({ take: published, created: false });
  expect(await getTake(db, parent)).toMatchObject({ childCount: 1 });
});

test('an id, a file or a seed place that belongs to another take is a conflict, and no story is left behind', async () => {
  const taken = await publishSeed(db);
  const author = await createGuest(db, { name: 'Bob' });
  const seed = newTake({ authorId: author.id });
  const thefts = [
    { ...seed, id: taken.id },
    { ...seed, stem: { ...seed.stem, key: taken.stemKey } },
    { ...seed, mix: { ...seed.mix, key: taken.mixKey } },
    { ...seed, storyId: taken.storyId },
  ];
  for (const theft of thefts) await expect(publishTake(db, theft)).rejects.toMatchObject(isConflict);
  expect(await getStory(db, { id: seed.storyId })).toBeNull();
  expect(await getStory(db, { id: taken.storyId })).toMatchObject({ takeCount: 1, ownerId: taken.authorId });
});

test('many answers at once are all counted, and every voice once', async () => {
  const seed = await publishSeed(db);
  const authors = await Promise.all(['Ada', 'Bob', 'Eve'].map((name) => createGuest(db, { name })));
  const answers = Array.from({ length: 48 }, (_, n) =>
    answerTo(seed, { authorId: authors[n % 3]?.id ?? '', durationMs: 2_000 + n }),
  );
  const before = await getStory(db, { id: seed.storyId });
  await Promise.all(answers.map((answer) => publishTake(db, answer)));
  expect(await getTake(db, seed)).toMatchObject({ childCount: 48 });
  const story = await getStory(db, { id: seed.storyId });
  expect(story).toMatchObject({ takeCount: 49, voiceCount: 4, durationMs: 10_000 + 2_047 });
  expect(story?.grownAt.getTime()).toBeGreaterThanOrEqual(before?.grownAt.getTime() ?? Number.POSITIVE_INFINITY);
});

test('whoever pages through a story while it grows misses nothing', async () => {
  const seed = await publishSeed(db);
  const seen: string[] = [];
  let cursor: string | null = null;
  const readOn = async () => {
    const { takes: page } = await takesPage(db, { storyId: seed.storyId, limit: 100, cursor });
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last) cursor = encodeCursor(last.createdAt, last.id);
  };
  let isGrowing = true;
  const reading = (async () => {
    while (isGrowing) await readOn();
  })();
  const answers = Array.from({ length: 96 }, () => answerTo(seed));
  await Promise.all(answers.map((answer) => publishTake(db, answer)));
  isGrowing = false;
  await reading;
  await readOn();
  expect(seen.sort()).toEqual([seed.id, ...answers.map(({ id }) => id)].sort());
});

test('a voice that answers many takes at once is counted once', async () => {
  const seed = await publishSeed(db);
  const parents = [];
  for (let n = 0; n < 16; n++) parents.push((await publishTake(db, answerTo(seed))).take);
  const author = await createGuest(db, { name: 'Bob' });
  await Promise.all(parents.map((parent) => publishTake(db, answerTo(parent, { authorId: author.id }))));
  expect(await getStory(db, { id: seed.storyId })).toMatchObject({ takeCount: 33, voiceCount: 2 });
});

test('an answer to nothing, to another story, or by nobody is refused and counts nothing', async () => {
  const seed = await publishSeed(db);
  const stranger = await publishSeed(db);
  const parentIsGone = { code: 'parent_not_found' };
  await expect(publishTake(db, answerTo(seed, { parentId: uuidv7() }))).rejects.toMatchObject(parentIsGone);
  await expect(publishTake(db, answerTo(seed, { storyId: uuidv7() }))).rejects.toMatchObject(parentIsGone);
  await expect(publishTake(db, answerTo(seed, { storyId: stranger.storyId }))).rejects.toMatchObject(parentIsGone);
  await expect(publishTake(db, answerTo(seed, { authorId: uuidv7() }))).rejects.toMatchObject({
    code: 'not_signed_in',
  });
  await expect(publishTake(db, answerTo(seed, { startMs: 10_001 }))).rejects.toMatchObject({ code: 'starts_too_late' });
  expect(await getTake(db, seed)).toMatchObject({ childCount: 0 });
  expect(await db.select().from(stories).where(eq(stories.id, seed.storyId))).toMatchObject([{ takeCount: 1 }]);
});
