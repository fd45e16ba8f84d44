import { expect } from '@playwright/test';
import { expectAlone, expectLengths, expectOver, hear, likeness } from './ear';
import { type Person, test } from './people';
import { beginStory, fillIn, inReview, publish, recordFor } from './studio';

/** An engine without SIMD: it says so when it is asked, which is how the page finds out. */
const withoutSimd = ({ page }: Person) =>
  page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });

test('a device that cannot mix publishes through the server', async ({ arrives }) => {
  const cleo = await arrives({ microphone: 'austen-0870' });
  const { page } = cleo;
  await withoutSimd(cleo);
  await beginStory(page);
  await recordFor(page, 2);
  await fillIn(page, { title: 'From an old phone', name: 'Cleo' });
  // The line of progress comes and goes by itself: whoever waits for it is there before Publish is pressed.
  const oneMoreLine = page.getByRole('progressbar', { name: 'Mixing on the server' }).waitFor();
  const [seed] = await Promise.all([publish(page), oneMoreLine]);

  await test.step('and answers through it', async () => {
    await page.getByRole('link', { name: 'Duet', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Record' })).not.toHaveAttribute('aria-disabled');
    await recordFor(page, 4);
    const review = page.getByRole('region', { name: 'Your take' });
    await review.getByRole('button', { name: 'Play' }).click();
    await expect(review.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:01 of/);
  });
  const duet = await publish(page);

  const first = await hear(page.request, seed.storyId, seed.takeId);
  const second = await hear(page.request, seed.storyId, duet.takeId);
  for (const take of [first, second]) {
    expectLengths(take);
    expect(await likeness(take, 'austen-0870')).toBeGreaterThan(0.9);
  }
  expectAlone(first);
  expectOver(second, first);
});

test('a device whose core does not arrive publishes through the server', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'austen-0880' });
  expects(/ERR_FAILED.*\/ffmpeg\//);
  await context.route('**/ffmpeg/**', (route) => route.abort());
  await beginStory(page);
  await recordFor(page, 2);
  await inReview(page);
  await fillIn(page, { title: 'Behind a strict proxy', name: 'Cleo' });
  const { storyId, takeId } = await publish(page);
  const take = await hear(page.request, storyId, takeId);
  expectLengths(take);
  expectAlone(take);
});
