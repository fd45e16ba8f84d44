import type { ServerResponse } from 'node:http';
import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageTake } from '@/lib/domain/schemas';
import { keptKeyOf } from './kept-key';
import type { PathToKeep } from './kept-paths';
import { hasChromium, openBrowser, SKIPPED, type TestBrowser } from './test-browser';
import type { Held } from './test-browser-page';

declare const held: Held;

if (!hasChromium) console.log(SKIPPED);

/** 'a' → a UUID of that digit. */
const uuid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
const mixKey = (digit: string) => `audio/${uuid(digit)}/${uuid('f')}-mix.m4a`;
const BYTES = 10_000;

const take = (digit: string, more: Partial<PageTake> = {}): PageTake => ({
  id: uuid(digit),
  parentId: null,
  startMs: 0,
  durationMs: 1_000,
  author: { id: 'ada', name: 'Ada' },
  likeCount: 0,
  childCount: 0,
  bestChildId: null,
  mixUrl: `/media/${mixKey(digit)}?signature=good`,
  mixBytes: BYTES,
  peaks: [],
  ...more,
});
const pathOf = (...takes: PageTake[]): PathToKeep => ({
  storyId: 'story',
  title: 'Rain',
  takeId: takes.at(-1)?.id ?? '',
  defaultAnswer: 'continue',
  takes,
});

