import { expect, type Page } from '@playwright/test';
import { test } from './people';
import { counterReaches, fillIn, inReview, publish } from './studio';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

const treeItem = (page: Page, name: RegExp) => page.getByRole('treeitem', { name });

/** An answer is on the pages of those who look at its story so soon after it is published (ms). */
const SEEN_WITHIN_MS = 2_000;
/** So long somebody is shown at most whose last word was lost with their page (ms). */
const FORGOTTEN_WITHIN_MS = 40_000;

test('somebody answers, and whoever looks at the story sees it', async ({ arrives }) => {
  const [ada, ben] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'austen-0890' })];
  const take = await shortTake();
  await becomeGuest(ada.page.request, 'Ada');
  await becomeGuest(ben.page.request, 'Ben');
  const seed = await tell(ada.page.request, take, { name: 'Ada', title: 'Who goes there' });
  await ada.page.goto(`/s/${seed.storyId}/${seed.takeId}`);
  await expect(ada.page.getByText('No one has answered yet.')).toBeVisible();
  const says = ada.page.getByText('Ben is recording an answer').first();

  await test.step('while he records', async () => {
    const { page } = ben;
    await page.goto(`/s/${seed.storyId}/${seed.takeId}`);
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
    await page.getByRole('button', { name: 'Record' }).click();
    await expect(says).toBeAttached();
    await counterReaches(page, 2);
    await page.getByRole('button', { name: 'Stop' }).click();
    await inReview(page);
    await expect(says).not.toBeAttached();
  });

  await test.step('and once his answer is there, without a reload', async () => {
    await ada.page.evaluate(() => Object.assign(window, { isStillHere: true }));
    await fillIn(ben.page, { name: 'Ben' });
    await publish(ben.page);
    const answer = ada.page.getByRole('region', { name: 'Answers' }).getByText('Ben').first();
    await expect(answer).toBeVisible({ timeout: SEEN_WITHIN_MS });
    await expect(treeItem(ada.page, /^Ben, .*, answers Ada, on the canon$/)).toBeAttached({ timeout: SEEN_WITHIN_MS });
    await expect(ada.page.getByRole('heading', { name: '1 answer to Ada' })).toBeVisible();
    expect(await ada.page.evaluate(() => 'isStillHere' in window)).toBe(true);
  });
});

test('somebody records who has no name here yet, and whoever looks at the story sees it', async ({ arrives }) => {
  const [ada, newcomer] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'silence' })];
  const take = await shortTake();
  await becomeGuest(ada.page.request, 'Ada');
  const seed = await tell(ada.page.request, take, { name: 'Ada', title: 'Who is there' });
  await ada.page.goto(`/s/${seed.storyId}/${seed.takeId}`);
  const says = ada.page.getByText('Somebody is recording an answer').first();

  const { page } = newcomer;
  await page.goto(`/record?story=${seed.storyId}&parent=${seed.takeId}&answer=continue`);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(says).toBeAttached();
  expect((await newcomer.context.cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
  await page.goto('/');
  await expect(says).not.toBeAttached({ timeout: FORGOTTEN_WITHIN_MS });
});

test('what happens before a page listens, and while one is elsewhere, is there without a reload', async ({
  arrives,
}) => {
  const [{ page }, other] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'none' })];
  const take = await shortTake();
  await becomeGuest(page.request, 'Ada');
  const seed = await tell(page.request, take, { name: 'Ada', title: 'Who was quick' });
  const answer = async (name: string) => {
    await becomeGuest(other.page.request, name);
    return tell(other.page.request, take, { name, answers: { ...seed, startMs: take.durationMs } });
  };
  const isAnswered = async (name: string) => {
    await expect(page.getByRole('region', { name: 'Answers' }).getByText(name).first()).toBeVisible();
    await expect(treeItem(page, new RegExp(`^${name}, .*, answers Ada`))).toBeAttached();
  };

  await test.step('between the page and its stream', async () => {
    const streams = '**/api/v1/stories/*/events';
    await page.route(streams, async (route) => {
      await answer('Ben');
      await route.continue();
    });
    await page.goto(`/s/${seed.storyId}/${seed.takeId}`);
    await isAnswered('Ben');
    await page.unroute(streams);
  });

  await test.step('and before one came back to it', async () => {
    await page.getByRole('link', { name: 'All stories' }).click();
    await expect(page).toHaveURL(/\/$/);
    await answer('Cleo');
    await page.goBack();
    await isAnswered('Cleo');
  });
});

test('somebody likes, and the canon moves on the pages of all others', async ({ arrives }) => {
  const [ada, other] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'none' })];
  const take = await shortTake();
  await becomeGuest(ada.page.request, 'Ada');
  const seed = await tell(ada.page.request, take, { name: 'Ada', title: 'Who is loved' });
  const answers = { ...seed, startMs: take.durationMs };
  await becomeGuest(other.page.request, 'Ben');
  await tell(other.page.request, take, { name: 'Ben', answers });
  await becomeGuest(other.page.request, 'Cleo');
  const cleo = await tell(other.page.request, take, { name: 'Cleo', answers });
  const { page } = ada;
  await page.goto(`/s/${seed.storyId}/${seed.takeId}`);
  await expect(treeItem(page, /^Ben, .*, on the canon$/)).toBeAttached();
  await expect(treeItem(page, /^Cleo, [\d:]+, answers Ada$/)).toBeAttached();
  await page.evaluate(() => Object.assign(window, { isStillHere: true }));

  const liked = await other.page.request.put(`/api/v1/takes/${cleo.takeId}/like`, {
    data: { storyId: seed.storyId, isLiked: true },
  });
  expect(liked.status()).toBe(200);
  await expect(treeItem(page, /^Cleo, .*, answers Ada, 1 like, on the canon$/)).toBeAttached({
    timeout: SEEN_WITHIN_MS,
  });
  await expect(treeItem(page, /^Ben, [\d:]+, answers Ada$/)).toBeAttached();
  await expect(page.getByText('Cleo’s branch is loved best now')).toBeAttached();
  await expect(page.getByRole('button', { name: 'Like Cleo’s take, 1 like' })).toBeAttached();
  expect(await page.evaluate(() => 'isStillHere' in window)).toBe(true);
});

test('a page that was away finds what it missed when it is seen again', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'none' });
  expects(/ERR_INTERNET_DISCONNECTED/);
  const take = await shortTake();
  await becomeGuest(page.request, 'Ada');
  const seed = await tell(page.request, take, { name: 'Ada', title: 'Who was there' });
  await page.goto(`/s/${seed.storyId}/${seed.takeId}`);
  await expect(page.getByText('No one has answered yet.')).toBeVisible();
  await page.evaluate(async () => navigator.serviceWorker.ready);
  await expect(page.getByRole('button', { name: 'Keep offline' })).toBeVisible();
  await context.setOffline(true);
  const other = await arrives({ microphone: 'none' });
  await becomeGuest(other.page.request, 'Cleo');
  await tell(other.page.request, take, { name: 'Cleo', answers: { ...seed, startMs: take.durationMs } });
  await context.setOffline(false);
  await expect(page.getByRole('region', { name: 'Answers' }).getByText('Cleo').first()).toBeVisible();
});
