import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { expectAlone, expectLengths, expectOver, expectRange, hear, likeness, renderedOnServer } from './ear';
import { test } from './people';
import { beginStory, counterReaches, fillIn, inReview, publish, recordFor } from './studio';
import { finger } from './touch';

/** The microphone's own voice, through Opus; another voice stays below a fifth of it. */
const SAME_VOICE = 0.9;

test('two people, one browser each, one growing tree', async ({ arrives }) => {
  const ada = await arrives({ microphone: 'austen-0870' });
  await ada.context.grantPermissions(['microphone', 'clipboard-read', 'clipboard-write']);

  const seed = await test.step('the first voice begins a story and shares it', async () => {
    const { page } = ada;
    await beginStory(page);
    await recordFor(page, 4);
    await fillIn(page, { title: 'The dark house', name: 'Ada' });
    const published = await publish(page);
    await expect(page.getByRole('heading', { name: 'The dark house' })).toBeVisible();
    expect(await scrolls(page, 'ArrowDown'), 'where there is no other branch').toBe(true);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect(page.getByText('Link copied')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(published.url);
    return published;
  });

  const ben = await arrives({ microphone: 'austen-0890' });
  const duet = await test.step('the second voice listens, and answers over the end', async () => {
    const { page } = ben;
    await page.goto(seed.url);
    await expect(page.getByRole('region', { name: 'Player' }).getByText('Ada').first()).toBeVisible();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    const tape = page.getByRole('slider', { name: 'Position' });
    await expect(tape).toHaveAttribute('aria-valuetext', /^0:0[1-4] of .*, Ada$/);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

    await page.getByRole('link', { name: 'Duet', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Answering Ada' })).toBeVisible();
    const punch = page.getByRole('slider', { name: 'Where you come in' });
    await expect(punch).toHaveAttribute('aria-valuenow', '0');
    await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
    await punch.press('PageUp');
    await punch.press('ArrowRight');
    await expect(punch).toHaveAttribute('aria-valuenow', '1100');

    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('Your take must end at least half a second after')).toBeVisible();
    await expect(page.getByText(/to go$/)).toBeVisible();
    await counterReaches(page, 5);
    await page.getByRole('button', { name: 'Stop' }).click();

    await inReview(page);
    const review = page.getByRole('region', { name: 'Your take' });
    await expect(review.getByText('Ada')).toBeVisible();
    await expect(review.getByText('You', { exact: true })).toBeVisible();
    await review.getByRole('button', { name: 'Play' }).click();
    await expect(review.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:01 of/);
    await fillIn(page, { name: 'Ben' });
    return publish(page);
  });

  const third = await test.step('the first voice comes back, sees the branch and goes on', async () => {
    const { page } = ada;
    await page.reload();
    await expect(page.getByRole('heading', { name: '1 answer to Ada' })).toBeVisible();
    await page.getByRole('region', { name: 'Answers' }).getByRole('link', { name: /^Ben/ }).click();
    await page.waitForURL(duet.url);
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Answering Ben' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
    await recordFor(page, 3);
    await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Ada');
    const published = await publish(page);
    const onBensPage = ben.page.getByRole('region', { name: 'Answers' }).getByRole('link', { name: /^Ada/ });
    await expect(onBensPage, 'it grows where somebody looks, without a reload').toBeVisible();
    return published;
  });

  await test.step('the whole path plays through all voices to its end', async () => {
    const { page } = ben;
    await page.goto(third.url);
    const tape = page.getByRole('slider', { name: 'Position' });
    await expect(tape).toHaveAttribute('aria-valuetext', /, Ada$/);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(tape).toHaveAttribute('aria-valuetext', /, Ben$/);
    await tape.press('PageDown');
    await tape.press('ArrowLeft');
    await expect(tape).toHaveAttribute('aria-valuetext', /, Ben$/);
    await tape.press('PageDown');
    await expect(tape).toHaveAttribute('aria-valuetext', /, Ada$/);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await expect(tape).toHaveAttribute('aria-valuetext', /^(0:\d\d) of \1/);
  });

  await test.step('the ear of a program agrees', async () => {
    const { storyId } = seed;
    const { request } = ben.context;
    const first = await hear(request, storyId, seed.takeId);
    const second = await hear(request, storyId, duet.takeId);
    const last = await hear(request, storyId, third.takeId);
    expect(first).toMatchObject({ startMs: 0, parentId: null, childCount: 1, author: { name: 'Ada' } });
    expect(second).toMatchObject({ startMs: 1_100, parentId: first.id, author: { name: 'Ben' } });
    expect(last).toMatchObject({ startMs: second.startMs + second.durationMs, parentId: second.id });

    for (const take of [first, second, last]) {
      expectLengths(take);
      expect(take.peaks.length).toBe(Math.ceil(take.durationMs / 50));
    }
    expectAlone(first);
    expectOver(second, first);
    expectAlone(last);

    expect(await likeness(first, 'austen-0870')).toBeGreaterThan(SAME_VOICE);
    expect(await likeness(second, 'austen-0890')).toBeGreaterThan(SAME_VOICE);
    expect(await likeness(last, 'austen-0870')).toBeGreaterThan(SAME_VOICE);
    expect(await likeness(second, 'austen-0870')).toBeLessThan(0.3);

    expect(Buffer.compare(await renderedOnServer(first, null), first.files.mix)).toBe(0);
    expect(Buffer.compare(await renderedOnServer(second, first), second.files.mix)).toBe(0);

    await expectRange(ben.page, second.mixUrl, second.files.mix);
    await expectRange(ben.page, second.stemUrl, second.files.stem);
  });
});

/** Whether the page leaves a key to the browser. */
const scrolls = (page: Page, key: string): Promise<boolean> =>
  page.evaluate(
    (pressed) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true })),
    key,
  );