describe.skipIf(!hasChromium)('kept paths in Chromium', () => {
  let browser: TestBrowser;
  let page: Page;
  let asked: string[] = [];
  /** Answers that wait for the test. */
  let waiting: ServerResponse[] = [];

  beforeAll(async () => {
    browser = await openBrowser((request, response) => {
      const url = new URL(request.url ?? '', 'http://app');
      asked.push(url.pathname + url.search);
      const takeId = /^\/api\/v1\/takes\/(.+)\/urls$/.exec(url.pathname)?.[1];
      const signature = url.searchParams.get('signature');
      if (takeId) response.end(JSON.stringify({ mixUrl: `/media/${mixKey(takeId[0] ?? '')}?signature=fresh` }));
      else if (signature === 'old') response.writeHead(403).end();
      else if (signature === 'slow') waiting.push(response);
      else response.setHeader('Content-Type', 'audio/mp4').end(Buffer.alloc(BYTES, takeId));
    });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser.newPage();
    await browser.empty(page);
    await page.reload();
    asked = [];
    waiting = [];
  });
  afterEach(() => page.close());

  /** What became of it, and what was told on the way. */
  const keep = (path: PathToKeep) =>
    page.evaluate(async (wanted) => {
      const stop = new AbortController();
      held.later.set('stop', () => stop.abort(new Error('stopped')));
      const told: number[] = [];
      const onProgress = (done: number, total: number) => told.push(done / total);
      try {
        await held.kept.keep(wanted, onProgress, stop.signal);
        return { told, error: null };
      } catch (error) {
        const { code, message, details } = error as { code?: string; message: string; details?: unknown };
        return { told, error: code ?? message, details };
      }
    }, path);
  const cached = () =>
    page.evaluate(async () => {
      const requests = await (await caches.open('kept-audio')).keys();
      return requests.map(({ url }) => new URL(url).pathname).sort();
    });
  const all = () => page.evaluate(() => held.kept.all());
  const keys = (...digits: string[]) => digits.map((digit) => `/kept/${mixKey(digit)}`);

  it('keeps every mix of a path under its key, whichever way its URL was signed', async () => {
    const path = pathOf(
      take('a'),
      take('b', { mixUrl: '' }),
      take('c', { mixUrl: `/media/${mixKey('c')}?signature=old` }),
    );
    expect(await keep(path)).toEqual({ told: [0, 1 / 3, 2 / 3, 1], error: null });
    expect(await cached()).toEqual(keys('a', 'b', 'c'));
    const [kept] = await all();
    expect(kept).toMatchObject({ ...path, bytes: 3 * BYTES, takes: keys('a', 'b', 'c').map((mixUrl) => ({ mixUrl })) });
    expect(JSON.stringify(kept)).not.toContain('signature');
    expect(asked).toContain(`/api/v1/takes/${uuid('b')}/urls?story=story`);
    const [key] = keys('a');
    expect(await page.evaluate(async (at) => (await (await caches.match(at))?.arrayBuffer())?.byteLength, key!)).toBe(
      BYTES,
    );
  });

  it('fetches nothing twice, and frees only what no other path needs', async () => {
    const [a, b, c] = [take('a'), take('b'), take('c')];
    await keep(pathOf(a, b));
    asked = [];
    await keep(pathOf(a, c));
    expect(asked).toEqual([c.mixUrl]);
    await page.evaluate((leaf) => held.kept.free(leaf), b.id);
    expect(await cached()).toEqual(keys('a', 'c'));
    expect((await all()).map(({ takeId }) => takeId)).toEqual([c.id]);
    await page.evaluate((leaf) => held.kept.free(leaf), c.id);
    expect(await cached()).toEqual([]);
  });

  it('keeps nothing of a path that was stopped half-way', async () => {
    const keeping = keep(pathOf(take('a'), take('b', { mixUrl: `/media/${mixKey('b')}?signature=slow` })));
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    await vi.waitFor(async () => expect(await cached()).toEqual(keys('a')));
    await page.evaluate(() => held.later.get('stop')?.());
    expect(await keeping).toMatchObject({ error: 'stopped' });
    expect(await all()).toEqual([]);
    expect(await cached()).toEqual([]);
  });

  it('sweeps what a page left behind that died while it kept a path, and not what another one is keeping', async () => {
    const slow = pathOf(take('a'), take('b', { mixUrl: `/media/${mixKey('b')}?signature=slow` }));
    const dying = await browser.newPage();
    await dying.evaluate((path) => {
      void held.kept.keep(path, () => undefined, new AbortController().signal);
    }, slow);
    await vi.waitFor(async () => expect(await cached()).toEqual(keys('a')));
    await page.evaluate(() => held.kept.sweep());
    expect(await cached()).toEqual(keys('a'));
    await dying.close();
    await vi.waitFor(async () => {
      await page.evaluate(() => held.kept.sweep());
      expect(await cached()).toEqual([]);
    });
  });

  it('keeps no file that is not the one it was told of', async () => {
    const outcome = await keep(pathOf(take('a'), take('b', { mixBytes: BYTES + 1 })));
    expect(outcome).toMatchObject({ error: 'keeping_failed', details: { takeId: uuid('b'), bytes: BYTES } });
    expect(await cached()).toEqual([]);
  });

  it('says how much is missing before it fetches more than the device can hold', async () => {
    const outcome = await keep(pathOf(take('a', { mixBytes: 2 ** 50 })));
    expect(outcome).toMatchObject({ told: [], error: 'no_room_to_keep', details: { neededBytes: 2 ** 50 } });
    expect(asked).toEqual([]);
  });

  it('keeps nothing when the device turns out to be full', async () => {
    await browser.setQuota(page, 1_000);
    expect(await keep(pathOf(take('a')))).toMatchObject({ error: 'no_room_to_keep' });
    expect(await all()).toEqual([]);
    expect(await cached()).toEqual([]);
  });

  it('finds a path by its last take, by one within it, and by its story', async () => {
    const [a, b, c] = [take('a'), take('b'), take('c')];
    await keep(pathOf(a, b));
    await keep(pathOf(a, c));
    const find = async (storyId: string, takeId: string | null) =>
      page.evaluate(
        async ([story, id]) => {
          const path = await held.kept.find(story, id);
          return path && { takeId: path.takeId, takes: path.takes.map(({ id: of }) => of), bytes: path.bytes };
        },
        [storyId, takeId] as const,
      );
    expect(await find('story', b.id)).toEqual({ takeId: b.id, takes: [a.id, b.id], bytes: 2 * BYTES });
    expect(await find('story', a.id)).toEqual({ takeId: a.id, takes: [a.id], bytes: BYTES });
    expect(await find('story', null)).toMatchObject({ takeId: c.id });
    expect(await find('another', b.id)).toBeNull();
    expect(await page.evaluate((id) => held.kept.get('story', id), a.id)).toBeNull();
    expect(await page.evaluate((id) => held.kept.get('story', id), b.id)).toMatchObject({ takeId: b.id });
  });
});

it('knows a mix by the end of its path, in any store and however it is signed', () => {
  const key = `/kept/${mixKey('a')}`;
  for (const url of [
    `/media/${mixKey('a')}?expires=1&signature=2`,
    `https://bucket.s3.example/${mixKey('a')}?X-Amz-Signature=3`,
    `http://store:9000/bucket/${mixKey('a')}`,
    key,
  ])
    expect(keptKeyOf(url)).toBe(key);
  for (const url of [
    '',
    'http://',
    `/media/${mixKey('a')}/more`,
    `/media/${mixKey('a').replace('-mix', '-stem')}`,
    `/media/audio/../${uuid('f')}-mix.m4a`,
    `/api?of=${mixKey('a')}`,
  ])
    expect(keptKeyOf(url)).toBeNull();
});
