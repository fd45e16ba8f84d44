import { describe, expect, it } from 'vitest';
import { slate } from '@/lib/timeline/slate';
import { cutStem } from './cut';

const RATE = 48_000;

/** A ramp that tells every sample's own place, quiet enough not to disturb the slate before it. */
const RAMP = 1e-8;
const CUT = { slateToPunchMs: 500, latencyMs: 80, durationMs: 1_000 };

/** Silence, the slate at `slateAt`, and a ramp from its first sample on. */
function source(slateAt: number, length: number): Float32Array {
  const samples = Float32Array.from({ length }, (_, n) => n * RAMP);
  for (const [n, x] of slate(RATE).entries()) samples[slateAt + n] = (samples[slateAt + n] ?? 0) + x;
  return samples;
}

const placeOf = (sample: number | undefined) => Math.round((sample ?? Number.NaN) / RAMP);

describe('cutStem', () => {
  it.each([
    [0, 0, 0],
    [12_345, 80, 3_840],
    [777, 83.25, 3_996],
    [777, 83.26, 3_996],
    [777, 83.27, 3_997],
    [4_000, -20, -960],
    [191_999, 0, 0],
  ])('with the slate at %i and %f ms of latency starts at the nearest sample', (slateAt, latencyMs, later) => {
    const samples = source(slateAt, 400_000);
    const stem = cutStem(samples, { ...CUT, latencyMs });
    expect(stem.length).toBe(48_000);
    expect(placeOf(stem[0])).toBe(slateAt + 24_000 + later);
    expect(placeOf(stem.at(-1))).toBe(slateAt + 24_000 + later + 47_999);
  });

  it('does not find a slate after the first four seconds', () => {
    expect(() => cutStem(source(193_000, 400_000), CUT)).toThrowError(
      expect.objectContaining({ code: 'slate_not_found' }),
    );
  });

  it('refuses a recording without a slate', () => {
    for (const length of [0, 100, 96_000]) {
      const blank = new Float32Array(length);
      expect(() => cutStem(blank, CUT)).toThrowError(expect.objectContaining({ code: 'slate_not_found' }));
    }
  });

  const END = 1_000 + (500 + 80 + 1_000) * 48;

  it.each([0, 1, 2_400])('fills %i missing samples at the end with silence', (missing) => {
    const stem = cutStem(source(1_000, END - missing), CUT);
    expect(stem.length).toBe(48_000);
    expect(placeOf(stem[47_999 - missing])).toBe(END - 1 - missing);
    expect(stem.subarray(48_000 - missing).every((x) => x === 0)).toBe(true);
  });

  it('refuses a recording that ends more than 50 ms before the take, and says by how much', () => {
    const cutShort = (missing: number) => () => cutStem(source(1_000, END - missing), CUT);
    expect(cutShort(2_401)).toThrowError(
      expect.objectContaining({ code: 'source_cut_short', details: { missingMs: 51 } }),
    );
    expect(cutShort(24_000)).toThrowError(
      expect.objectContaining({ code: 'source_cut_short', details: { missingMs: 500 } }),
    );
  });

  it('refuses a take that starts before its recording, and says by how much', () => {
    const early = { slateToPunchMs: 0, latencyMs: -100, durationMs: 1_000 };
    expect(() => cutStem(source(480, 96_000), early)).toThrowError(
      expect.objectContaining({ code: 'source_cut_short', details: { missingMs: 90 } }),
    );
  });

  it('takes a finished stem whole, down to whole milliseconds, in a copy of its own', () => {
    const decoded = source(0, 48_047);
    const stem = cutStem(decoded, 'whole');
    expect(stem.length).toBe(48_000);
    expect(stem).toEqual(decoded.slice(0, 48_000));
    stem.fill(0);
    expect(decoded[47_000]).toBeGreaterThan(0);
    expect(cutStem(source(0, 47_999), 'whole').length).toBe(47_952);
  });

  it.each([CUT, 'whole'] as const)('gives numbers between -1 and 1, whatever a broken file decodes to (%j)', (cut) => {
    const samples = source(1_000, END);
    const broken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5, -7];
    samples.set(broken, 40_000);
    const stem = cutStem(samples, cut);
    const at = cut === 'whole' ? 40_000 : 40_000 - 1_000 - 580 * 48;
    expect([...stem.subarray(at, at + broken.length)]).toEqual([0, 0, 0, 1, -1]);
    expect(stem.every((x) => Math.abs(x) <= 1)).toBe(true);
  });
});
