import { expect } from '@playwright/test';
import { test } from './align-test';
import { delayOf, SAMPLES_PER_MS } from './delay';
import { aim, fetchStem, perform } from './duet';
import { publishParent } from './parents';
import { openLoopback } from './sound-server';

const SECONDS = 300;
const PIECE_SECONDS = 10;
/** The end may lie so much farther off than the beginning (ms). */
const MOST_DRIFT_MS = 1;
/** Where each piece is looked for around where it should be (ms). */
const WITHIN_MS = 600;

test('a duet of five minutes ends where it began', async ({ arrives, baseURL, request }) => {
  const parent = await publishParent(baseURL ?? '', 'speech', SECONDS);
  const sound = await openLoopback();
  try {
    const { page } = await arrives({ microphone: sound });
    await aim(page, parent, 0);
    const { takeId, said } = await perform(page, parent, 0, null);
    const { alignment, stem } = await fetchStem(request, parent.storyId, takeId);
    const off: number[] = [];
    for (let at = 0; at < SECONDS; at += PIECE_SECONDS) off.push(pieceOffMs(stem, parent.mix, at));
    console.log(`${said}; off at each ${PIECE_SECONDS} s (ms): ${off.map((ms) => ms.toFixed(2)).join(' ')}`);
    expect(alignment.method).toBe('measured');
    expect(Math.max(...off) - Math.min(...off), 'drift (ms)').toBeLessThanOrEqual(MOST_DRIFT_MS);
  } finally {
    await sound.kill();
  }
});

function pieceOffMs(stem: Float32Array, parent: Float32Array, atSeconds: number): number {
  const at = atSeconds * 1_000 * SAMPLES_PER_MS;
  const piece = parent.subarray(at, at + PIECE_SECONDS * 1_000 * SAMPLES_PER_MS);
  const reach = WITHIN_MS * SAMPLES_PER_MS;
  return (delayOf(stem, piece, [at - reach, at + reach]).samples - at) / SAMPLES_PER_MS;
}
