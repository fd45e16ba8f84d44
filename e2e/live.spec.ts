import { expect } from '@playwright/test';
import { test } from './people';
import { counterReaches, fillIn, inReview, publish } from './studio';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

/** An answer is on the pages of those who look at its story so soon after it is published (ms). */
const SEEN_WITHIN_MS = 2_000;

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
    await expect(ada.page.getByRole('heading', { name: '1 answer to Ada' })).toBeVisible();
    expect(await ada.page.evaluate(() => 'isStillHere' in window)).toBe(true);
  });
});

test('a page that was away finds what it missed when it is seen again', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'none' });
  expects(/ERR_INTERNET_DISCONNECTED/);
  const take = await shortTake();
  await becomeGuest(page.request, 'Ada');
  const seed = await tell(page.request, take, { name: 'Ada', title: 'Who was there' });
  await page.goto(`/s/${seed.storyId}/${seed.takeId}`);
  await expect(page.getByText('No one has answered yet.')).toBeVisible();
  await context.setOffline(true);
  const other = await arrives({ microphone: 'none' });
  await becomeGuest(other.page.request, 'Cleo');
  await tell(other.page.request, take, { name: 'Cleo', answers: { ...seed, startMs: take.durationMs } });
  await context.setOffline(false);
  await expect(page.getByRole('region', { name: 'Answers' }).getByText('Cleo').first()).toBeVisible();
});
