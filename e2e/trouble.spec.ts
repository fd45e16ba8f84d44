import { expect, type Page } from '@playwright/test';
import { expectLengths, hear } from './ear';
import { look } from './look';
import { test } from './people';
import { beginStory, counterReaches, fillIn, inReview, onTakePage, publish, recordFor } from './studio';

const NOBODY = '01890000-0000-7000-8000-0000000000ff';

const alert = (page: Page) => page.getByRole('main').getByRole('alert');

test('a refused microphone: told how to allow it, and asked again', async ({ arrives }) => {
  const { page, context } = await arrives({ microphone: 'refused' });
  await beginStory(page);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(alert(page)).toContainText('Your microphone is off. Allow it in the address bar, then try again.');
  await context.grantPermissions(['microphone']);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(alert(page)).toHaveCount(0);
});

test('no microphone at all: told so', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await beginStory(page);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(alert(page)).toContainText('There is no microphone. Connect one, then try again.');
  await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
});

test('a microphone that gives silence: told after three seconds, while the tape runs on', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'silence' });
  await beginStory(page);
  await page.getByRole('button', { name: 'Record' }).click();
  await counterReaches(page, 1);
  const notice = page.getByText('Nothing is coming from your microphone. Check that it is not muted.');
  await expect(notice).toHaveCount(0);
  await expect(notice).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
});

test('a take without a title, stopped too early at first: told both, and published then', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'austen-0880' });
  await beginStory(page);
  await page.getByRole('button', { name: 'Record' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('A take lasts at least one second. Keep talking a little longer.')).toBeVisible();
  await counterReaches(page, 2);
  await page.getByRole('button', { name: 'Stop' }).click();
  await inReview(page);
  const title = page.getByRole('textbox', { name: 'Title' });
  for (const empty of ['', '   ']) {
    await title.fill(empty);
    await page.getByRole('button', { name: 'Publish' }).click();
    await expect(title).toHaveAccessibleDescription('Give your story a title, then publish.');
    await expect(title).toBeFocused();
  }
  await title.fill('At last');
  await publish(page);
  await expect(page.getByRole('region', { name: 'Player' }).getByText('Guest').first()).toBeVisible();
});

test('a second take is kept like the first: the way back asks, and what was typed stays', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'austen-0880' });
  const leaving = page.getByRole('dialog', { name: 'Leave without publishing?' });
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'Once more', name: 'Dora' });
  await page.goBack();
  await leaving.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Retake' }).click();
  await page.getByRole('button', { name: 'Start over' }).click();
  await recordFor(page, 2);
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Once more');
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Dora');
  for (const _ of ['once', 'and again']) {
    await page.goBack();
    await leaving.getByRole('button', { name: 'Back' }).click();
    await inReview(page);
  }
  await publish(page);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Growing now' })).toBeVisible();
});

test('the network lost at Publish: the take waits, and publishes itself when the network is back', async ({
  arrives,
}) => {
  const { page, context, expects } = await arrives({ microphone: 'austen-0880' });
  expects(/ERR_INTERNET_DISCONNECTED/);
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'Between two tunnels', name: 'Dora' });
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('progressbar', { name: 'Waiting for the network' })).toBeVisible();
  await expect(page.getByText('Your take is safe on this device.')).toBeVisible();
  await context.setOffline(false);
  const { storyId, takeId } = await onTakePage(page);
  expectLengths(await hear(page.request, storyId, takeId));
});

test('the network lost in mid-upload: the take is sent again by itself', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'austen-0880' });
  expects(/ERR_CONNECTION_RESET/);
  let cut = 0;
  await context.route('**/media/**', async (route) => {
    if (route.request().method() !== 'PUT' || cut >= 1) return route.fallback();
    cut += 1;
    await route.abort('connectionreset');
  });
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'A thin line', name: 'Dora' });
  await page.getByRole('button', { name: 'Publish' }).click();
  const { storyId, takeId } = await onTakePage(page);
  expect(cut).toBe(1);
  expectLengths(await hear(page.request, storyId, takeId));
});

test('a device that is full in mid-take: told at once, nothing is missing, and published from this page', async ({
  arrives,
}) => {
  const { page, context, expects } = await arrives({ microphone: 'austen-0880' });
  expects(/ERR_INTERNET_DISCONNECTED/);
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...given) {
      if (Reflect.get(window, 'isFull')) throw new DOMException('No room', 'QuotaExceededError');
      return put.apply(this, given);
    };
  });
  await beginStory(page);
  await page.getByRole('button', { name: 'Record' }).click();
  await counterReaches(page, 2);
  await page.evaluate(() => Reflect.set(window, 'isFull', true));
  await expect(page.getByText('This device is full.')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('recording-full.png') });
  await counterReaches(page, 5);
  await page.getByRole('button', { name: 'Stop' }).click();
  await inReview(page);
  const length = Number(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuemax'));
  expect(length).toBeGreaterThanOrEqual(5_000);

  await page.getByRole('button', { name: 'Close' }).click();
  const leaving = page.getByRole('dialog', { name: 'Leave without publishing?' });
  await expect(leaving.getByRole('button', { name: 'Keep for later' })).toHaveCount(0);
  const saved = page.waitForEvent('download');
  await leaving.getByRole('button', { name: 'Save the file' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.webm$/);

  await fillIn(page, { title: 'No room left', name: 'Dora' });
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('leave this page open until it is published')).toBeVisible();
  await look({ page }, 'review-volatile', ['Save the recording']);
  const asking = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  await (await asking).dismiss();
  await context.setOffline(false);
  const { storyId, takeId } = await onTakePage(page);
  const take = await hear(page.request, storyId, takeId);
  expectLengths(take);
  expect(take.durationMs).toBe(length);
});

test('an upload address that expired is renewed by itself', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'austen-0880' });
  expects(/status of 403/);
  const puts: string[] = [];
  await context.route('**/media/**', async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    puts.push(route.request().url());
    if (puts.length > 1) return route.fallback();
    await route.fulfill({ status: 403, json: { error: { code: 'url_expired', message: 'This link has expired.' } } });
  });
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'In good time', name: 'Dora' });
  const { storyId, takeId } = await publish(page);
  expect(new Set(puts).size, 'two files, and one of them to a second address').toBe(3);
  expectLengths(await hear(page.request, storyId, takeId));
});

test('a link that leads nowhere says so', async ({ arrives }) => {
  const { page, expects, context } = await arrives({ microphone: 'none' });
  expects(/status of 404/);
  const stories = await (await context.request.get('/api/v1/stories')).json();
  const known: string = stories.stories[0].id;
  for (const path of [`/s/${NOBODY}`, `/s/${known}/${NOBODY}`, '/s/nonsense', '/nowhere']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
  }
  await page.getByRole('link', { name: 'All stories' }).click();
  await expect(page.getByRole('heading', { name: 'Growing now' })).toBeVisible();
});
