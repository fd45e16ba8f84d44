import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { expectLengths, hear } from './ear';
import { instantsFrom } from './instants';
import { openProfile, type Profile } from './profile';
import { beginStory, fillIn, inReview, recordFor } from './studio';

/** How often the browser is killed in each part of a take's life. */
const ALL_KILLS = Number(process.env.KILLS ?? 10);
const share = (part: number) => Math.ceil(part * ALL_KILLS);
const KILLS = { recording: share(0.4), mixing: share(0.3), uploading: share(0.3) };
/** No more of what was said may be missing than this (ms). */
const MOST_MISSING_MS = 1_000;
const UPLOAD_BYTES_PER_SECOND = 120_000;

/** One after another: another journey has the other core. */
async function eachOf(count: number, run: (kill: number) => Promise<void>): Promise<void> {
  for (let kill = 0; kill < count; kill++) await run(kill);
}

type Part = keyof typeof KILLS;
type Row = {
  part: Part;
  'killed after (ms)': number;
  'said (ms)': number;
  'back (ms)': number;
  'missing (ms)': number;
  where: string;
};

const rows: Row[] = [];
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 100_000);
const instant = instantsFrom(SEED);

/** What the recorder's own page says it has heard since the punch (ms). */
const saidMs = (page: Page): Promise<number> =>
  page.evaluate(
    () => performance.now() - (performance.getEntriesByName('take punched').at(-1)?.startTime ?? Number.NaN),
  );

/** Waits in the page itself: nothing between the instant and the kill but the kill. */
const afterPunch = (page: Page, ms: number): Promise<unknown> =>
  page.waitForFunction(
    (wanted) => {
      const punched = performance.getEntriesByName('take punched').at(-1);
      return punched !== undefined && performance.now() - punched.startTime >= wanted;
    },
    ms,
    { polling: 'raf' },
  );

test.describe('a browser that is killed', () => {
  test.describe.configure({ mode: 'serial', timeout: 600_000 });
  let folder = '';
  let runs = 0;

  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tap-story-kills-'));
  });
  test.afterAll(async () => {
    console.table(rows);
    console.log(
      `${rows.length} kills, the most missing: ${Math.max(...rows.map((row) => row['missing (ms)']))} ms (KILL_SEED=${SEED})`,
    );
    await rm(folder, { recursive: true, force: true });
  });

  /** One life of a profile, killed by `run`; then another one in which `after` looks at what is left. */
  async function lives(
    { baseURL, outputDir }: { baseURL: string | undefined; outputDir: string },
    run: (profile: Profile) => Promise<void>,
    after: (profile: Profile) => Promise<void>,
  ): Promise<void> {
    runs += 1;
    const options = {
      folder: join(folder, String(runs)),
      baseURL: baseURL ?? '',
      microphone: 'austen-0870' as const,
      sounds: outputDir,
    };
    const first = await openProfile(options);
    await run(first);
    const second = await openProfile(options);
    await after(second);
    expect(second.faults, 'what the browser complained about').toEqual([]);
    await second.context.close();
  }

  /** From the front page to the review of the unfinished take; answers how long it is (ms). */
  async function takeUpAgain(page: Page): Promise<number> {
    await page.goto('/');
    await expect(page.getByText('Unfinished take', { exact: true })).toBeVisible();
    await page.goto('/drafts');
    await page.getByRole('link', { name: 'Continue to review' }).click();
    await inReview(page);
    return Number(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuemax'));
  }

  async function publishNow(page: Page, title: string): Promise<void> {
    await fillIn(page, { title, name: 'Ada' });
    await page.getByRole('button', { name: 'Publish' }).click();
  }

  /** The one story of this title, with its one take, sound and all. */
  async function publishedOnce(page: Page, title: string): Promise<number> {
    const named = async () => {
      const { stories } = await (await page.request.get('/api/v1/stories')).json();
      return stories.filter((story: { title: string }) => story.title === title);
    };
    await expect.poll(async () => (await named()).length, { timeout: 60_000 }).toBe(1);
    const [{ id, seedId, takeCount }] = await named();
    expect(takeCount).toBe(1);
    const take = await hear(page.request, id, seedId);
    expectLengths(take);
    return take.durationMs;
  }

  test('while it records: all but the last second is there', async ({ baseURL }, { project }) => {
    await eachOf(KILLS.recording, async (kill) => {
      const at = instant(2_100, 7_000);
      const title = `Killed while recording ${SEED} ${kill}`;
      let said = 0;
      await lives(
        { baseURL, outputDir: project.outputDir },
        async ({ page, kill: end }) => {
          await beginStory(page);
          await page.getByRole('button', { name: 'Record' }).click();
          await afterPunch(page, at);
          said = await saidMs(page);
          await end();
        },
        async ({ page }) => {
          const back = await takeUpAgain(page);
          row('recording', at, said, back, 'unfinished take');
          if (kill > 0) return;
          await publishNow(page, title);
          expect(await publishedOnce(page, title)).toBe(back);
        },
      );
    });
  });

  test('while it mixes: the whole take is there', async ({ baseURL }, { project }) => {
    await eachOf(KILLS.mixing, async () => {
      const at = instant(0, 1_500);
      let said = 0;
      await lives(
        { baseURL, outputDir: project.outputDir },
        async ({ page, kill: end }) => {
          await beginStory(page);
          await page.getByRole('button', { name: 'Record' }).click();
          await afterPunch(page, 3_000);
          said = await saidMs(page);
          await page.getByRole('button', { name: 'Stop' }).click();
          await page.evaluate((ms) => new Promise((later) => setTimeout(later, ms)), at);
          await end();
        },
        async ({ page }) => row('mixing', at, said, await takeUpAgain(page), 'unfinished take'),
      );
    });
  });

  test('while it uploads: it is published, and only once', async ({ baseURL }, { project }) => {
    await eachOf(KILLS.uploading, async (kill) => {
      const at = instant(0, 2_500);
      const title = `Killed while uploading ${SEED} ${kill}`;
      let said = 0;
      await lives(
        { baseURL, outputDir: project.outputDir },
        async ({ page, context, kill: end }) => {
          await beginStory(page);
          await recordFor(page, 3);
          said = Number(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuemax'));
          const wire = await context.newCDPSession(page);
          await wire.send('Network.emulateNetworkConditions', {
            offline: false,
            latency: 20,
            downloadThroughput: -1,
            uploadThroughput: UPLOAD_BYTES_PER_SECOND,
          });
          await expect(page.getByText('Mixing', { exact: true })).toHaveCount(0);
          await publishNow(page, title);
          await page.getByRole('progressbar').waitFor();
          await page.evaluate((ms) => new Promise((later) => setTimeout(later, ms)), at);
          await end();
        },
        async ({ page }) => {
          await page.goto('/');
          row('uploading', at, said, await publishedOnce(page, title), 'published once');
        },
      );
    });
  });

  function row(part: Part, at: number, said: number, back: number, where: string): void {
    const missing = Math.max(0, Math.round(said - back));
    rows.push({
      part,
      'killed after (ms)': at,
      'said (ms)': Math.round(said),
      'back (ms)': back,
      'missing (ms)': missing,
      where,
    });
    expect(missing, `${part}, killed after ${at} ms (KILL_SEED=${SEED})`).toBeLessThanOrEqual(MOST_MISSING_MS);
  }
});
