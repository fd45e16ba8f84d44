import { expect, type Page } from '@playwright/test';
import { test } from './align-test';
import { aim, judge, performOn } from './duet';
import { publishParent } from './parents';
import { replaceParent, whistled } from './performer';
import { openHeadphones, whyNoSound } from './sound-server';
import { magnitudes, percentile, type Row, summary } from './table';

/** A quarter of the duets on speakers: each comes with a calibration of its own. */
const SHARE = 1 / 4;
/** How much later than the browser's own the sound comes back (ms), as it does on Bluetooth. */
const INJECTED_MS = [0, 80, 250];
const PUNCH_MS = 2_000;
const MEDIAN_MS = 2;
/** A machine that is busy elsewhere starves the sound, and such a take says itself that it is less sure: another one then. */
const MOST_TRIES = 3;
/** As near as this test hears, through two codecs (ms). */
const HEARING_MS = 0.1;

const rows: Row[] = [];

test.describe('duets with headphones on', () => {
  const why = whyNoSound();
  if (why) console.log(`No duets with headphones on: ${why}`);
  test.skip(why !== null, why ?? '');
  test.describe.configure({ mode: 'serial' });

  for (const injectedMs of INJECTED_MS) {
    test(`${injectedMs} ms later`, async ({ arrives, baseURL, request, duets }) => {
      const parent = await publishParent(baseURL ?? '', 'speech');
      const sound = await openHeadphones(injectedMs);
      try {
        const { page } = await arrives({ microphone: sound });
        await replaceParent(page);
        const wanted = Math.ceil(duets * SHARE);
        let calibrated = 0;
        for (let tries = 0; calibrated < wanted && tries < MOST_TRIES * wanted; tries++) {
          await aim(page, parent, PUNCH_MS);
          await calibrate(page);
          const published = await performOn(page, parent, PUNCH_MS, null);
          const judged = await judge(request, parent, PUNCH_MS, published, whistled(parent.durationMs / 1_000));
          rows.push({ programme: 'headphones', page: `${injectedMs} ms`, ...judged });
          if (judged.method === 'calibrated') calibrated += 1;
        }
      } finally {
        await sound.kill();
      }
    });
  }

  test('lie where they were played, by calibration', () => {
    console.table(rows);
    console.table(summary(rows));
    expect(rows.filter(({ method }) => method === 'measured').length, 'nothing leaks: nothing is measured').toBe(0);
    const sure = rows.filter(({ method }) => method === 'calibrated');
    for (const { said, residualMs, errorMs } of sure) {
      expect(Math.abs(residualMs), `it said: ${said}`).toBeLessThanOrEqual(errorMs + HEARING_MS);
    }
    // A machine that starves the sound in every take lets none be sure of itself, which is right, and proves no more.
    const why = sure.length > 0 ? null : 'No take was sure of itself: this machine starves the sound.';
    if (why) console.log(why);
    test.skip(why !== null, why ?? '');
    const off = magnitudes(sure, ({ residualMs }) => residualMs);
    expect(percentile(off, 0.5), 'median (ms)').toBeLessThanOrEqual(MEDIAN_MS);
  });
});

/** The switch, Record, and the guided two seconds that are offered then, again where too little was heard. */
async function calibrate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sound check', exact: true }).click();
  const check = page.getByRole('dialog', { name: 'Sound check' });
  await check.getByRole('switch', { name: 'I wear headphones' }).click();
  await page.keyboard.press('Escape');
  await expect(check).toHaveCount(0);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  const offer = page.getByRole('dialog', { name: 'Hold an earphone to your microphone' });
  const done = offer.getByRole('button', { name: 'Record' });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await offer.getByRole('button', { name: 'Start' }).click();
    await expect(done.or(offer.getByRole('alert'))).toBeVisible();
    if (await done.isVisible()) return done.click();
  }
  await offer.getByRole('button', { name: 'Skip' }).click();
}
