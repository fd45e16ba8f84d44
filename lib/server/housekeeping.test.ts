import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GET as readyRoute } from '@/app/ready/route';
import { connect } from '@/db/client';
import { withheldTakes } from '@/db/people';
import { publishTake } from '@/db/queries/publish';
import { takesPage } from '@/db/queries/takes';
import { stories, takes } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import { placementFault } from '@/lib/timeline/rule';
import { seedDemo } from './demo';
import { keep } from './mixes';
import { readiness } from './readiness';
import { diskStorage } from './storage/disk';
import { sweepStore } from './sweep';
import { openTestApp, type TestApp } from './test-api';
import { verifyMix, verifyStem } from './verify';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
beforeEach(() => app.lines.splice(0));

const HOUR_MS = 60 * 60 * 1000;
const filesNow = async () => {
  const keys: string[] = [];
  for await (const { key } of app.storage.list('audio/')) keys.push(key);
  return keys.sort();
};

describe('the demo story', () => {
  const STORY_ID = '01890000-0000-7000-8000-000000000000';
  const planted = async () => (await takesPage(app.db, { storyId: STORY_ID, limit: 50, cursor: null })).takes;

  test('is planted as five takes that keep every rule, and only once', async () => {
    expect(await seedDemo()).toBe('planted');
    const demo = await planted();
    expect(demo).toHaveLength(5);
    const byId = new Map(demo.map((take) => [take.id, take]));
    for (const take of demo) {
      const parent = byId.get(take.parentId ?? '') ?? null;
      expect(placementFault(take, parent, byId.get(parent?.parentId ?? '') ?? null)).toBeNull();
      await verifyStem(app.storage, take.id, fileOf(take, 'stem'), take.durationMs);
      await verifyMix(app.storage, take.id, fileOf(take, 'mix'), take.durationMs);
    }
    const files = await filesNow();
    expect(files).toHaveLength(10);
    expect(await seedDemo()).toBe('already there');
    expect(await filesNow()).toEqual(files);
  });

  test('is left alone when somebody has answered it', async () => {
    const [seed] = await planted();
    if (!seed) throw new Error('no seed');
    await publishTake(app.db, answerTo(seed));
    const files = await filesNow();
    expect(await seedDemo()).toBe('already there');
    expect(await filesNow()).toEqual(files);
    expect(await planted()).toHaveLength(6);
  });

  test('goes on where a start was broken off, and touches nothing that is there', async () => {
    const before = await planted();
    const lost = before.filter((take) => take.id.endsWith('b005'));
    expect(lost).toHaveLength(1);
    for (const take of lost) await app.db.delete(takes).where(eq(takes.id, take.id));
    const files = await filesNow();
    expect(await seedDemo()).toBe('planted');
    const after = await planted();
    expect(after.map((take) => [take.id, take.stemSha256, take.mixSha256, take.startMs]).sort()).toEqual(
      before.map((take) => [take.id, take.stemSha256, take.mixSha256, take.startMs]).sort(),
    );
    expect((await filesNow()).length).toBe(files.length + 2);
  });

  type Row = Awaited<ReturnType<typeof planted>>[number];
  const fileOf = (take: Row, kind: 'stem' | 'mix') => ({
    key: take[`${kind}Key`],
    bytes: take[`${kind}Bytes`],
    sha256: take[`${kind}Sha256`],
  });
});

