import { expect, type Page } from '@playwright/test';

/** What a person does in the studio and on a story's page, in the words of the screen. */

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** `1:05` → 65; anything that is no time → −1. */
const secondsOf = (text: string | null): number => {
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text ?? '') ?? [];
  return minutes === undefined ? -1 : Number(minutes) * 60 + Number(seconds);
};

/** Waits until the studio's counter shows so many seconds. */
export const counterReaches = (page: Page, seconds: number): Promise<void> =>
  expect
    .poll(async () => secondsOf(await page.getByRole('timer').locator('p').first().textContent()), {
      intervals: [50],
      timeout: (seconds + 20) * 1_000,
    })
    .toBeGreaterThanOrEqual(seconds);

/** From New story on the front page to the studio. */
export async function beginStory(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'New story' }).click();
  await expect(page.getByRole('heading', { name: 'New story' })).toBeVisible();
  await expect(button(page, 'Record')).not.toHaveAttribute('aria-disabled');
}

/** Record, and Stop once the counter shows `seconds`; ends in the review. */
export async function recordFor(page: Page, seconds: number): Promise<void> {
  await button(page, 'Record').click();
  await button(page, 'Stop').waitFor();
  await counterReaches(page, seconds);
  await button(page, 'Stop').click();
  await inReview(page);
}

export const inReview = (page: Page): Promise<void> =>
  expect(page.getByRole('slider', { name: 'Position' })).toBeVisible();

export async function fillIn(page: Page, { title, name }: { title?: string; name: string }): Promise<void> {
  if (title !== undefined) await page.getByRole('textbox', { name: 'Title' }).fill(title);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
}

export type Published = { storyId: string; takeId: string; url: string };

/** Publish, and wait for the take's own page. */
export async function publish(page: Page): Promise<Published> {
  await button(page, 'Publish').click();
  return onTakePage(page);
}

export async function onTakePage(page: Page): Promise<Published> {
  await page.waitForURL(TAKE_PAGE, { timeout: PUBLISHED_WITHIN_MS });
  await expect(button(page, 'Play')).toBeVisible();
  const [, storyId = '', takeId = ''] = TAKE_PAGE.exec(page.url()) ?? [];
  return { storyId, takeId, url: page.url() };
}

const PUBLISHED_WITHIN_MS = 30_000;
const TAKE_PAGE = /\/s\/([0-9a-f-]{36})\/([0-9a-f-]{36})$/;
