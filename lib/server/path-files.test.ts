import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET } from '@/app/api/v1/takes/[takeId]/path-file/route';
import { GET as getMedia } from '@/app/media/[...key]/route';
import { getPathFile } from '@/db/queries/path-files';
import { publishTake } from '@/db/queries/publish';
import type { TakeRow } from '@/db/queries/takes';
import { pathFiles, stories, takes } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { Rendered } from '@/lib/mixing/job';
import { endMs } from '@/lib/timeline/rule';
import { renderPath } from './jobs/render-path';
import { log } from './log';
import { keep } from './mixes';
import { mixOnServer } from './mixing/pool';
import { decode, voiceFile } from './mixing/test-sounds';
import { sweepStore } from './sweep';
import { callRoute, ORIGIN, openTestApp, type Person, refusal, signIn, storedFiles, type TestApp } from './test-api';

const HOUR_MS = 60 * 60 * 1000;

let app: TestApp;
let ada: Person;
let told: Rendered;
let seed: TakeRow;
let take: TakeRow;

beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
  told = await mixOnServer({
    source: { bytes: await voiceFile('austen-0880'), contentType: 'audio/flac' },
    cut: 'whole',
    parent: null,
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  seed = await publishSeed(app.db, { ...(await storedFiles(app, uuidv7(), told)), authorId: ada.id });
  take = (await publishTake(app.db, answerTo(seed, await storedFiles(app, uuidv7(), told)))).take;
});

const ask = (of: Pick<TakeRow, 'id' | 'storyId'> = take, as: Person | null = null) =>
  callRoute(GET, 'GET', `/api/v1/takes/${of.id}/path-file?story=${of.storyId}`, { takeId: of.id }, { as });
const urlOf = async (answer: Response): Promise<string | null> => {
  expect(answer.status).toBe(200);
  return (await answer.json()).url;
};
const queued = () =>
  app.db.execute(sql`select state::text from pgboss.job where name = 'path.render' and data->>'takeId' = ${take.id}`);
const work = () => renderPath({ db: app.db, storage: app.storage, log }, { storyId: take.storyId, takeId: take.id });
const endJobs = () => app.db.execute(sql`update pgboss.job set state = 'completed' where name = 'path.render'`);
const fileNow = () => getPathFile(app.db, { storyId: take.storyId, takeId: take.id });

async function listen(url: string): Promise<Uint8Array> {
  const { pathname } = new URL(url, ORIGIN);
  const key = pathname.replace('/media/', '').split('/');
  const answer = await getMedia(new Request(new URL(url, ORIGIN)), { params: Promise.resolve({ key }) });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('audio/mp4');
  return new Uint8Array(await answer.arrayBuffer());
}

describe('the file of a path', () => {
  test('is made once for everybody who asks, and is the whole path', async () => {
    expect(await urlOf(await ask())).toBeNull();
    await Promise.all(Array.from({ length: 4 }, async () => expect(await urlOf(await ask())).toBeNull()));
    expect(await queued()).toEqual([{ state: 'created' }]);
    expect(await work()).toBe('made');
    const url = await urlOf(await ask());
    const { samples } = await decode(await listen(url ?? ''));
    expect(samples.length - (endMs(take) + 100) * 48).toBeGreaterThanOrEqual(0);
    expect(samples.length - (endMs(take) + 100) * 48).toBeLessThan(1_024);
    expect(await work()).toBe('already there');
    expect(await queued()).toEqual([{ state: 'created' }]);
  });

  test('is made anew when its last take has another mix', async () => {
    await work();
    const earlier = await fileNow();
    const mix = await keep(app.storage, take.id, 'mix', 'audio/mp4', told.mix);
    await app.db.update(takes).set({ mixKey: mix.key }).where(eq(takes.id, take.id));
    expect(await urlOf(await ask())).toBeNull();
    expect(await work()).toBe('made');
    expect((await fileNow())?.key).not.toBe(earlier?.key);
    expect(await urlOf(await ask())).toContain((await fileNow())?.key);
  });

  test('outlives a day, and is swept a day after another has taken its place, or after a month', async () => {
    await work();
    const file = await fileNow();
    const there = () => app.storage.stat(file?.key ?? '');
    const inHours = (hours: number) => sweepStore(app.db, app.storage, new Date(Date.now() + hours * HOUR_MS));
    await inHours(25);
    expect(await there()).not.toBeNull();
    await inHours(24 * 31);
    expect(await fileNow()).toBeNull();
    expect(await there()).toBeNull();
    expect(await urlOf(await ask())).toBeNull();
  });

  test('of a private story is its owner’s alone, and another story has no such take', async () => {
    await app.db.update(stories).set({ visibility: 'private' }).where(eq(stories.id, take.storyId));
    expect(await refusal(await ask())).toMatchObject({ status: 404, code: 'story_not_found' });
    expect(await urlOf(await ask(take, ada))).toBeNull();
    const other = await publishSeed(app.db);
    const foreign = await ask({ id: take.id, storyId: other.storyId });
    expect(await refusal(foreign)).toMatchObject({ status: 404, code: 'take_not_found' });
  });

  test('of more than an hour and a half is not made', async () => {
    let last = take;
    for (let minutes = 10; minutes <= 90; minutes += 10)
      last = (await publishTake(app.db, answerTo(last, { durationMs: 10 * 60_000 }))).take;
    expect(await refusal(await ask(last))).toMatchObject({ status: 422, code: 'path_too_long' });
  });

  test('that cannot be made is tried some times an hour, and not at every question', async () => {
    for (let i = 0; i < 8; i++) {
      expect(await urlOf(await ask())).toBeNull();
      await endJobs();
    }
    expect(await queued()).toHaveLength(4);
    await app.storage.remove(take.mixKey);
    await expect(work()).rejects.toThrow();
    expect(await fileNow()).toBeNull();
  });

  test('of a take that is gone is no work', async () => {
    const gone = { storyId: take.storyId, takeId: uuidv7() };
    expect(await renderPath({ db: app.db, storage: app.storage, log }, gone)).toBe('gone');
    expect(await app.db.select().from(pathFiles).where(eq(pathFiles.takeId, gone.takeId))).toEqual([]);
  });
});
