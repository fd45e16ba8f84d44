import { expect } from '@playwright/test';
import { lagOf } from '@/lib/server/mixing/test-sounds';
import { expectLengths, expectOver, hear } from './ear';
import { test } from './people';
import { beginStory, fillIn, publish, recordFor } from './studio';

test('a published take is moved by ear, until somebody answers it', async ({ arrives }) => {
  const cleo = await arrives({ microphone: 'austen-0870' });
  const { page } = cleo;
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'A little late', name: 'Cleo' });
  const seed = await publish(page);
  await page.getByRole('link', { name: 'Duet', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
  await recordFor(page, 4);
  const duet = await publish(page);
  const parent = await hear(page.request, seed.storyId, seed.takeId);
  const before = await hear(page.request, seed.storyId, duet.takeId);

  const timing = page.getByRole('region', { name: 'Timing' });
  const open = timing.getByRole('button', { name: 'Move in time' });
  const sheet = page.getByRole('dialog', { name: 'Move in time' });
  await test.step('heard while it moves, by key and by button', async () => {
    await open.click();
    const nudge = sheet.getByRole('slider', { name: 'Nudge' });
    await expect(nudge).toBeFocused();
    await expect(sheet.getByRole('button', { name: 'Save' })).toBeDisabled();
    await sheet.getByRole('button', { name: 'Hear it' }).click();
    await expect(sheet.getByRole('button', { name: 'Stop' })).toBeVisible();
    await nudge.press('ArrowRight');
    await nudge.press('ArrowRight');
    await sheet.getByRole('button', { name: '10 ms later' }).click();
    await expect(nudge).toHaveAttribute('aria-valuetext', '+12 ms');
    await expect(sheet.getByRole('alert')).toHaveCount(0);
  });

  await test.step('its author is told that the new mix is being made, and that it is there', async () => {
    await sheet.getByRole('button', { name: 'Save' }).click();
    await expect(timing.getByText('Moved 12 ms later by ear')).toBeVisible();
    await expect(open).toBeFocused();
    const after = await hear(page.request, seed.storyId, duet.takeId);
    expectLengths(after);
    expectOver(after, parent);
    expect(lagOf(after.stem.samples, before.stem.samples)).toBe(12 * 48);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:01 of/);
  });

  await test.step('and to everybody else it is only told how sure its place is', async () => {
    const dan = await arrives({ microphone: 'austen-0880' });
    await dan.page.goto(duet.url);
    await expect(dan.page.getByRole('region', { name: 'Timing' })).toContainText('Moved 12 ms later by ear');
    await expect(dan.page.getByRole('button', { name: 'Move in time' })).toHaveCount(0);
    await dan.page.getByRole('link', { name: 'Continue', exact: true }).click();
    await expect(dan.page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
    await recordFor(dan.page, 2);
    await fillIn(dan.page, { name: 'Dan' });
    await publish(dan.page);
  });

  await page.goto(duet.url);
  await expect(timing).toContainText('Dan has answered this take, so it stays where it is.');
  await expect(open).toHaveCount(0);
});
