import { describe, expect, it } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Cut } from '@/lib/domain/schemas';
import { slate } from '@/lib/timeline/align/slate';
import { cutTake, cutWhole, slateIn } from './cut';
import { placeBelieved } from './place';

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

/** As the recorder believes it to lie. */
function cutStem(decoded: Float32Array, cut: Cut): Float32Array {
  const { place } = placeBelieved({ slateAt: slateIn(decoded), cut, believed: NOT_ALIGNED });
  return cutTake(decoded, cut, place, false).samples;
}

describe('a take that is cut as it is believed to lie', () => {
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
    const stem = cutWhole(decoded).samples;
    expect(stem.length).toBe(48_000);
    expect(stem).toEqual(decoded.slice(0, 48_000));
    stem.fill(0);
    expect(decoded[47_000]).toBeGreaterThan(0);
    expect(cutWhole(source(0, 47_999)).samples.length).toBe(47_952);
  });

  it.each([CUT, 'whole'] as const)('gives numbers between -1 and 1, whatever a broken file decodes to (%j)', (cut) => {
    const samples = source(1_000, END);
    const broken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5, -7];
    samples.set(broken, 40_000);
    const stem = cut === 'whole' ? cutWhole(samples).samples : cutStem(samples, cut);
    const at = cut === 'whole' ? 40_000 : 40_000 - 1_000 - 580 * 48;
    expect([...stem.subarray(at, at + broken.length)]).toEqual([0, 0, 0, 1, -1]);
    expect(stem.every((x) => Math.abs(x) <= 1)).toBe(true);
  });
});

describe('a take with what lies around it', () => {
  const place = { fromSamples: 100_000.4, ratio: 1, jumps: [], expectedSamples: 100_000 };
  const ramp = (length: number) => Float32Array.from({ length }, (_, n) => n * RAMP);
  const cut = { slateToPunchMs: 0, latencyMs: 0, durationMs: 2_000 };
  const long = ramp(400_000);

  it.each([0, 1, 250, 1_000, -1, -1_000])('moved %i ms later begins as much earlier in the recording', (nudgeMs) => {
    const { samples, raw, headMs } = cutTake(long, { ...cut, nudgeMs }, place, true);
    expect([raw.length, samples.length, headMs]).toEqual([192_000, 96_000, 1_000 - nudgeMs]);
    expect([placeOf(raw[0]), placeOf(raw.at(-1))]).toEqual([52_000, 243_999]);
    expect(placeOf(samples[0])).toBe(100_000 - nudgeMs * 48);
    expect(samples).toEqual(raw.subarray(headMs * 48, headMs * 48 + 96_000));
  });

  it('has silence where the recording has nothing, however it is moved', () => {
    const near = { ...place, fromSamples: 10_000, expectedSamples: 10_000 };
    const { samples, raw } = cutTake(ramp(106_000), { ...cut, nudgeMs: 1_000 }, near, true);
    expect(raw.subarray(0, 38_000).every((x) => x === 0)).toBe(true);
    expect(placeOf(raw[38_001])).toBe(1);
    expect(raw.subarray(144_000).every((x) => x === 0)).toBe(true);
    expect(samples.subarray(0, 38_000).every((x) => x === 0)).toBe(true);
    expect(() => cutTake(ramp(106_000), { ...cut, nudgeMs: -1_000 }, near, true)).not.toThrow();
  });

  it('drawn out beyond its recording ends in silence, for a second and no more', () => {
    const drawn = (missingMs: number) => cutTake(ramp(196_000 - missingMs * 48), cut, place, true);
    expect(
      drawn(1_000)
        .samples.subarray(48_000)
        .every((x) => x === 0),
    ).toBe(true);
    expect(() => drawn(1_051)).toThrowError(expect.objectContaining({ code: 'source_cut_short' }));
  });

  it('measured later than it was expected lacks its end rather than being refused', () => {
    const later = { ...place, fromSamples: 104_800, expectedSamples: 100_000 };
    const { samples } = cutTake(ramp(196_000), cut, later, true);
    expect(placeOf(samples[91_199])).toBe(195_999);
    expect(samples.subarray(91_200).every((x) => x === 0)).toBe(true);
  });

  it.each([90_000, 110_000])(
    'of no known length lasts as long as the recording does from where it was measured: %i',
    (from) => {
      const found = { ...place, fromSamples: from, expectedSamples: 100_000 };
      expect(cutTake(ramp(200_000), { ...cut, durationMs: null }, found, true).samples.length).toBe(
        Math.floor((200_000 - from) / 48) * 48,
      );
    },
  );

  it('of no known length is as much shorter as its jumps are longer', () => {
    const jumps = [
      { atSamples: 10_000, bySamples: 4_800 },
      { atSamples: 20_000, bySamples: -960 },
    ];
    const { samples } = cutTake(
      ramp(200_000),
      { ...cut, durationMs: null },
      { ...place, fromSamples: 100_000, jumps },
      true,
    );
    expect(samples.length).toBe(Math.floor((100_000 - 3_840) / 48) * 48);
    expect(placeOf(samples.at(-1))).toBe(100_000 + samples.length - 1 + 3_840);
  });

  it('loses the jumps of its recording, and keeps what lies between them', () => {
    const jumps = [
      { atSamples: -24_000, bySamples: 480 },
      { atSamples: 48_000, bySamples: 4_800 },
      { atSamples: 60_000, bySamples: -960 },
      { atSamples: 500_000, bySamples: 7 },
    ];
    const { raw, samples } = cutTake(long, cut, { ...place, jumps }, true);
    expect(placeOf(raw[23_000])).toBe(75_000);
    expect(placeOf(samples[0])).toBe(100_480);
    expect(placeOf(samples[47_999])).toBe(148_479);
    expect(placeOf(samples[48_240])).toBe(153_520);
    expect(placeOf(samples[60_240])).toBe(164_560);
    expect(placeOf(samples.at(-1))).toBe(200_319);
    // A seam goes evenly from the one piece to the other.
    const seam = samples.subarray(48_000, 48_240);
    expect(seam.every((x, i) => i === 0 || x > (seam[i - 1] ?? 1))).toBe(true);
  });

  it.each([200, -200, 1_000])('loses %i ppm of drift, to a tenth of a sample', (ppm) => {
    const tone = Float32Array.from({ length: 400_000 }, (_, n) => Math.sin(n / 20));
    const { samples } = cutTake(tone, cut, { ...place, ratio: 1 + ppm / 1e6 }, true);
    for (const i of [0, 1, 47_777, 95_999]) {
      expect(samples[i]).toBeCloseTo(Math.sin((100_000.4 + i * (1 + ppm / 1e6)) / 20), 3);
    }
  });
});

