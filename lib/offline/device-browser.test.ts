import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { StoredDraft } from './stored-draft';
import { crash, hasChromium, openBrowser, SKIPPED, type TestBrowser } from './test-browser';
import type { Held } from './test-browser-page';

declare const held: Held;

if (!hasChromium) console.log(SKIPPED);

const DRAFT: StoredDraft = {
  takeId: 'a',
  storyId: 'story',
  aim: { answer: null, punchMs: 0 },
  startedAt: 1_000,
  contentType: 'audio/webm',
  cut: 'whole',
  alignment: NOT_ALIGNED,
  stage: 'recording',
  form: { title: '', name: '', visibility: 'public' },
  rendered: null,
  delivery: null,
};

let browser: TestBrowser;
let page: Page;
let acknowledged = 0;
declare function acknowledge(n: number): void;

describe.skipIf(!hasChromium)("a device's store in Chromium", () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser.newPage();
    await browser.empty(page);
    await page.reload();
  });
  afterEach(() => page.close());

  /** Chunk `n` begins with `n`, and nothing else of it can be compressed. Tells of each that is kept. */
  const record = async (count: number) => {
    await page.exposeFunction('acknowledge', (n: number) => {
      acknowledged = n;
    });
    await page.evaluate(
      async ([draft, chunks]) => {
        await held.drafts.begin(draft);
        for (let n = 0; n < chunks; n++) {
          await held.drafts.append('a', held.chunk(n));
          acknowledge(n + 1);
        }
      },
      [DRAFT, count] as const,
    );
  };
  /** The numbers of the chunks of the source. */
  const source = () =>
    page.evaluate(async () => {
      const bytes = await held.drafts.source('a');
      return [...bytes].filter((_, at) => at % 65_536 === 0);
    });
  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

  it('loses no chunk when the device is full in the middle of a take, says so, and keeps what fitted', async () => {
    const { usedBytes } = await page.evaluate(() => held.deviceRoom());
    await browser.setQuota(page, (usedBytes ?? 0) + 2 * 1024 * 1024);
    const told = await page.evaluate(async ({ takeId, storyId, aim, form }) => {
      const told: string[] = [];
      const onRefused = (code: string) => told.push(code);
      const sink = held.createDraftSink({ drafts: held.drafts, ids: { takeId, storyId }, aim, form, onRefused });
      for (let n = 0; n < 60; n++) sink.append(new Blob([held.chunk(n)]));
      await sink.bytes();
      return told;
    }, DRAFT);
    expect(told).toEqual(['device_full']);
    expect(await source()).toEqual(upTo(60));
    expect(await page.evaluate(() => held.drafts.isVolatile('a'))).toBe(true);
    await page.reload();
    const stored = await source();
    expect(stored.length).toBeGreaterThan(5);
    expect(stored).toEqual(upTo(stored.length));
    await page.evaluate(() => held.drafts.remove('a'));
    expect(await page.evaluate(() => held.drafts.bytes('a'))).toBe(0);
  });

  it.each(['reloads', 'crashes'])('has every chunk that was acknowledged before the page %s', async (ends) => {
    acknowledged = 0;
    const recording = record(2_000).catch(() => 'ended');
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(20));
    if (ends === 'crashes') {
      await crash(page);
      page = await browser.newPage();
    } else await page.reload();
    expect(await recording).toBe('ended');
    const stored = await source();
    expect(acknowledged).toBeLessThan(2_000);
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toEqual(upTo(stored.length).map((n) => n % 256));
  });

  it('tells every page, and lets two of them change the same draft', async () => {
    const other = await browser.newPage();
    await other.evaluate(() => {
      held.drafts.subscribe(() => {
        document.title = 'told';
      });
    });
    await page.evaluate((draft) => held.drafts.begin(draft), DRAFT);
    await other.waitForFunction(() => document.title === 'told');
    const count = () =>
      Promise.all(
        Array.from({ length: 20 }, () => held.drafts.change('a', (d) => ({ ...d, startedAt: d.startedAt + 1 }))),
      );
    await Promise.all([page.evaluate(count), other.evaluate(count)]);
    expect(await other.evaluate(() => held.drafts.get('a'))).toMatchObject({ startedAt: 1_040 });
    await other.close();
  });

  it('gives a draft one owner, and frees it when its page dies', async () => {
    const other = await browser.newPage();
    const hold = (takeId: string) => async (owner: Page) =>
      owner.evaluate(async (id) => (await held.holdDraft(id)) !== null, takeId);
    expect(await hold('a')(page)).toBe(true);
    expect(await hold('a')(other)).toBe(false);
    expect(await hold('b')(other)).toBe(true);
    expect(await other.evaluate(async () => [...(await held.heldDrafts())].sort())).toEqual(['a', 'b']);
    await crash(page);
    await other.waitForFunction(async () => !(await held.heldDrafts()).has('a'));
    expect(await hold('a')(other)).toBe(true);
    await other.close();
  });

  it('lets several pages record at once, and a new version come only when none does', async () => {
    const other = await browser.newPage();
    const update = () => other.evaluate(() => held.whenNobodyRecords(async () => 'updated'));
    expect(await update()).toBe('updated');
    for (const each of [page, other])
      await each.evaluate(async () => {
        held.later.set('stop', held.whileRecording());
        const isRecording = async () => (await navigator.locks.query()).held?.some(({ name }) => name === 'recording');
        while (!(await isRecording())) await new Promise((next) => setTimeout(next));
      });
    await page.evaluate(() => held.later.get('stop')?.());
    expect(await update()).toBeNull();
    expect(await other.evaluate(() => held.forget())).toBe(false);
    await other.evaluate(() => held.later.get('stop')?.());
    await expect.poll(update).toBe('updated');
    await other.close();
  });

  it('forgets whoever used it, and not the app itself', async () => {
    await record(2);
    await page.evaluate(async () => {
      await held.visited.rememberVisit({ storyId: 's', title: 'T', takeId: 't', voices: 1, durationMs: 1 });
      for (const name of ['kept-audio', 'tap-story-static'])
        await (await caches.open(name)).put('/x', new Response('x'));
      localStorage.setItem('tap-story.name', 'Ada');
      localStorage.setItem('another', 'stays');
    });
    expect(await page.evaluate(() => held.forget())).toBe(true);
    expect(await page.evaluate(() => held.drafts.all())).toEqual([]);
    expect(await page.evaluate(() => held.drafts.bytes('a'))).toBe(0);
    expect(await page.evaluate(() => held.visited.visitedStories())).toEqual([]);
    expect(await page.evaluate(() => caches.keys())).toEqual(['tap-story-static']);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['another']);
  });
});