describe('the sweep', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const aged = async (key: string, hours: number) => {
    const then = new Date(Date.now() - hours * HOUR_MS);
    await utimes(join(app.folder, 'store', key), then, then);
    return key;
  };
  const orphan = async (hours: number) =>
    aged((await keep(app.storage, uuidv7(), 'source', 'audio/webm', bytes)).key, hours);

  test('removes what no take names after 24 h, and nothing else', async () => {
    const named = await publishSeed(app.db);
    const stem = await keep(app.storage, named.id, 'stem', 'audio/flac', bytes);
    const mix = await keep(app.storage, named.id, 'mix', 'audio/mp4', bytes);
    await app.db.update(takes).set({ stemKey: stem.key, mixKey: mix.key }).where(eq(takes.id, named.id));
    for (const key of [stem.key, mix.key]) await aged(key, 1_000);
    const [old, ancient, fresh] = [await orphan(25), await orphan(10_000), await orphan(23)];
    const before = await filesNow();
    const { seen, removed } = await sweepStore();
    expect({ seen, removed }).toEqual({ seen: before.length, removed: 2 });
    const after = await filesNow();
    expect(before.filter((key) => !after.includes(key))).toEqual([old, ancient].sort());
    expect(after).toEqual(expect.arrayContaining([fresh, stem.key, mix.key]));
    expect(await sweepStore()).toEqual({ seen: after.length, removed: 0, abandoned: 0 });
  });

  test('keeps what private and deleted stories name, and what takes that wait and hidden ones do', async () => {
    const kept = async (takeId: string) =>
      aged((await keep(app.storage, takeId, 'stem', 'audio/flac', bytes)).key, 1_000);
    const secret = await publishSeed(app.db, { story: { title: 'A secret', visibility: 'private' } });
    const gone = await publishSeed(app.db);
    await app.db.update(stories).set({ deletedAt: new Date() }).where(eq(stories.id, gone.storyId));
    const keys: string[] = [];
    for (const { id, storyId } of [secret, gone]) {
      const [stemKey, waiting, withheld] = [await kept(id), await kept(uuidv7()), await kept(id)];
      await app.db.update(takes).set({ stemKey }).where(eq(takes.id, id));
      await app.db.execute(sql`
        insert into waiting_takes (id, story_id, parent_id, author_id, take, peaks, keys)
        values (${uuidv7()}, ${storyId}, ${id}, ${secret.authorId}, '{}', '', array[${waiting}])`);
      await app.db
        .insert(withheldTakes)
        .values({ storyId, takeId: id, files: {}, peaks: new Uint8Array(), keys: ['elsewhere', withheld] });
      keys.push(stemKey, waiting, withheld);
    }
    const lost = await orphan(25);
    expect(await sweepStore()).toMatchObject({ removed: 1 });
    expect(await filesNow()).toEqual(expect.arrayContaining(keys));
    expect(await filesNow()).not.toContain(lost);
  });

  test('waits a day from now, by the clock that it is given', async () => {
    const key = await orphan(0);
    const tomorrow = new Date(Date.now() + 25 * HOUR_MS);
    const today = new Date();
    await sweepStore(app.db, app.storage, today);
    expect(await app.storage.stat(key)).not.toBeNull();
    await sweepStore(app.db, app.storage, tomorrow);
    expect(await app.storage.stat(key)).toBeNull();
  });

  test('of more files than one question holds finds all of them', async () => {
    const keys: string[] = [];
    const store = {
      ...app.storage,
      async *list() {
        for (let n = 0; n < 1_203; n += 1) {
          yield { key: `audio/${uuidv7()}/${uuidv7()}-mix.m4a`, modifiedAt: new Date(0) };
        }
      },
      remove: async (key: string) => void keys.push(key),
    };
    expect(await sweepStore(app.db, store)).toEqual({ seen: 1_203, removed: 1_203, abandoned: 0 });
    expect(new Set(keys).size).toBe(1_203);
  });

  test('with the database away removes nothing', async () => {
    const key = await orphan(25);
    const { db, close } = connect('postgres://x:x@127.0.0.1:9/x', { asSystem: true });
    await expect(sweepStore(db, app.storage)).rejects.toMatchObject({ code: 'database_unavailable' });
    await close();
    expect(await app.storage.stat(key)).not.toBeNull();
  });
});

