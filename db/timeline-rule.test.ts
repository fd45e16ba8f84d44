import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { MAX_DEPTH } from '@/lib/domain/limits';
import { placementFault, type Span } from '@/lib/timeline/rule';
import { publishTake } from './queries/publish';
import { takes } from './schema';
import { testDatabase } from './test-database';
import { answerTo, newTake, publishSeed } from './test-takes';

const database = await testDatabase();
const { db, owner } = database;
afterAll(database.close);

/** Straight into the table, past every check of the app. */
function insert(row: { storyId: string; parentId: string | null; authorId: string } & Span) {
  const { stem, mix, alignment, story: _, ...take } = newTake(row);
  return db.insert(takes).values({
    ...take,
    stemKey: stem.key,
    stemBytes: stem.bytes,
    stemSha256: stem.sha256,
    mixKey: mix.key,
    mixBytes: mix.bytes,
    mixSha256: mix.sha256,
    alignMethod: alignment.method,
    alignErrorMs: alignment.errorMs,
  });
}

/** The constraint that refused, or null. */
async function refusal(write: PromiseLike<unknown>): Promise<string | null> {
  try {
    await write;
    return null;
  } catch (error) {
    const { constraint_name } = (error as Error).cause as { constraint_name: string };
    return constraint_name;
  }
}

test('the database and lib/timeline/rule agree about every placement', async () => {
  const grandparent = await publishSeed(db);
  const { take: parent } = await publishTake(db, answerTo(grandparent, { startMs: 4_000, durationMs: 11_000 }));
  const { storyId, authorId } = parent;
  const near = (...edges: number[]) => fc.oneof(...edges.map((edge) => fc.integer({ min: edge - 2, max: edge + 2 })));
  const lasts = near(1_000, 600_000).map((durationMs) => () => durationMs);
  const endsAt = near(10_500, 15_500).map((endMs) => (startMs: number) => Math.max(1, endMs - startMs));
  await fc.assert(
    fc.asyncProperty(
      near(0, 4_000, 10_000, 15_000).filter((startMs) => startMs >= 0),
      fc.oneof(lasts, endsAt),
      fc.boolean(),
      async (startMs, duration, ofSeed) => {
        const durationMs = duration(startMs);
        const under = ofSeed ? grandparent : parent;
        const expected = placementFault({ startMs, durationMs }, under, ofSeed ? null : grandparent);
        const found = await refusal(insert({ storyId, authorId, parentId: under.id, startMs, durationMs }));
        // A take with two faults may be told either of them.
        if (expected?.startsWith('take_too') && found) return;
        expect(found).toBe(expected);
      },
    ),
    { numRuns: 500 },
  );
});

describe('refused, whoever writes', () => {
  test('a seed that starts late, and a second seed', async () => {
    const { storyId, authorId } = await publishSeed(db);
    const seed = { storyId, authorId, parentId: null, durationMs: 2_000 };
    expect(await refusal(insert({ ...seed, startMs: 1 }))).toBe('seed_not_at_zero');
    expect(await refusal(insert({ ...seed, startMs: 0 }))).toBe('takes_one_seed');
  });

  test('a parent that is not there, is itself, or is of another story', async () => {
    const { storyId, authorId } = await publishSeed(db);
    const stranger = await publishSeed(db);
    const child = { storyId, authorId, startMs: 10_000, durationMs: 2_000 };
    expect(await refusal(insert({ ...child, parentId: uuidv7() }))).toBe('parent_not_found');
    expect(await refusal(insert({ ...child, parentId: stranger.id }))).toBe('parent_not_found');
    const id = uuidv7();
    const own = answerTo({ ...stranger, storyId, authorId, id }, { id });
    await expect(publishTake(db, own)).rejects.toMatchObject({ code: 'parent_not_found' });
  });

  test('too short and too long', async () => {
    const { storyId, authorId, id: parentId } = await publishSeed(db);
    const child = { storyId, authorId, parentId, startMs: 10_000 };
    expect(await refusal(insert({ ...child, durationMs: 999 }))).toBe('take_too_short');
    expect(await refusal(insert({ ...child, durationMs: 600_001 }))).toBe('take_too_long');
  });

  test('a depth that the writer made up does not count, and a path cannot grow past the cap', async () => {
    const seed = await publishSeed(db);
    await owner.execute(sql`alter table takes disable trigger takes_in_place`);
    await db.update(takes).set({ parentId: null, depth: 0 }).where(sql`id = ${seed.id}`);
    const { take: child } = await publishTake(db, answerTo(seed));
    await db.update(takes).set({ depth: MAX_DEPTH }).where(sql`id = ${child.id}`);
    await owner.execute(sql`alter table takes enable trigger takes_in_place`);
    await expect(publishTake(db, answerTo(child))).rejects.toMatchObject({ code: 'too_deep' });
  });

  test('moving a take, giving it away or removing one that is answered', async () => {
    const seed = await publishSeed(db);
    const { take: child } = await publishTake(db, answerTo(seed));
    const stranger = await publishSeed(db);
    const moves = [
      { parentId: null },
      { startMs: child.startMs - 1 },
      { durationMs: child.durationMs + 1 },
      { authorId: stranger.authorId },
      { storyId: stranger.storyId },
      { id: uuidv7() },
      { depth: 2 },
    ];
    for (const move of moves) {
      const write = db.update(takes).set(move).where(sql`id = ${child.id}`);
      expect(await refusal(write), JSON.stringify(move)).toBe('take_is_immutable');
    }
    expect(await refusal(db.update(takes).set({ likeCount: 3, gainDb: -2 }).where(sql`id = ${child.id}`))).toBeNull();
    expect(await refusal(db.delete(takes).where(sql`id = ${seed.id}`))).toBe('takes_parent');
  });
});