/** The story that every new house has: Elinor, answered by Marianne and by Margaret, each answered once. */
const DEMO = '01890000-0000-7000-8000-000000000000';
const demoTake = (n: number) => `01890000-0000-7000-8000-00000000b00${n}`;
const demoPath = (n: number) => new RegExp(`/s/${DEMO}/${demoTake(n)}$`);

const positionOf = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuenow'));
const clock = (page: Page) => page.getByRole('slider', { name: 'Position' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('at a fork one switches in mid-play, and Back goes back', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.goto(`/s/${DEMO}/${demoTake(3)}`);
  await button(page, 'Play').click();
  await expect.poll(() => positionOf(page)).toBeGreaterThan(1_000);

  await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));
  const before = await positionOf(page);
  await page.getByRole('link', { name: /^Margaret.*instead of Marianne/ }).click();
  await page.waitForURL(demoPath(5));
  await expect(page.getByText('Margaret’s branch')).toBeAttached();
  await expect(button(page, 'Pause'), 'it goes on').toBeVisible();
  expect(await positionOf(page)).toBeGreaterThanOrEqual(before);
  await expect.poll(() => positionOf(page), 'time goes on').toBeGreaterThan(before + 1_000);
  await expect(page.getByRole('link', { name: /^Marianne.*instead of Margaret/ })).toBeFocused();

  await page.goBack();
  await page.waitForURL(demoPath(3));
  await expect(page.getByRole('link', { name: /^Margaret.*instead of Marianne/ })).toBeVisible();
  await expect(button(page, 'Pause')).toBeVisible();
  await page.goForward();
  await page.waitForURL(demoPath(5));
  await expect(page.getByRole('link', { name: /^Marianne.*instead of Margaret/ })).toBeVisible();
  expect(await page.evaluate(() => 'isTheSamePage' in window), 'without a reload').toBe(true);

  await page.reload();
  await expect(page.getByRole('link', { name: /^Marianne.*instead of Margaret/ })).toBeVisible();
  await expect(button(page, 'Play')).toBeVisible();
});

test('a finger on the tape: aside to another instant, up to the branch below, at the same instant', async ({
  arrives,
}) => {
  const { page } = await arrives({ microphone: 'none', hasTouch: true });
  await page.goto(`/s/${DEMO}/${demoTake(3)}?t=1.5`);
  await expect(page.getByRole('link', { name: /^Margaret.*instead of Marianne/ }), 'the page is awake').toBeVisible();
  await expect(page.getByRole('tree')).toBeAttached();
  const box = await clock(page).boundingBox();
  if (!box) throw new Error('no tape');
  const right = box.x + box.width - 20;
  const middle = box.y + box.height / 2;
  const touch = await finger(page);

  await test.step('a finger that goes up looks for nothing on the way', async () => {
    await touch.down(right, middle);
    await touch.move(right, middle - 30);
    await touch.move(right, middle - 70);
    expect(await positionOf(page)).toBe(1_500);
    await touch.up();
    await page.waitForURL(demoPath(5));
    await expect(page.getByRole('link', { name: /^Marianne.*instead of Margaret/ })).toBeVisible();
    expect(await positionOf(page)).toBe(1_500);
  });

  await test.step('one that changes its mind stays where it is', async () => {
    await touch.down(right, middle);
    await touch.move(right, middle - 30);
    await touch.move(right, middle - 10);
    await touch.up();
    expect(await positionOf(page)).toBe(1_500);
    expect(page.url()).toMatch(demoPath(5));
  });

  await test.step('aside it looks for an instant, and a tap goes there', async () => {
    await touch.down(box.x + 20, middle);
    await touch.move(box.x + box.width / 2, middle);
    const halfway = Number(await clock(page).getAttribute('aria-valuemax')) / 2;
    await expect.poll(async () => Math.abs((await positionOf(page)) - halfway)).toBeLessThan(200);
    await touch.up();
    expect(Math.abs((await positionOf(page)) - halfway)).toBeLessThan(200);
    await page.touchscreen.tap(box.x + 2, middle);
    await expect.poll(() => positionOf(page)).toBeLessThan(200);
  });

  await test.step('it goes on while it plays', async () => {
    await button(page, 'Play').tap();
    await expect.poll(() => positionOf(page)).toBeGreaterThan(1_000);
    const before = await positionOf(page);
    await touch.down(right, middle);
    await touch.move(right, middle + 30);
    await touch.move(right, middle + 70);
    await touch.up();
    await page.waitForURL(demoPath(3));
    await expect(button(page, 'Pause')).toBeVisible();
    expect(await positionOf(page)).toBeGreaterThanOrEqual(before);
    await expect.poll(() => positionOf(page)).toBeGreaterThan(before + 500);
  });
});

