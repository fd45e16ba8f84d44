import { expect, type Locator } from '@playwright/test';
import { lagOf } from '@/lib/server/mixing/test-sounds';
import { expectLengths, expectOver, hear } from './ear';
import { test } from './people';
import { beginStory, fillIn, publish, recordFor } from './studio';

test('an answer is moved and trimmed before it is published, and is published as it was heard', async ({ arrives }) => {
  const ada = await arrives({ microphone: 'austen-0870' });
  await beginStory(ada.page);
  await recordFor(ada.page, 2);
  await fillIn(ada.page, { title: 'To the millisecond', name: 'Ada' });
  const seed = await publish(ada.page);

  const { page } = await arrives({ microphone: 'austen-0890' });
  await page.goto(seed.url);
  await page.getByRole('link', { name: 'Duet', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
  await recordFor(page, 4);
  const recordedMs = Number(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuemax'));

  await test.step('by button and by key, heard over and over, and told', async () => {
    await expect(page.getByText(/^(Aligned|Estimated) ±/)).toBeVisible();
    const panel = page.getByRole('region', { name: 'Fine timing' });
    // A guess opens it by itself.
    if (!(await panel.isVisible())) await page.getByRole('button', { name: 'Fine timing' }).click();
    const nudge = panel.getByRole('slider', { name: 'Nudge' });
    await panel.getByRole('button', { name: '10 ms later' }).click();
    await expect(panel.getByRole('button', { name: 'Loop' })).toHaveAttribute('aria-pressed', 'true');
    await nudge.press('ArrowRight');
    await nudge.press('ArrowRight');
    await expect(nudge).toHaveAttribute('aria-valuetext', '+12 ms');
    await expect(panel.getByRole('status')).toHaveText('+12 ms');
  });

  const start = page.getByRole('slider', { name: 'Start of the take' });
  const end = page.getByRole('slider', { name: 'End of the take' });
  await test.step('looking at an end of it moves nothing, and goes on sounding', async () => {
    await start.focus();
    await end.focus();
    await start.focus();
    await expect(page.getByRole('button', { name: 'Loop' })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('both ends by key', async () => {
    const before = await Promise.all([start, end].map(msOf));
    await start.press('Shift+ArrowRight');
    await start.press('ArrowRight');
    await end.press('Shift+ArrowLeft');
    await end.press('Shift+ArrowLeft');
    const after = await Promise.all([start, end].map(msOf));
    expect(after.map((value, i) => value - (before[i] ?? 0))).toEqual([110, -200]);
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByText('+12 ms by ear')).toBeVisible();
  });

  await fillIn(page, { name: 'Ben' });
  const duet = await publish(page);
  const parent = await hear(page.request, seed.storyId, seed.takeId);
  const published = await hear(page.request, seed.storyId, duet.takeId);
  expect([published.startMs, published.durationMs]).toEqual([110, recordedMs - 310]);
  expect(published.alignment.nudgeMs).toBe(12);
  expectLengths(published);
  expectOver(published, parent);

  await test.step('and taken back on its page it lies where it was put in time, to the sample', async () => {
    const timing = page.getByRole('region', { name: 'Timing' });
    await timing.getByRole('button', { name: 'Move in time' }).click();
    const sheet = page.getByRole('dialog', { name: 'Move in time' });
    await sheet.getByRole('button', { name: '10 ms earlier' }).click();
    await sheet.getByRole('button', { name: '1 ms earlier' }).click();
    await sheet.getByRole('button', { name: '1 ms earlier' }).click();
    await sheet.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(async () => (await hear(page.request, seed.storyId, duet.takeId)).alignment.nudgeMs, { intervals: [500] })
      .toBe(0);
    const back = await hear(page.request, seed.storyId, duet.takeId);
    expect(lagOf(published.stem.samples, back.stem.samples)).toBe(12 * 48);
  });
});

const msOf = async (slider: Locator): Promise<number> => Number(await slider.getAttribute('aria-valuenow'));
