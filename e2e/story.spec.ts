import { expect } from '@playwright/test';
import { expectAlone, expectLengths, expectOver, expectRange, hear, likeness, renderedOnServer } from './ear';
import { test } from './people';
import { beginStory, counterReaches, fillIn, inReview, publish, recordFor } from './studio';

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
    return publish(page);
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
