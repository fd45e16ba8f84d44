import { readFile } from 'node:fs/promises';
import { type Download, expect, type Page } from '@playwright/test';
import { look } from './look';
import { test } from './people';
import { beginStory, counterReaches, fillIn, inReview, publish, recordFor } from './studio';

/** What the browser itself says of requests that find no network. */
const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/;
const DEMO = 'Mr. John Dashwood considers';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** Fonts and pictures are media to others, too. */
const isStored = ({ pathname }: URL) => pathname.startsWith('/media/');

const hasWorker = (page: Page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');

/** From the front page to the demo story, and keep it. */
async function keepDemo(page: Page): Promise<void> {
  await page.goto('/');
  await hasWorker(page);
  await page.getByRole('link', { name: DEMO }).click();
  await button(page, /^Keep offline · \d+ kB$/).click();
  await expect(page.getByText('Kept offline')).toBeVisible();
}

/** Records a seed and leaves it for later. */
async function leaveTake(page: Page, title: string): Promise<void> {
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title, name: 'Ada' });
  await expect(page.getByText('Mixing', { exact: true })).toHaveCount(0);
  await button(page, 'Close').click();
  await button(page, 'Keep for later').click();
  await expect(heading(page, 'On this device')).toBeVisible();
  await expect(card(page, title)).toBeVisible();
  expect(await page.getByText('Open in another tab.').count(), 'its own studio has let go of it').toBe(0);
}

const card = (page: Page, title: string) => page.getByRole('article', { name: title });

test('a story kept offline: it plays, seeks and can be answered without a network', async ({ arrives }) => {
  const ada = await arrives({ microphone: 'austen-0870' });
  const { page, context, expects } = ada;
  expects(NO_NETWORK);
  const visited = `Only opened ${Date.now()}`;
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: visited, name: 'Ada' });
  await publish(page);
  await expect(button(page, /^Keep offline/), 'the page has had time for the device').toBeVisible();
  await keepDemo(page);
  const free = button(page, /Free \d+ kB$/);
  await expect(free).toBeFocused();
  await look(ada, 'story-kept', [(await free.textContent()) ?? '', 'Share', 'Play']);
  const kept = page.url();
  await context.setOffline(true);

  await test.step('the front page shows what is here, and what was opened before', async () => {
    await page.goto('/');
    await expect(heading(page, 'Stories on this device')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Opened before' }).getByText(visited)).toBeVisible();
    await expect(page.getByRole('link', { name: visited })).toHaveCount(0);
    await look(ada, 'offline-home', ['New story', 'Settings']);
    await page.getByRole('link', { name: DEMO }).click();
  });

  await test.step('the story plays through its voices', async () => {
    const tape = page.getByRole('slider', { name: 'Position' });
    await expect(tape).toHaveAttribute('aria-valuetext', /, Elinor$/);
    await button(page, 'Play').click();
    await expect(tape).toHaveAttribute('aria-valuetext', /^0:01 of/);
    await tape.press('PageDown');
    await expect(tape).toHaveAttribute('aria-valuetext', /, Marianne$/);
    await tape.press('End');
    await expect(tape).toHaveAttribute('aria-valuetext', /^(0:\d\d) of \1/);
    await expect(button(page, 'Play')).toBeVisible();
    await expect(page.getByRole('link', { name: /^Margaret/ }), 'a branch that is not kept').toHaveCount(0);
    await look(ada, 'offline-story', ['Play', 'Duet', 'Continue']);
  });

  await test.step('it can be answered', async () => {
    await link(page, 'Duet').click();
    await expect(heading(page, 'Answering Elinor')).toBeVisible();
    await expect(button(page, 'Record')).not.toHaveAttribute('aria-disabled');
  });

  await test.step('what is not here says so', async () => {
    await page.goto('/s/01890000-0000-7000-8000-0000000000ff');
    await expect(heading(page, 'This story is not on this device.')).toBeVisible();
    await look(ada, 'offline-not-kept', ['See what is']);
    await page.goto('/nowhere');
    await expect(heading(page, 'You are offline.')).toBeVisible();
  });

  await test.step('back online the page offers the network, and the room can be had back', async () => {
    await page.goto(kept);
    await expect(page.getByText('You are offline.')).toBeVisible();
    await context.setOffline(false);
    await button(page, 'Reload').click();
    await expect(page.getByRole('link', { name: /^Margaret.*instead of/ })).toBeVisible();
    await free.click();
    await expect(button(page, /^Keep offline/)).toBeFocused();
  });
});

test('keeping can be stopped, and a full device says so before it begins', async ({ arrives }) => {
  const { page, context } = await arrives({ microphone: 'none' });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let fetched = 0;
  await context.route(isStored, async (route) => {
    fetched += 1;
    await held;
    // Whoever asked may have gone.
    await route.fallback().catch(() => undefined);
  });
  await page.goto('/');
  await hasWorker(page);
  await page.getByRole('link', { name: DEMO }).click();
  await button(page, /^Keep offline/).click();
  await expect(page.getByRole('progressbar', { name: 'Keeping offline' })).toBeVisible();
  await button(page, 'Stop').click();
  await expect(button(page, /^Keep offline/)).toBeVisible();
  release();

  await page.evaluate(() => {
    navigator.storage.estimate = async () => ({ usage: 90_000_000, quota: 100_000_000 });
  });
  fetched = 0;
  await button(page, /^Keep offline/).click();
  await expect(page.getByText(/This path needs \d+ kB, and this device has 0 kB left for it/)).toBeVisible();
  expect(fetched).toBe(0);
});

