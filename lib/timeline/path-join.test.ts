import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CROSSFADE_MS, durationMs, gainCurve, type PathTake, playPlan } from './path';
import { createJoin, heardMs } from './path-join';

const RATE = 48;

/** What is heard of a plan, sample by sample: the sum of all that sound there, each by its gain. */
function heardAt(plan: ReturnType<typeof playPlan>, mixes: ReadonlyMap<string, Float32Array>, at: number): number {
  let sum = 0;
  for (const stretch of plan) {
    const corners = gainCurve(stretch);
    const ms = at / RATE;
    const i = corners.findLastIndex((corner) => corner.atMs <= ms);
    const [from, to] = [corners[i], corners[i + 1]];
    if (!from || !to) continue;
    const gain = from.gain + ((to.gain - from.gain) * (ms - from.atMs)) / (to.atMs - from.atMs);
    sum += gain * (mixes.get(stretch.takeId)?.[at - stretch.fromMs * RATE] ?? 0);
  }
  return sum;
}

function joined(plan: ReturnType<typeof playPlan>, mixes: ReadonlyMap<string, Float32Array>): number[] {
  const join = createJoin();
  const whole = plan.flatMap((stretch) => [
    ...join.add(stretch, (mixes.get(stretch.takeId) ?? new Float32Array(0)).subarray(0, heardMs(stretch) * RATE)),
  ]);
  return [...whole, ...join.end()];
}

/** Starts as close to each other as any path can have them, also within one fade. */
const paths = fc.array(fc.integer({ min: 0, max: 35 }), { minLength: 1, maxLength: 8 }).map((gaps): PathTake[] => {
  let startMs = 0;
  return gaps.map((gap, i) => {
    if (i > 0) startMs += gap;
    return { id: String(i), startMs, durationMs: 40 };
  });
});

test('any path sounds as its plan says, to the sample', () => {
  fc.assert(
    fc.property(paths, fc.infiniteStream(fc.float({ min: -1, max: 1, noNaN: true })), (takes, noise) => {
      const plan = playPlan(takes);
      const mixes = new Map(
        takes.map(({ id, durationMs: ms }) => [
          id,
          Float32Array.from({ length: (ms + CROSSFADE_MS) * RATE }, (_, n) => (n % 7 === 0 ? noise.next().value : 0.5)),
        ]),
      );
      const whole = joined(plan, mixes);
      expect(whole.length).toBe((durationMs(plan) + CROSSFADE_MS) * RATE);
      const off = whole.reduce((most, value, at) => Math.max(most, Math.abs(value - heardAt(plan, mixes, at))), 0);
      expect(off).toBeLessThan(1e-6);
    }),
    { numRuns: 40 },
  );
});

test('where mixes of one sound meet, nothing is heard of it', () => {
  const takes = [0, 20, 24, 60].map((startMs, i) => ({ id: String(i), startMs, durationMs: 50 }));
  const even = new Map(takes.map(({ id }) => [id, new Float32Array(70 * RATE).fill(0.5)]));
  const within = joined(playPlan(takes), even).slice(CROSSFADE_MS * RATE, -CROSSFADE_MS * RATE);
  for (const value of within) expect(value).toBeCloseTo(0.5, 6);
});

test('a mix that ends before its stretch does is silent from there', () => {
  const plan = playPlan([{ id: 'only', startMs: 0, durationMs: 30 }]);
  const whole = joined(plan, new Map([['only', new Float32Array(20 * RATE).fill(0.5)]]));
  expect(whole[19 * RATE]).toBeCloseTo(0.5);
  expect(whole.slice(20 * RATE).every((value) => value === 0)).toBe(true);
});
