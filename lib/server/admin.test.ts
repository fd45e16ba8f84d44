import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { deadLetterOf } from '@/db/job-queues.mjs';
import { auditLog, faults } from '@/db/people';
import { addFault } from '@/db/queries/faults';
import { addWaiting, type WaitingFacts, waitingOf } from '@/db/queries/waiting';
import { users } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { Role } from '@/lib/domain/people';
import {
  appointPerson,
  countStored,
  endSessionsOf,
  readAdminPerson,
  readAudit,
  readFaults,
  readOverview,
  readPeople,
  readStorage,
  readStories,
} from './admin';
import { readJobs, sendAgain } from './admin-jobs';
import type { Ctx } from './context';
import { noteFault } from './faults';
import { enqueue, openQueue } from './jobs/queue';
import { silenceTake } from './silence';
import { ctxOf, openTestApp, type Person, signIn, type TestApp } from './test-api';

// Where a request comes from is told by Next, and there is none here.
vi.mock('next/headers', () => ({ headers: async () => new Headers(), cookies: async () => new Map() }));

let app: TestApp;
let root: Person;
let bob: Person;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  root = await appointed('Root', 'admin');
  bob = await appointed('Bob the Member', 'member');
});

async function appointed(name: string, role: Role): Promise<Person> {
  const person = await signIn(app, name);
  await app.db.update(users).set({ role }).where(eq(users.id, person.id));
  return person;
}
const as = (person: Person | null, role: Role): Ctx => {
  const ctx = ctxOf(app, person);
  return { ...ctx, actor: ctx.actor && { ...ctx.actor, role } };
};
const rowOf = async ({ id }: Person) => (await app.db.select().from(users).where(eq(users.id, id)))[0];

