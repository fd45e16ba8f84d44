import { describe, expect, it } from 'vitest';
import { CROSSFADE_MS, gainCurve } from '@/lib/timeline/path';
import { partsBetween, silencesIn } from '@/lib/timeline/silence';
import type { PlayerTake } from './player';
import { END_MS, loudest, mixes, PER_MS, pathFile, playerTakes, steepest } from './player-fixture';
import { inPlayerPage } from './test-player-page';

const SPEEDS = [0.75, 0.9, 1.25, 1.5, 2];

/** A take that is all of what a path sounds like: nothing is switched in it. */
function inOne(id: string, samples: Float32Array, durationMs: number): PlayerTake[] {
  mixes.set(id, Float32Array.from(samples));
  return [{ id, startMs: 0, durationMs, mixUrl: `/mix/${id}`, authorName: id }];
}

/** Two takes with a hum under everything, and a voice that is silent three times: once across the switch. */
const HUMMED = [
  { id: 'S1', startMs: 0, durationMs: 4_000 },
  { id: 'S2', startMs: 4_000, durationMs: 4_000 },
];
const SILENT = [
  [900, 2_100],
  [3_200, 4_900],
  [6_000, 7_300],
] as const;

function hummed(n: number): number {
  const isSilent = SILENT.some(([fromMs, toMs]) => n >= fromMs * PER_MS && n < toMs * PER_MS);
  return (
    0.002 * Math.cos((2 * Math.PI * 180 * n) / 48_000) +
    (isSilent ? 0 : 0.1 * Math.cos((2 * Math.PI * 330 * n) / 48_000))
  );
}
for (const { id, startMs, durationMs } of HUMMED)
  mixes.set(
    id,
    Float32Array.from({ length: (durationMs + 100) * PER_MS }, (_, n) => hummed(startMs * PER_MS + n)),
  );

/** What is left of it without its silences, from the definition: every part times its gain. */
function withoutSilences(): Float32Array {
  const parts = HUMMED.flatMap(({ id, startMs, durationMs }) => {
    const silences = silencesIn(mixes.get(id) ?? new Float32Array(), 48_000);
    return partsBetween(silences, 0, durationMs).map(({ fromMs, toMs }) => ({
      fromMs: startMs + fromMs,
      toMs: startMs + toMs,
    }));
  });
  const lengthMs = parts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const left = new Float32Array((lengthMs + CROSSFADE_MS) * PER_MS);
  let atMs = 0;
  for (const [index, { fromMs, toMs }] of parts.entries()) {
    const corners = gainCurve({ fromMs: atMs, toMs: atMs + toMs - fromMs });
    // The player itself lets the path begin and end.
    if (index === 0) for (const corner of corners.slice(0, 2)) corner.gain = 1;
    if (index === parts.length - 1) for (const corner of corners.slice(-2)) corner.gain = 1;
    for (const [k, a] of corners.slice(0, -1).entries()) {
      const b = corners[k + 1];
      if (!b) continue;
      for (let n = a.atMs * PER_MS; n < b.atMs * PER_MS; n++) {
        const gain = a.gain + ((b.gain - a.gain) * (n / PER_MS - a.atMs)) / (b.atMs - a.atMs);
        left[n] = (left[n] ?? 0) + gain * hummed(n + (fromMs - atMs) * PER_MS);
      }
    }
    atMs += toMs - fromMs;
  }
  return left;
}

/** How far `a` strays from `b`: the vocoder lets the phases of a voice drift, but a click would be a step. */
function stray(a: Float32Array, b: Float32Array) {
  const difference = a.map((sample, n) => sample - (b[n] ?? 9));
  return { most: loudest(difference, 0, difference.length / PER_MS), step: steepest(difference) };
}

inPlayerPage('the path player in Chromium', (bench) => {
  describe('sounds as if it came from one file', () => {
    it.each(SPEEDS)('across every switch at speed %d', async (rate) => {
      const seconds = END_MS / 1000 / rate + 1;
      const { state } = await bench.render({ rate }, playerTakes(), seconds);
      const heard = bench.rendered;
      expect(state).toMatchObject({ phase: 'ended', rate, rateError: null });
      await bench.render({ rate }, inOne('whole', pathFile('H'), END_MS), seconds);
      const { most, step } = stray(heard, bench.rendered);
      expect(most).toBeLessThan(3e-3);
      expect(step).toBeLessThan(1e-3);
    });

    it.each([0.75, 1, 1.5])('without its silences at speed %d', async (rate) => {
      const takes = HUMMED.map((take) => ({ ...take, mixUrl: `/mix/${take.id}`, authorName: take.id }));
      const left = withoutSilences();
      const lengthMs = left.length / PER_MS - CROSSFADE_MS;
      const seconds = lengthMs / 1000 / rate + 1;
      await bench.render({ rate, steps: [{ atMs: 0, act: 'setSkipsSilence', on: true }] }, takes, seconds);
      const heard = bench.rendered;
      await bench.render({ rate }, inOne('left', left, lengthMs), seconds);
      const { most, step } = stray(heard, bench.rendered);
      expect(lengthMs).toBe(5_000);
      expect(most).toBeLessThan(rate === 1 ? 1e-6 : 3e-3);
      expect(step).toBeLessThan(rate === 1 ? 1e-6 : 1e-3);
    });
  });
});