test('an unfinished take: offered on the next visit, heard, exported, continued, discarded', async ({ arrives }) => {
  const ada = await arrives({ microphone: 'austen-0880' });
  const { page, context } = ada;
  await page.goto('/drafts');
  await expect(page.getByText('Nothing waits here.')).toBeVisible();
  await look(ada, 'drafts-empty', ['New story']);
  const title = `The night train ${Date.now()}`;
  await leaveTake(page, title);
  const take = card(page, title);
  await expect(take.getByRole('progressbar', { name: 'On this device' })).toBeVisible();
  await expect(link(page, '1 take on this device')).toBeVisible();
  await look(ada, 'drafts-unfinished', ['Continue to review', 'Export the file', 'Discard']);

  await test.step('it is heard', async () => {
    await take.getByRole('button', { name: `Play ${title}` }).click();
    await expect(take.getByRole('button', { name: `Stop ${title}` })).toBeVisible();
    await expect(take.getByText('0:01')).toBeVisible();
    await expect(take.getByRole('button', { name: `Play ${title}` })).toBeVisible();
  });

  await test.step('its file can be had', async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export the file').click()]);
    expect(file.suggestedFilename()).toMatch(/^Tap Story \d{4}-\d\d-\d\d \d\d\.\d\d\.webm$/);
    expect((await bytesOf(file)).subarray(0, 4).toString('hex'), 'the head of a WebM file').toBe('1a45dfa3');
  });

  await test.step('the front page offers it, and takes Later for an answer', async () => {
    await page.goto('/');
    await expect(heading(page, 'Unfinished take')).toBeVisible();
    await look(ada, 'home-unfinished', ['Continue', 'Later', 'New story']);
    await button(page, 'Later').click();
    await expect(heading(page, 'Unfinished take')).toHaveCount(0);
    await expect(heading(page, 'Growing now')).toBeFocused();
    await page.getByRole('link', { name: DEMO }).click();
    await expect(link(page, '1 take on this device')).toBeVisible();
    await look(ada, 'story-unfinished', ['1 take on this device', 'All stories', 'Share']);
    await page.goto('/');
    await link(page, 'Continue').click();
    await inReview(page);
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(title);
  });

  await test.step('meanwhile another tab offers nothing that hurts', async () => {
    const other = await context.newPage();
    await other.goto('/drafts');
    await expect(other.getByText('Open in another tab.')).toBeVisible();
    await expect(button(other, 'Discard')).toHaveCount(0);
    await look({ ...ada, page: other }, 'drafts-elsewhere', []);
    await button(page, 'Close').click();
    await button(page, 'Keep for later').click();
    await expect(button(other, 'Discard')).toBeVisible();
    await other.close();
  });

  await test.step('and it goes only when that is said twice', async () => {
    await button(page, 'Discard').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    await expect(take).toBeVisible();
    await expect(button(page, 'Discard')).toBeFocused();
    await button(page, 'Discard').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
    await expect(page.getByText('Nothing waits here.')).toBeVisible();
    await expect(heading(page, 'On this device')).toBeFocused();
    await expect(page.getByRole('link', { name: /on this device$/ })).toHaveCount(0);
  });
});

test('a take on its way: where it is, each step of it, and what can be done', async ({ arrives }) => {
  const ada = await arrives({ microphone: 'austen-0880' });
  const { page, context, expects } = ada;
  expects(/ERR_FAILED|status of 422|status of 503/);
  const title = `On its way ${Date.now()}`;
  await leaveTake(page, title);
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await context.route(isStored, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.fallback();
  });
  let answer: 'busy' | 'refused' | 'well' = 'busy';
  await context.route('**/api/v1/takes/*', async (route) => {
    if (route.request().method() !== 'PUT' || answer === 'well') return route.fallback();
    const [status, code] =
      answer === 'busy' ? ([503, 'database_unavailable'] as const) : ([422, 'title_invalid'] as const);
    await route.fulfill({ status, json: { error: { code, message: 'said by the test' } } });
  });
  await link(page, 'Continue to review').click();
  await inReview(page);
  const other = await context.newPage();
  await other.goto('/drafts');
  const take = card(other, title);
  await expect(take.getByText('Open in another tab.')).toBeVisible();
  await button(page, 'Publish').click();
  await expect(take.getByRole('progressbar', { name: 'Uploading' })).toBeVisible();
  await look({ ...ada, page: other }, 'drafts-uploading', []);
  letGo();
  await expect(take.getByRole('progressbar', { name: 'Trying again soon' })).toBeVisible();
  await expect(take.getByText('The story book cannot be opened just now.')).toBeVisible();
  await look({ ...ada, page: other }, 'drafts-retrying', ['Try now', 'Duet', 'Export the file']);

  await test.step('a refusal that does not pass waits for the person', async () => {
    answer = 'refused';
    // A page that is opened tries at once.
    await page.goto('/drafts');
    const refused = card(page, title);
    await expect(refused.getByText('A title has 1 to 120 characters.')).toBeVisible();
    await look(ada, 'drafts-refused', ['Change and try again', 'Export the file', 'Discard']);
    answer = 'well';
    await button(page, 'Change and try again').click();
    await inReview(page);
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(title);
    await publish(page);
  });

  await test.step('what is published says where', async () => {
    await page.goto('/drafts');
    await expect(card(page, title).getByRole('progressbar', { name: 'Published' })).toBeVisible();
    await expect(page.getByRole('link', { name: /on this device$/ })).toHaveCount(0);
    await look(ada, 'drafts-published', ['Hear it in its story']);
    await link(page, 'Hear it in its story').click();
    await expect(heading(page, title)).toBeVisible();
  });
});