it('nothing of it is there for anybody else', async () => {
  const reads = [
    readOverview,
    readStorage,
    readJobs,
    countStored,
    (ctx: Ctx) => readPeople(ctx, {}),
    (ctx: Ctx) => readStories(ctx, {}),
    (ctx: Ctx) => readFaults(ctx, {}),
    (ctx: Ctx) => readAudit(ctx, {}),
    (ctx: Ctx) => readAdminPerson(ctx, { personId: bob.id }),
    (ctx: Ctx) => appointPerson(ctx, { personId: bob.id, role: 'admin' }),
    (ctx: Ctx) => endSessionsOf(ctx, { personId: bob.id }),
    (ctx: Ctx) => sendAgain(ctx, { kind: 'take.verify', jobId: bob.id }),
  ];
  for (const ctx of [as(null, 'guest'), as(bob, 'member'), as(bob, 'moderator')]) {
    for (const read of reads) await expect(read(ctx)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect((await rowOf(bob))?.role).toBe('member');
});

describe('people', () => {
  it('are found by a part of their name, and of their address', async () => {
    await app.db.update(users).set({ email: 'bob@example.org' }).where(eq(users.id, bob.id));
    for (const q of ['THE MEM', 'bob@exam', bob.id]) {
      const { people } = await readPeople(as(root, 'admin'), { q });
      expect(people.map(({ id }) => id)).toContain(bob.id);
    }
    expect((await readPeople(as(root, 'admin'), { q: '%' })).people).toEqual([]);
    await app.db.update(users).set({ email: null }).where(eq(users.id, bob.id));
  });

  it('are appointed by an admin, which is written down, and never by themselves', async () => {
    const there = { ...as(root, 'admin'), address: '203.0.113.7' };
    await appointPerson(there, { personId: bob.id, role: 'moderator' });
    expect(await rowOf(bob)).toMatchObject({ role: 'moderator', epoch: 1 });
    const found = (search: Parameters<typeof readAudit>[1]) =>
      readAudit(as(root, 'admin'), { subjectId: bob.id, ...search });
    for (const search of [{ actor: 'roo' }, { actor: root.id }, { address: '203.0.113.7' }, { address: '203.0.' }])
      expect((await found(search)).entries.length).toBeGreaterThan(0);
    for (const search of [{ actor: bob.id }, { actor: 'r%t' }, { address: '203.0.114.7' }, { address: '%' }])
      expect((await found(search)).entries).toEqual([]);
    const { entries } = await found({ action: 'person.' });
    expect(entries[0]).toMatchObject({
      action: 'person.appoint',
      actorName: 'Root',
      details: 'to: moderator, from: member',
    });
    await expect(appointPerson(as(root, 'admin'), { personId: root.id, role: 'member' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const guest = await signIn(app, 'Guest');
    await expect(appointPerson(as(root, 'admin'), { personId: guest.id, role: 'admin' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('are signed out everywhere', async () => {
    await endSessionsOf(as(root, 'admin'), { personId: bob.id });
    expect((await readAdminPerson(as(root, 'admin'), { personId: bob.id })).sessions).toBe(0);
    expect((await rowOf(bob))?.epoch).toBeGreaterThan(0);
  });
});

it('stories are found by their title, page by page, the newest first', async () => {
  for (const n of [1, 2, 3]) {
    await publishSeed(app.db, { authorId: bob.id, story: { title: `The lighthouse ${n}`, visibility: 'private' } });
  }
  const { stories } = await readStories(as(root, 'admin'), { q: 'lighthouse' });
  expect(stories.map(({ title }) => title)).toEqual(['The lighthouse 3', 'The lighthouse 2', 'The lighthouse 1']);
});

const bytesOf = ({ stem, mix, margins }: WaitingFacts) => stem.bytes + mix.bytes + (margins?.bytes ?? 0);

it('storage is what the rows of files say', async () => {
  const before = await readStorage(as(root, 'admin'));
  const seed = await publishSeed(app.db, { authorId: bob.id });
  const waits = waitingOf(answerTo(seed, { authorId: bob.id }));
  await addWaiting(app.db, waits);
  await app.db.transaction((tx) => silenceTake(tx, { storyId: seed.storyId, takeId: seed.id, to: 'hidden' }));
  const { people, ...after } = await readStorage(as(root, 'admin'));
  const bytes = 2_000 + bytesOf(waits.take) + 2_000;
  expect(after).toEqual({
    takes: before.takes + 2_000,
    waiting: before.waiting + bytesOf(waits.take),
    withheld: before.withheld + 2_000,
    pathFiles: before.pathFiles,
    pictures: before.pictures,
  });
  expect(people.find(({ id }) => id === bob.id)).toMatchObject({ takes: 2, bytes });
  expect(await readAdminPerson(as(root, 'admin'), { personId: bob.id })).toMatchObject({ bytes });
});

describe('faults', () => {
  it('are written down masked, by their route and request', async () => {
    await noteFault({
      requestId: 'r1',
      route: `GET /api/v1/takes/${bob.id}?a=b`,
      code: 'unexpected',
      thrown: new Error('Failed query: select\nparams: secret', { cause: new Error('no bob@example.org') }),
    });
    const { faults: shown } = await readFaults(as(root, 'admin'), {});
    expect(shown[0]).toMatchObject({
      requestId: 'r1',
      route: 'GET /api/v1/takes/[id]',
      message: 'Error: no b…@example.org',
    });
  });

  it('are forgotten when they are many, or old', async () => {
    await app.db.delete(faults);
    const fault = { requestId: 'r', route: 'GET /', code: 'unexpected', message: 'x' };
    const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    await app.db.insert(faults).values({ ...fault, id: crypto.randomUUID(), at: old });
    await app.db.insert(faults).values(Array.from({ length: 1_010 }, () => ({ ...fault, id: crypto.randomUUID() })));
    await addFault(app.db, fault);
    expect(await app.db.$count(faults)).toBe(1_000);
  });
});

it('a job that was given up is sent again, once', async () => {
  const queue = await openQueue();
  const payload = { storyId: crypto.randomUUID(), takeId: crypto.randomUUID() };
  await enqueue(app.db, 'take.verify', payload);
  const [job] = await queue.fetch('take.verify');
  if (!job) throw new Error('no job');
  await app.db.execute(`update pgboss.job set retry_limit = 0 where id = '${job.id}'`);
  await queue.fail('take.verify', job.id);
  const find = async () => (await readJobs(as(root, 'admin'))).find(({ kind }) => kind === 'take.verify');
  const dead = (await find())?.dead[0];
  expect(dead?.about).toContain(payload.takeId);
  await sendAgain(as(root, 'admin'), { kind: 'take.verify', jobId: dead?.id ?? '' });
  expect((await find())?.dead).toEqual([]);
  expect(await queue.findJobs('take.verify', { data: payload, queued: true })).toHaveLength(1);
  expect(await queue.findJobs(deadLetterOf('take.verify'), { queued: true })).toEqual([]);
  await expect(sendAgain(as(root, 'admin'), { kind: 'take.verify', jobId: dead?.id ?? '' })).rejects.toMatchObject({
    code: 'not_found',
  });
  const [entry] = await app.db.select().from(auditLog).where(eq(auditLog.action, 'job.send_again'));
  expect(entry?.actorId).toBe(root.id);
});
