import { describe, expect, it } from 'vitest';
import { resample } from './resample';

const sine = (length: number, hz: number, from = 0, ratio = 1) =>
  Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hz * (from + n * ratio)) / 48_000));
const worst = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, x, n) => Math.max(most, Math.abs(x - (b[n] ?? 0))), 0);

describe('resample', () => {
  it('copies exactly what needs no change, with silence around it', () => {
    const samples = sine(100, 1_234);
    expect(resample(samples, 0, 1, 100)).toEqual(samples);
    expect(resample(samples, 7, 1, 20)).toEqual(samples.slice(7, 27));
    expect([...resample(samples, -2, 1, 4)]).toEqual([0, 0, samples[0], samples[1]]);
    expect([...resample(samples, 98, 1, 4)]).toEqual([samples[98], samples[99], 0, 0]);
    expect([...resample(samples, 200, 1, 2)]).toEqual([0, 0]);
    expect([...resample(samples, -300, 1, 2)]).toEqual([0, 0]);
  });

  it.each([50, 997, 7_000, 15_000])('reads a sine of %i Hz between its samples, 80 dB above the error', (hz) => {
    for (const [from, ratio] of [
      [100.37, 1],
      [100.5, 1.0002],
      [99.999, 0.999],
    ] as const) {
      expect(worst(resample(sine(12_000, hz), from, ratio, 10_000), sine(10_000, hz, from, ratio))).toBeLessThan(1e-4);
    }
  });

  it('comes back to where it was', () => {
    const samples = sine(10_000, 3_000);
    const there = resample(samples, 0.25, 1, 10_000);
    expect(worst(resample(there, -0.25, 1, 9_900).subarray(100), samples.subarray(100, 9_900))).toBeLessThan(1e-3);
  });

  it('is silent beyond the samples, and fades nothing that is far from the ends', () => {
    expect(resample(sine(100, 500), -1_000.5, 1.0001, 50).every((x) => x === 0)).toBe(true);
    expect(resample(new Float32Array(0), 0.5, 1, 3)).toEqual(new Float32Array(3));
  });
});
