import { expect } from '@playwright/test';
import { whyNoSwift } from '@/lib/server/storage/test-swift';
import { expectAlone, expectLengths, expectOver, expectRange, hear } from './ear';
import { test } from './people';
import { openAppOnS3, type SecondApp } from './second-app';
import { beginStory, fillIn, publish, recordFor } from './studio';

const reason = whyNoSwift();
let app: SecondApp;

test.describe('a store that speaks S3', () => {
  test.beforeAll(async () => {
    if (reason) {
      console.log(`The journey through S3 is skipped: ${reason}.`);
      return;
    }
    test.setTimeout(180_000);
    app = await openAppOnS3();
  });
  test.afterAll(() => app?.close());

  test('files go from the page straight to the store, and come back from it', async ({ arrives }) => {
    test.skip(reason !== null, reason ?? '');
    const { page, context } = await arrives({ microphone: 'austen-0870', baseURL: app.origin });
    const calls: { method: string; origin: string; status: number }[] = [];
    context.on('response', (response) => {
      const { origin } = new URL(response.url());
      calls.push({ method: response.request().method(), origin, status: response.status() });
    });

    await beginStory(page);
    await recordFor(page, 2);
    await fillIn(page, { title: 'Far away', name: 'Eve' });
    const seed = await publish(page);
    const puts = calls.filter(({ method, origin }) => method === 'PUT' && origin === app.store);
    expect(puts.map(({ status }) => status)).toEqual([200, 200]);

    await test.step('the parent of a duet comes from the store, and the path plays from it', async () => {
      await page.getByRole('link', { name: 'Duet', exact: true }).click();
      await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
      await recordFor(page, 4);
    });
    const duet = await publish(page);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:02 of/);
    expect(calls.filter(({ method, origin }) => method === 'GET' && origin === app.store)).not.toHaveLength(0);

    const first = await hear(page.request, seed.storyId, seed.takeId);
    const second = await hear(page.request, seed.storyId, duet.takeId);
    expect(new URL(second.mixUrl).origin).toBe(app.store);
    expectLengths(first);
    expectLengths(second);
    expectAlone(first);
    expectOver(second, first);
    await expectRange(page, second.mixUrl, second.files.mix);
  });
});
