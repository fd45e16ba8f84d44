import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { connect } from './client';
import { setLike } from './queries/likes';
import { publishTake } from './queries/publish';
import { getTake } from './queries/takes';
import { testDatabase } from './test-database';
import { answerTo, publishSeed } from './test-takes';
import { inTurn } from './turns';

const database = await testDatabase({ maxConnections: 3 });
const { db } = database;
const elsewhere = connect(database.url, { maxConnections: 1 });
afterAll(async () => {
  await elsewhere.close();
  await database.close();
});

test('while many wait for one story, everything else goes on', async () => {
  const hot = await publishSeed(db);
  const other = await publishSeed(db);
  const like = { storyId: hot.storyId, takeId: hot.id, userId: hot.authorId, isLiked: true };
  const waiting = await elsewhere.db.transaction(async (tx) => {
    await tx.execute(sql`select from stories where id = ${hot.storyId} for no key update`);
    const all = [...Array.from({ length: 4 }, () => setLike(db, like)), publishTake(db, answerTo(hot))];
    expect(await getTake(db, hot)).toMatchObject({ likeCount: 0 });
    expect(await setLike(db, { ...like, storyId: other.storyId, takeId: other.id })).toMatchObject({ likeCount: 1 });
    return all;
  });
  await Promise.all(waiting);
  expect(await getTake(db, hot)).toMatchObject({ likeCount: 1, childCount: 1 });
});

test('whose turn comes too late has done nothing, and the line goes on', async () => {
  const storyId = uuidv7();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const first = Array.from({ length: 2 }, () => inTurn(db, storyId, () => held));
  const done: string[] = [];
  const late = inTurn(db, storyId, async () => done.push('late'), -1);
  const patient = inTurn(db, storyId, async () => done.push('patient'));
  release();
  await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
  await Promise.all([...first, patient]);
  expect(done).toEqual(['patient']);
});

test('everybody who asks in a pool stands in one line, in whoever’s name', async () => {
  const storyId = uuidv7();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const first = [uuidv7(), uuidv7()].map((id) => inTurn(database.as(id), storyId, () => held));
  const late = [uuidv7(), null].map((id) => inTurn(database.as(id), storyId, async () => 'done', -1));
  const refused = late.map((turn) => expect(turn).rejects.toMatchObject({ code: 'deadline_exceeded' }));
  expect(await inTurn(db, storyId, async () => 'of the other pool')).toBe('of the other pool');
  release();
  await Promise.all([...first, ...refused]);
});