test('a story that cannot be had says so, and the keyboard goes on where it was', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'none' });
  expects(/ERR_INTERNET_DISCONNECTED/);
  await page.goto(`/s/${DEMO}/${demoTake(3)}`);
  await expect(page.getByRole('tree'), 'the page is awake').toBeAttached();
  await context.setOffline(true);
  await button(page, 'Play').click();
  const again = page.getByRole('alert').getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await context.setOffline(false);
  await again.press('Enter');
  await expect(button(page, 'Pause')).toBeFocused();
  await expect.poll(() => positionOf(page)).toBeGreaterThan(500);
});

test('somebody who is nobody yet likes a take, and takes it back', async ({ arrives }) => {
  const { page, expects } = await arrives({ microphone: 'none' });
  expects(/ERR_INTERNET_DISCONNECTED/);
  await page.goto(`/s/${DEMO}/${demoTake(3)}`);
  const heart = page.getByRole('region', { name: 'Player' }).getByRole('button', { name: /^Like Elinor’s take/ });
  await expect(heart).toHaveAccessibleName(/0 likes$/);
  const kept = page.waitForResponse((response) => response.url().endsWith('/like') && response.ok());
  await heart.click();
  await expect(heart).toHaveAccessibleName(/1 like$/);
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await kept;
  await page.reload();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');

  const other = await arrives({ microphone: 'none' });
  await other.page.goto(`/s/${DEMO}/${demoTake(3)}`);
  const theirs = other.page.getByRole('region', { name: 'Player' }).getByRole('button', { name: /^Like Elinor’s/ });
  await expect(theirs).toHaveAccessibleName(/1 like$/);
  await expect(theirs).toHaveAttribute('aria-pressed', 'false');
  await heart.click();
  await expect(heart).toHaveAccessibleName(/0 likes$/);
  await expect(theirs, 'others see it happen').toHaveAccessibleName(/0 likes$/);

  await page.context().setOffline(true);
  await heart.click();
  await expect(page.getByText('your like did not go through')).toBeVisible();
  await expect(heart).toHaveAccessibleName(/0 likes$/);
  await expect(heart).toHaveAttribute('aria-pressed', 'false');
});

test('from a link to a duet by keyboard alone', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'austen-0870' });
  await page.goto(`/s/${DEMO}/${demoTake(3)}`);
  await expect(page.getByRole('tree'), 'the page is awake').toBeAttached();
  await page.keyboard.press(' ');
  await expect(button(page, 'Pause')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.waitForURL(demoPath(5));
  await page.keyboard.press('ArrowUp');
  await page.waitForURL(demoPath(3));
  await page.keyboard.press('n');
  await expect(clock(page)).toHaveAttribute('aria-valuetext', /, Marianne$/);
  await page.keyboard.press('p');
  await expect(clock(page)).toHaveAttribute('aria-valuetext', /, Elinor$/);
  await page.keyboard.press(' ');
  await expect(button(page, 'Play')).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.getByRole('switch', { name: 'Letter keys' }).press(' ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await page.keyboard.press(' ');
  await expect(button(page, 'Pause'), 'letters are off, Space is not').toBeVisible();

  for (let tabs = 0; tabs < 60; tabs++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.textContent === 'Duet')) break;
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Answering Elinor' })).toBeVisible();
});

test('a link leads to an instant, through a take, and how one listens is remembered', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.goto(`/s/${DEMO}/${demoTake(4)}?on&t=2.5`);
  await page.waitForURL(`**/s/${DEMO}/${demoTake(5)}?t=2.5`);
  await expect(clock(page)).toHaveAttribute('aria-valuenow', '2500');
  await expect(button(page, 'Play')).toBeVisible();

  await page.getByRole('button', { name: 'Speed 1×' }).click();
  await expect(page.getByText('Speed 1.25×'), 'it is said').toBeAttached();
  await button(page, 'More ways to listen').click();
  const sheet = page.getByRole('dialog', { name: 'Listening' });
  await expect(sheet.getByRole('radio', { name: '1.25×' })).toBeChecked();
  await sheet.getByRole('switch', { name: 'Skip silences' }).check();
  await expect(sheet.getByText('from 0:02')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(button(page, 'More ways to listen')).toBeFocused();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Speed 1.25×' })).toBeVisible();
  await expect(page.getByText('no silences')).toBeVisible();

  await button(page, 'Play').click();
  await expect.poll(() => positionOf(page)).toBeGreaterThan(3_000);
});