test('settings: what is kept, a zip of all of it, and being forgotten', async ({ arrives }) => {
  const ada = await arrives({ microphone: 'austen-0890' });
  const { page, context, expects } = ada;
  expects(NO_NETWORK);
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'Somebody was here', name: 'Ada' });
  await publish(page);
  await keepDemo(page);
  const title = `Packed ${Date.now()}`;
  await leaveTake(page, title);
  await link(page, 'Settings').click();

  await test.step('the numbers', async () => {
    const storage = page.getByRole('region', { name: 'Storage' });
    await expect(storage.getByText(/^1 take · \d+ kB$/)).toBeVisible();
    await expect(storage.getByText(/^1 story · \d+ kB$/)).toBeVisible();
    await expect(storage.getByText(/^used · .* free$/)).toBeVisible();
    await expect(storage.getByText(/^This browser (may clear|promised)/)).toBeVisible();
    await look(ada, 'settings', ['See them', `Free ${DEMO}, up to Elinor`, 'Forget me on this device']);
  });

  await test.step('the zip', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Export everything on this device').click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Tap Story .*\.zip$/);
    const names = namesInZip(await bytesOf(file));
    const take = names.filter((name) => name.startsWith('Takes/') && name.includes(title));
    expect(take.map((name) => name.split('/').at(-1))).toEqual(['source.webm', 'stem.flac', 'mix.m4a', 'draft.json']);
    const path = names.filter((name) => name.startsWith(`Kept offline/${DEMO}/`));
    expect(path.map((name) => name.split('/').at(-1))).toEqual([
      '1 Elinor.m4a',
      '2 Marianne.m4a',
      '3 Elinor.m4a',
      'path.json',
    ]);
  });

  const ask = async () => {
    await button(page, 'Forget me on this device').click();
    await expect(page.getByRole('dialog').getByText(title)).toBeVisible();
  };
  const isSomebody = async () => 'user' in (await (await context.request.get('/api/auth/session')).json());

  await test.step('offline nothing is forgotten, since nobody can be signed out', async () => {
    await context.setOffline(true);
    await ask();
    await look(ada, 'settings-forget', ['Keep them', 'Discard and forget', 'Publish first']);
    await button(page, 'Discard and forget').click();
    await expect(page.getByText('You are offline, and signing out needs the network.')).toBeVisible();
    await context.setOffline(false);
    await expect(link(page, '1 take on this device')).toBeVisible();
    expect(await isSomebody()).toBe(true);
  });

  await test.step('then all of it goes, and the person with it', async () => {
    await ask();
    await button(page, 'Keep them').click();
    await ask();
    await button(page, 'Discard and forget').click();
    await expect(heading(page, 'Growing now')).toBeVisible();
    expect(await isSomebody()).toBe(false);
    await page.goto('/drafts');
    await expect(page.getByText('Nothing waits here.')).toBeVisible();
    await page.goto('/settings');
    await expect(page.getByText('None yet. Open a story and tap “Keep offline”.')).toBeVisible();
    await beginStory(page);
    await recordFor(page, 2);
    await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('');
  });
});

test('a recording in another tab is not thrown away by being forgotten', async ({ arrives }) => {
  const { page, context } = await arrives({ microphone: 'austen-0870' });
  const other = await context.newPage();
  await beginStory(other);
  await button(other, 'Record').click();
  await counterReaches(other, 1);
  await page.goto('/settings');
  await button(page, 'Forget me on this device').click();
  await button(page, 'Discard and forget').click();
  await expect(page.getByText('A take is open in another tab.')).toBeVisible();
  await counterReaches(other, 2);
  await button(other, 'Stop').click();
  await inReview(other);
});

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

/** The names in a zip's central directory, in order (APPNOTE.TXT, 4.3.12). */
function namesInZip(zip: Buffer): string[] {
  const names: string[] = [];
  const mark = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = zip.indexOf(mark); at >= 0; at = zip.indexOf(mark, at + 46)) {
    names.push(zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28)).toString('utf8'));
  }
  return names;
}
