import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '@/db/client';
import { sweepLimits } from '@/db/queries/limits';
import { type TestDatabase, testDatabase } from '@/db/test-database';
import { AppError } from '@/lib/domain/errors';
import { type LimitStore, limitsInPostgres, limitsInRedis } from './limit-store';
import { forgive, spend } from './limits';
import { log } from './log';

log.level = 'silent';
const REDIS = 'redis-server';
const hasRedis = spawnSync(REDIS, ['--version']).status === 0;
if (!hasRedis) console.log(`skipped: limits in Redis, for there is no ${REDIS} here`);

const anybody = () => ({ actor: { id: uuidv7() }, address: '' });
const from = (address: string) => ({ actor: null, address });

/** How many of so many asked at once are let through; what the others are told. */
async function asked(times: number, ask: (nth: number) => Promise<void>) {
  const ends = await Promise.allSettled(Array.from({ length: times }, (_, nth) => ask(nth)));
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  return { passed: times - refused.length, refused };
}

/** Two processes have a store each; what is counted is one. */
function contract(openTwo: () => Promise<[LimitStore, LimitStore]>): void {
  let one: LimitStore;
  let other: LimitStore;
  beforeAll(async () => {
    [one, other] = await openTwo();
  });
  afterAll(() => Promise.all([one.close(), other.close()]));

  test('a person asks a hundred times a minute, through whichever process, and is told when to go on', async () => {
    const who = anybody();
    const { passed, refused } = await asked(130, (nth) => spend('request', who, { counted: nth % 2 ? one : other }));
    expect(passed).toBe(100);
    for (const error of refused) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'too_many_requests', details: { limit: 'request' } });
      expect(error.details.retryAfterSeconds).toBeGreaterThan(50);
      expect(error.details.retryAfterSeconds).toBeLessThanOrEqual(60);
    }
    await expect(spend('request', anybody(), { counted: one })).resolves.toBeUndefined();
  });

  test('a class that has no names yet opens a link, and writes less; people behind one address ask more, not without end', async () => {
    const nobody = from('203.0.113.1');
    await spend('request', nobody, { counted: one, points: 500 });
    expect((await asked(130, () => spend('request', nobody, { counted: one }))).passed).toBe(100);
    await spend('write', nobody, { counted: one, points: 190 });
    expect((await asked(30, () => spend('write', nobody, { counted: other }))).passed).toBe(10);
    const school = (points: number) =>
      spend('request', { ...anybody(), address: '203.0.113.2' }, { counted: one, points });
    for (let nth = 0; nth < 12; nth += 1) await school(100);
    await expect(school(1)).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(spend('request', from('203.0.113.3'), { counted: other })).resolves.toBeUndefined();
  });

  test('an address that is not known is one for all, and wide', async () => {
    await spend('write', from(''), { counted: one, points: 1990 });
    expect((await asked(30, () => spend('write', from(''), { counted: other }))).passed).toBe(10);
    await expect(spend('write', from('203.0.113.4'), { counted: one })).resolves.toBeUndefined();
  });

  test('an account is guessed at five times from one address, and the wait grows', async () => {
    const subject = `${uuidv7()}@example.org`;
    const guesser = from('203.0.114.1');
    const guess = (nth: number) => spend('signIn', guesser, { subject, counted: nth % 2 ? one : other });
    const { passed, refused } = await asked(20, guess);
    expect(passed).toBe(5);
    expect(Math.max(...refused.map((error) => error.details.retryAfterSeconds))).toBeGreaterThan(60);
    await forgive('signIn', guesser, subject, one);
    await expect(spend('signIn', guesser, { subject, counted: one })).resolves.toBeUndefined();
  });

  test('who guesses locks nobody else out, and from all over the world there are not many guesses a day', async () => {
    const subject = `${uuidv7()}@example.org`;
    const guess = (address: string) => spend('signIn', from(address), { subject, counted: one });
    await asked(20, () => guess('203.0.114.2'));
    await expect(guess('203.0.114.2')).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(guess('203.0.114.3')).resolves.toBeUndefined();
    await spend('signIn', from('203.0.114.4'), { subject, counted: other, points: 478 }).catch(() => undefined);
    expect((await asked(30, (nth) => guess(`203.0.115.${nth}`))).passed).toBeLessThan(30);
  });

  test('what a crowded minute refuses is not taken from the day', async () => {
    const taken = new Map<number, number>();
    const counted: LimitStore = {
      ...one,
      take: (key, window, points) => {
        taken.set(window[1], (taken.get(window[1]) ?? 0) + 1);
        return one.take(key, window, points);
      },
    };
    const { passed } = await asked(60, () => spend('guest', from('203.0.116.1'), { counted }));
    expect(passed).toBe(40);
    expect([...taken.values()]).toEqual([60, 40]);
  });

  test('points are used up at once', async () => {
    const who = anybody();
    await spend('upload', who, { points: 4 * 1024 * 1024, counted: one });
    await expect(spend('upload', who, { counted: other })).rejects.toMatchObject({ code: 'too_many_requests' });
  });
}

describe('in PostgreSQL', () => {
  let postgres: TestDatabase;
  beforeAll(async () => {
    postgres = await testDatabase();
  });
  afterAll(() => postgres.close());
  const process = (): LimitStore => {
    const { db, close } = connect(postgres.url, { maxConnections: 3 });
    return { ...limitsInPostgres(db), close };
  };
  contract(async () => [process(), process()]);

  test('what is over is swept, and what counts stays', async () => {
    const counted = limitsInPostgres(postgres.db);
    const who = anybody();
    await asked(100, () => spend('request', who, { counted }));
    expect(await sweepLimits(postgres.db, { now: new Date() })).toBe(0);
    await expect(spend('request', who, { counted: limitsInPostgres(postgres.db) })).rejects.toThrow(AppError);
    expect(await sweepLimits(postgres.db, { now: new Date(Date.now() + 2 * 24 * 60 * 60_000) })).toBeGreaterThan(0);
    await expect(spend('request', who, { counted: limitsInPostgres(postgres.db) })).resolves.toBeUndefined();
  });
});

describe.skipIf(!hasRedis)('in Redis', () => {
  let folder: string;
  let server: ChildProcess;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tap-story-redis-'));
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    server = spawn(REDIS, ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: 'ignore',
    });
    await listening(port);
  });
  afterAll(async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  contract(async () => [limitsInRedis(url), limitsInRedis(url)]);
});

describe('where it cannot be counted', () => {
  test('reading goes on, and nobody is signed in', async () => {
    const counted = limitsInRedis(`redis://127.0.0.1:${await freePort()}`);
    await expect(spend('request', anybody(), { counted })).resolves.toBeUndefined();
    await expect(spend('signIn', from('203.0.113.1'), { subject: 'a@b.c', counted })).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    await counted.close();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = createConnection(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
  }
}
