import { beforeAll, expect, it } from 'vitest';
import { mixOf, talk } from '@/lib/server/mixing/test-sounds';
import type { PlayerTake } from './player';
import { PER_MS } from './player-fixture';
import { inPlayerPage } from './test-player-page';

const END_MS = 24_000;
/** AAC's noise bands are made up anew by each decoding, far below a voice. */
const NOISE = 3e-3;
const TAKE: PlayerTake = { id: 'R', startMs: 0, durationMs: END_MS, mixUrl: '/mix/R', authorName: 'Voice' };

/** Runs in the page: decodes a whole file, and posts the samples to the server. */
async function decodeWhole(url: string) {
  const bytes = await (await fetch(url)).arrayBuffer();
  const buffer = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes);
  await fetch('/', { method: 'POST', body: buffer.getChannelData(0).slice() });
}

inPlayerPage('a mix in parts in Chromium', (bench) => {
  let mix: Uint8Array;
  beforeAll(async () => {
    mix = await mixOf(await talk(END_MS));
  }, 60_000);

  /** Where `wanted` begins in `rendered` (samples), by the first place where they are equal for a while. */
  function find(rendered: Float32Array, wanted: Float32Array, from: number): number {
    for (let at = from; at < from + 400 * PER_MS; at++) {
      let n = 0;
      while (n < 4_800 && Math.abs((rendered[at + n] ?? 9) - (wanted[n] ?? 9)) < NOISE) n++;
      if (n === 4_800) return at;
    }
    throw new Error('The rendering does not hold the mix');
  }
  const worst = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, sample, n) => Math.max(most, Math.abs(sample - (b[n] ?? 9))), 0);

  it('sounds as the whole does, to the sample, across every joint and from any place', async () => {
    bench.files.set('/mix/R', mix);
    await bench.page.evaluate(decodeWhole, '/mix/R');
    const whole = bench.rendered;
    bench.requests = [];
    const { log, decodes } = await bench.render({ steps: [{ atMs: 21_000, act: 'seek', ms: 13_000 }] }, [TAKE], 34);
    // The whole has never been asked for here: its three parts were.
    expect([bench.requests, decodes]).toEqual([['/mix/R', '/mix/R', '/mix/R'], 3]);
    expect(log.filter(({ phase }) => phase === 'loading')).toHaveLength(1);
    expect(log.at(-1)?.phase).toBe('ended');

    const begins = find(bench.rendered, whole.subarray(100 * PER_MS), 0) - 100 * PER_MS;
    const until = 20_900 * PER_MS;
    expect(worst(bench.rendered.subarray(begins + 480, until), whole.subarray(480))).toBeLessThan(NOISE);
    const sought = find(bench.rendered, whole.subarray(13_050 * PER_MS), until) - 50 * PER_MS;
    const rest = bench.rendered.subarray(sought + 480, sought + (END_MS - 13_000) * PER_MS);
    expect(worst(rest, whole.subarray(13_000 * PER_MS + 480))).toBeLessThan(NOISE);
  });
});
