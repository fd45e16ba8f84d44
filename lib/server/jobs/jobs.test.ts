import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { publishSeed } from '@/db/test-takes';
import { openTestApp, type TestApp } from '../test-api';
import { enqueue, isUnderWay, openQueue } from './queue';
import { startWorker, type Worker } from './work';

let app: TestApp;
let worker: Worker | null = null;

beforeAll(async () => {
  app = await openTestApp();
});
afterEach(async () => {
  await worker?.stop(1_000);
  worker = null;
});
afterAll(() => app.close());

const work = async () => {
  worker = await startWorker({ pollingIntervalSeconds: 0.5 });
};
const verify = async () => {
  const { storyId, id: takeId } = await publishSeed(app.db);
  return { storyId, takeId };
};
const states = async (takeId: string) => {
  const rows = await app.db.execute<{ name: string; state: string }>(
    sql`select name, state::text from pgboss.job where data->>'takeId' = ${takeId} order by name`,
  );
  return rows.map(({ name, state }) => `${name} ${state}`);
};

test('a job goes with the transaction that causes it, and is done by whoever works', async () => {
  const [kept, undone] = [await verify(), await verify()];
  await app.db.transaction((tx) => enqueue(tx, 'take.verify', kept));
  await expect(
    app.db.transaction(async (tx) => {
      await enqueue(tx, 'take.verify', undone);
      throw new Error('changed our mind');
    }),
  ).rejects.toThrow('changed our mind');
  expect(await states(undone.takeId)).toEqual([]);
  expect(await isUnderWay('take.verify', kept)).toBe(true);
  await work();
  await vi.waitFor(async () => expect(await states(kept.takeId)).toEqual(['take.verify completed']), 10_000);
  expect(await isUnderWay('take.verify', kept)).toBe(false);
});

test('jobs of one take do not swallow each other', async () => {
  const job = await verify();
  await app.db.transaction(async (tx) => {
    await enqueue(tx, 'take.verify', job);
    await enqueue(tx, 'take.verify', job);
  });
  expect(await states(job.takeId)).toEqual(['take.verify created', 'take.verify created']);
});

test('what fails for good waits with the dead, and can be sent again', async () => {
  const { storyId } = await verify();
  const broken = { storyId, takeId: 'not an id' };
  await app.db.transaction((tx) => enqueue(tx, 'take.nudge', { ...broken, nudgeMs: 1 }));
  await app.db.execute(sql`update pgboss.job set retry_limit = 0 where data->>'takeId' = ${broken.takeId}`);
  await work();
  const dead = ['take.nudge failed', 'take.nudge.dead created'];
  await vi.waitFor(async () => expect(await states(broken.takeId)).toEqual(dead), 10_000);
  expect(await isUnderWay('take.nudge', { ...broken, nudgeMs: 1 })).toBe(false);
  expect(app.lines).toContainEqual(expect.objectContaining({ msg: 'job failed', job: 'take.nudge', level: 'error' }));
  await worker?.stop(1_000);
  expect(await (await openQueue()).redrive('take.nudge.dead', { data: broken })).toBe(1);
  expect(await isUnderWay('take.nudge', { ...broken, nudgeMs: 1 })).toBe(true);
});

test('the work goes on when the database has thrown everybody out', async () => {
  await work();
  await app.owner.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tap-story-jobs'`,
  );
  const job = await verify();
  await app.db.transaction((tx) => enqueue(tx, 'take.verify', job));
  await vi.waitFor(async () => expect(await states(job.takeId)).toEqual(['take.verify completed']), 20_000);
});