describe('a seed with what lies around it', () => {
  const place = { fromSamples: 20_000, ratio: 1, jumps: [], expectedSamples: 20_000 };
  const ramp = (length: number) => Float32Array.from({ length }, (_, n) => n * RAMP);
  const seed = { slateToPunchMs: 230.4, latencyMs: 0, durationMs: 1_000 };

  it('begins where it was said to, between its slate and the end of its recording', () => {
    const { samples, raw, headMs } = cutTake(ramp(20_000 + 1_400 * 48 + 47), seed, place, false);
    expect([headMs, samples.length, raw.length]).toEqual([140, 48_000, (140 + 1_000 + 400) * 48]);
    expect([placeOf(raw[0]), placeOf(samples[0])]).toEqual([20_000 - 140 * 48, 20_000]);
    expect(placeOf(raw.at(-1))).toBe(20_000 + 1_400 * 48 - 1);
  });

  it('has a second on either side at most, and nothing where there is nothing', () => {
    const long = cutTake(ramp(400_000), { ...seed, slateToPunchMs: 5_000 }, { ...place, fromSamples: 200_000 }, false);
    expect([long.headMs, long.raw.length]).toEqual([1_000, 3_000 * 48]);
    const bare = cutTake(ramp(20_000 + 48_000), { ...seed, slateToPunchMs: 60 }, place, false);
    expect([bare.headMs, bare.raw.length]).toEqual([0, 48_000]);
    const short = cutTake(ramp(20_000 + 47_000), seed, place, false);
    expect([short.samples.length, short.raw.length]).toEqual([48_000, 1_140 * 48]);
  });

  it('has nothing to be moved against', () => {
    expect(cutTake(ramp(100_000), { ...seed, nudgeMs: 300 }, place, false).headMs).toBe(140);
  });

  it('that broke off has nothing after it', () => {
    const { samples, raw } = cutTake(ramp(100_000), { ...seed, durationMs: null }, place, false);
    expect([samples.length, raw.length]).toEqual([1_666 * 48, 1_806 * 48]);
  });
});