describe('readiness', () => {
  type Holder = { tapStoryServices: { people: ReturnType<typeof connect>; storage: unknown } };
  const holder = globalThis as unknown as Holder;
  /** The app with other services for a while. */
  async function withServices(change: Partial<Holder['tapStoryServices']>) {
    const real = holder.tapStoryServices;
    holder.tapStoryServices = { ...real, ...change };
    try {
      const answer = await readyRoute();
      return { status: answer.status, body: await answer.json(), cached: answer.headers.get('cache-control') };
    } finally {
      holder.tapStoryServices = real;
    }
  }
  const nowhere = () => connect('postgres://x:x@127.0.0.1:9/x');
  const brokenStore = () => diskStorage({ folder: '/dev/null/store', secret: 's', now: () => new Date() });

  test('is 200 when both answer', async () => {
    const checks = { database: 'ok', store: 'ok' };
    expect(await withServices({})).toEqual({ status: 200, body: { ready: true, checks }, cached: 'no-store' });
    expect(app.lines).toEqual([]);
  });

  test.each([
    ['database', { database: 'down', store: 'ok' }],
    ['store', { database: 'ok', store: 'down' }],
    ['both', { database: 'down', store: 'down' }],
  ])('without its %s is 503 and says which', async (which, checks) => {
    const connection = nowhere();
    const answer = await withServices({
      ...(which !== 'store' && { people: connection }),
      ...(which !== 'database' && { storage: brokenStore() }),
    });
    expect(answer).toEqual({ status: 503, body: { ready: false, checks }, cached: 'no-store' });
    expect(app.lines.map((line) => [line.level, line.msg])).toEqual(
      Object.values(checks)
        .filter((check) => check === 'down')
        .map(() => ['error', 'not ready']),
    );
    await connection.close();
  });

  test('does not wait for a store that never answers', async () => {
    const never = { ...app.storage, ready: () => Promise.withResolvers<void>().promise };
    const { body } = await withServices({ storage: never });
    expect(body).toEqual({ ready: false, checks: { database: 'ok', store: 'down' } });
  });

  test('leaves nothing behind that a next probe trips over', async () => {
    for (let n = 0; n < 5; n += 1) expect((await readiness()).ready).toBe(true);
    expect(await readdir(join(app.folder, 'store', 'incoming'))).toEqual([]);
  });

  test('misses a store that was taken away, and sees it when it is back', async () => {
    const incoming = join(app.folder, 'store', 'incoming');
    await rm(incoming, { recursive: true });
    await writeFile(incoming, 'in the way');
    expect((await readiness()).checks).toEqual({ database: 'ok', store: 'down' });
    await rm(incoming);
    expect((await readiness()).ready).toBe(true);
  });
});

describe('the environment', () => {
  const good = { DATABASE_URL: 'postgres://h/d', NEXTAUTH_SECRET: 'x'.repeat(16), MEDIA_SECRET: 'y'.repeat(16) };
  async function parse(change: Record<string, string | undefined>) {
    vi.resetModules();
    const real = process.env;
    process.env = { NODE_ENV: 'test', ...good, ...change };
    try {
      return (await import('./env')).env();
    } finally {
      process.env = real;
    }
  }

  test('has defaults for what is not told', async () => {
    expect(await parse({})).toMatchObject({ DATA_DIR: '.data', S3_REGION: 'us-east-1', LOG_LEVEL: 'info' });
  });

  test.each<[string, Record<string, string | undefined>, RegExp]>([
    ['no database', { DATABASE_URL: undefined }, /DATABASE_URL: /],
    ['a database of another kind', { DATABASE_URL: 'mysql://h/d' }, /DATABASE_URL: /],
    ['a short secret', { MEDIA_SECRET: 'short' }, /MEDIA_SECRET: /],
    ['no secrets', { MEDIA_SECRET: undefined, NEXTAUTH_SECRET: undefined }, /NEXTAUTH_SECRET: .*; MEDIA_SECRET: /],
    ['a bucket without its keys', { S3_BUCKET: 'b' }, /S3_\*: S3_BUCKET, S3_ACCESS_KEY_ID/],
    ['an unknown level', { LOG_LEVEL: 'loud' }, /LOG_LEVEL: /],
  ])('with %s is one sentence that names it', async (_, change, names) => {
    const message = await parse(change).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toMatch(names);
    expect(message).toMatch(
      /^The environment is not complete \(.*\)\. Start with "npm start", which sets the defaults\.$/,
    );
    expect(message).not.toContain('short');
  });
});
