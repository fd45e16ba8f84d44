import { expect, type Page } from '@playwright/test';
import { look } from './look';
import { test } from './people';
import { beginStory, counterReaches, inReview, onTakePage } from './studio';

test('the front page and the page of a wrong link', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page, expects } = person;
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Mr. John Dashwood considers' })).toBeVisible();
  await look(person, 'home', ['New story', 'Tap Story']);

  expects(/status of 404/);
  await page.goto('/s/nonsense');
  await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
  await look(person, 'not-found', ['All stories']);
});

test('a story, with the keyboard alone', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
  await page.goto('/');
  await page.getByRole('link', { name: /Mr\. John Dashwood considers/ }).click();
  const play = page.getByRole('button', { name: 'Play', exact: true });
  await expect(play).toBeVisible();
  await look(person, 'story', ['Play', 'Share', 'Duet', 'Continue', 'All stories']);

  await page.reload();
  await expect(play).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  for (let stops = 0; stops < 40 && !(await isFocused(page, 'Play')); stops++) await page.keyboard.press('Tab');
  await expect(play).toBeFocused();
  await page.keyboard.press('Space');
  const pause = page.getByRole('button', { name: 'Pause', exact: true });
  await expect(pause).toBeFocused();
  await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:0[1-9] of/);
  await page.keyboard.press('Space');
  await expect(play).toBeFocused();

  // Where no control has the focus the same key does the same.
  await page
    .locator('body')
    .evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('Space');
  await expect(pause).toBeVisible();
  await page.keyboard.press('Space');
  await expect(play).toBeVisible();
});

const isFocused = (page: Page, name: string): Promise<boolean> =>
  page.evaluate((wanted) => document.activeElement?.getAttribute('aria-label') === wanted, name);

test('the studio, with the keyboard alone', async ({ arrives }) => {
  const person = await arrives({ microphone: 'austen-0890' });
  const { page } = person;
  await beginStory(page);
  await look(person, 'studio', ['Record', 'Close']);

  await page.keyboard.press('r');
  await counterReaches(page, 1);
  await look(person, 'recording', ['Stop', 'Close']);
  await counterReaches(page, 2);
  await page.keyboard.press('r');
  await inReview(page);
  await look(person, 'review', ['Play', 'Retake', 'Publish', 'Title', 'Your name', 'Close']);

  await page.getByRole('textbox', { name: 'Title' }).focus();
  await page.keyboard.type('Without a mouse');
  await page.keyboard.press('Enter');
  await onTakePage(page);
  await expect(page.getByRole('heading', { name: 'Without a mouse' })).toBeVisible();
  await look(person, 'first-take', ['Play', 'Share', 'Duet', 'Continue']);
});

test('the studio of an answer', async ({ arrives }) => {
  const person = await arrives({ microphone: 'austen-0890' });
  const { page } = person;
  await page.goto('/');
  await page.getByRole('link', { name: /Mr\. John Dashwood considers/ }).click();
  await page.getByRole('link', { name: 'Duet', exact: true }).click();
  await expect(page.getByRole('slider', { name: 'Where you come in' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
  await look(person, 'answer', ['Record', 'Close']);
});
