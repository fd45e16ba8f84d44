import { expect, type Page } from '@playwright/test';
import { expectLengths, hear } from './ear';
import { look } from './look';
import { microphoneFile } from './microphones';
import { type Person, test } from './people';
import { beginStory, fillIn, inReview, recordFor } from './studio';

/** What the browser itself says of requests that find no network. */
const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION_REFUSED|Failed to fetch/;

const status = (page: Page, words: string | RegExp) => page.getByRole('progressbar', { name: words });

/** Somebody on whose device the app is kept, with the mixing core that is fetched while there is time. */
async function arrivesReady(arrives: (options: { microphone: 'austen-0870' }) => Promise<Person>): Promise<Person> {
  const person = await arrives({ microphone: 'austen-0870' });
  const { page } = person;
  person.expects(NO_NETWORK);
  await page.goto('/record');
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  await expect.poll(() => page.evaluate(holdsCore), { timeout: 60_000 }).toBe(true);
  return person;
}

/** Runs in the page. */
async function holdsCore(): Promise<boolean> {
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    if (requests.some(({ url }) => url.endsWith('/ffmpeg-core.wasm'))) return true;
  }
  return false;
}

test('a story and its continuation, both made without a network: published in order, once, from two tabs', async ({
  arrives,
}) => {
  const { page, context } = await arrivesReady(arrives);
  const title = `In the tunnel ${Date.now()}`;
  await beginStory(page);
  await context.setOffline(true);

  await test.step('the seed is recorded, mixed and asked to be published', async () => {
    await recordFor(page, 3);
    await expect(page.getByText('Mixing', { exact: true })).toHaveCount(0);
    await fillIn(page, { title, name: 'Ada' });
    await page.getByRole('button', { name: 'Publish' }).click();
    await expect(status(page, 'Waiting for the network')).toBeVisible();
    await look({ page }, 'review-waiting', ['See what is on its way']);
    await page.getByRole('button', { name: 'See what is on its way' }).click();
    await expect(page.getByRole('heading', { name: 'On this device' })).toBeVisible();
    await expect(status(page, 'Waiting for the network')).toBeVisible();
  });

  await test.step('it is continued before anybody else has seen it', async () => {
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
    await recordFor(page, 3);
    await expect(page.getByText('Mixing', { exact: true })).toHaveCount(0);
    await page.getByRole('button', { name: 'Publish' }).click();
    await expect(status(page, /Waiting for/)).toBeVisible();
    await page.goto('/drafts');
    await expect(status(page, 'Waiting for the take it answers')).toBeVisible();
    await look({ page }, 'offline-drafts-waiting', []);
    await expect(page.getByRole('link', { name: '2 takes on this device' })).toBeVisible();
  });

  const other = await context.newPage();
  await other.goto('/');
  await expect(other.getByRole('link', { name: '2 takes on this device' })).toBeVisible();
  const published: string[] = [];
  context.on('request', (request) => {
    if (request.method() === 'PUT' && /\/api\/v1\/takes\//.test(request.url())) published.push(request.url());
  });
  await context.setOffline(false);

  await expect(page.getByRole('progressbar', { name: 'Published' })).toHaveCount(2, { timeout: 60_000 });
  await expect(page.getByRole('link', { name: /takes? on this device/ })).toHaveCount(0);
  expect(published.length, 'each of the two was published by one request').toBe(2);
  const { stories } = await (await page.request.get('/api/v1/stories')).json();
  const mine = stories.filter((story: { title: string }) => story.title === title);
  expect(mine).toHaveLength(1);
  const story = await (await page.request.get(`/api/v1/stories/${mine[0].id}`)).json();
  expect(story.takes).toHaveLength(2);
  const [seed, child] = [
    await hear(page.request, story.id, story.takes[0].id),
    await hear(page.request, story.id, story.takes[1].id),
  ];
  expect(child.parentId).toBe(seed.id);
  expect(child.startMs).toBe(seed.durationMs);
  for (const take of [seed, child]) expectLengths(take);
});

test('a file brought without a network becomes a take, and is published later', async ({ arrives }, { project }) => {
  const { page, context } = await arrivesReady(arrives);
  const title = `From a drawer ${Date.now()}`;
  await beginStory(page);
  await context.setOffline(true);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Use a file instead' }).click();
  await (await choosing).setFiles(await microphoneFile('austen-0890', project.outputDir));
  await inReview(page);
  await page.getByRole('region', { name: 'Your take' }).getByRole('button', { name: 'Play' }).click();
  await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:01 of/);
  await fillIn(page, { title, name: 'Ada' });
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(status(page, 'Waiting for the network')).toBeVisible();
  await context.setOffline(false);
  await page.waitForURL(/\/s\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/, { timeout: 60_000 });
  const [, storyId = '', takeId = ''] = /\/s\/([0-9a-f-]{36})\/([0-9a-f-]{36})$/.exec(page.url()) ?? [];
  expectLengths(await hear(page.request, storyId, takeId));
});

test('a file that is no audio: told so, and nothing is lost', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'austen-0870' });
  await beginStory(page);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Use a file instead' }).click();
  await (await choosing).setFiles({
    name: 'song.mp3',
    mimeType: 'audio/mpeg',
    buffer: Buffer.from('not a song at all'),
  });
  await expect(page.getByText('This file is not audio that can be read here.')).toBeVisible();
  await look({ page }, 'file-refused', ['Record', 'Use a file instead']);
  await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
});
