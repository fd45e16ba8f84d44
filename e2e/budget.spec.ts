import { expect } from '@playwright/test';
import { openBareApp } from './budget/bare-app';
import { type Fetched, scriptsOf, total } from './budget/scripts';
import { openLine, quiet } from './line';
import { test } from './people';

/** The demo story, which every copy of the app has. */
const STORY = '/s/01890000-0000-7000-8000-000000000000/01890000-0000-7000-8000-00000000b003';
/** Above what Next and React are (bytes, gzip). */
const BUDGET = 60_000;

test('whoever listens loads little, and nothing of what records', async ({ arrives, baseURL }) => {
  test.slow();
  const bare = await openBareApp();
  const line = await openLine(baseURL ?? '');
  try {
    const { page, context } = await arrives({ microphone: 'none', baseURL: line.origin });
    const own = await scriptsOf(page, async () => {
      await page.goto(bare.origin, { waitUntil: 'networkidle' });
    });
    const heard = await scriptsOf(page, async () => {
      await page.goto(STORY);
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:0[1-9]/);
    });
    // What comes late comes once nobody waits: what the device keeps, and the worker, which makes that possible.
    await expect(page.getByRole('button', { name: /^Keep offline/ })).toBeVisible();
    await quiet(line);
    const seen = [...line.seen];
    print('Next and React', own);
    print('the story', heard);
    expect(total(heard) - total(own), 'JavaScript of the listening page (bytes, gzip)').toBeLessThanOrEqual(BUDGET);

    const studio = await scriptsOf(page, async () => {
      await page.goto('/record');
      await expect(page.getByRole('button', { name: 'Record', exact: true })).toBeVisible();
    });
    const recorders = studio.filter(({ records }) => records).map(({ path }) => path);
    expect(recorders, 'the studio has scripts that record').not.toEqual([]);
    expect(
      seen.filter((asked) => asked.includes('/ffmpeg/') || recorders.some((path) => asked.includes(path))),
      'asked for by somebody who only listens',
    ).toEqual([]);
    await context.close();
  } finally {
    await line.close();
    await bare.close();
  }
});

test('Play that is pressed before the page has its scripts is kept, and fetches at once', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  const scripts = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await scripts.promise;
    await route.continue();
  });
  const opened: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/media/') && request.headers().range?.startsWith('bytes=0-'))
      opened.push(new URL(request.url()).pathname);
  });
  await page.goto(STORY, { waitUntil: 'commit' });
  const first = page.waitForRequest(/\/media\//);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await first;
  scripts.resolve();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:0[1-9]/);
  expect(opened).not.toEqual([]);
  expect(new Set(opened).size, 'the player asks for what the page has asked for already').toBe(opened.length);
});

function print(what: string, scripts: readonly Fetched[]): void {
  console.log(`${what}: ${(total(scripts) / 1_000).toFixed(1)} kB of scripts, gzip`);
  for (const { path, bytes } of scripts.toSorted((a, b) => b.bytes - a.bytes))
    console.log(`  ${(bytes / 1_000).toFixed(1).padStart(6)} ${path}`);
}
