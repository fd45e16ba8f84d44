import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peaksOf } from './peaks';

const samples = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 200 })
  .map((values) => Float32Array.from(values));

describe('peaksOf', () => {
  it('gives one value for every stretch, the last one short', () => {
    const lengths = [0, 1, 2_399, 2_400, 2_401, 4_800].map((length) => peaksOf(new Float32Array(length), 2_400).length);
    expect(lengths).toEqual([0, 1, 1, 1, 2, 2]);
  });

  it('draws the loudest sample of each stretch, whichever its sign', () => {
    expect([...peaksOf(Float32Array.of(0.1, -0.5, 0.2, 0, 1, -1, -0.25), 3)]).toEqual([128, 255, 64]);
  });

  it('is 0 for silence and 255 for full scale and all above it', () => {
    expect([...peaksOf(Float32Array.of(0, 1, -1, 1.7), 1)]).toEqual([0, 255, 255, 255]);
  });

  it('is the maximum of every stretch, rounded', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 50 }), (values, each) => {
        const peaks = peaksOf(values, each);
        expect(peaks.length).toBe(Math.ceil(values.length / each));
        for (const [i, peak] of peaks.entries()) {
          const loudest = Math.max(...values.subarray(i * each, (i + 1) * each).map(Math.abs));
          expect(Math.abs(peak - loudest * 255)).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });

  it('leaves the samples as they were', () => {
    const values = Float32Array.of(0.3, -0.4);
    peaksOf(values, 1);
    expect(values).toEqual(Float32Array.of(0.3, -0.4));
  });
});
