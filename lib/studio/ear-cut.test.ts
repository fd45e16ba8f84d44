import { describe, expect, it } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { slate } from '@/lib/timeline/align/slate';
import { cutForEar } from './ear-cut';

const RATE = 48_000;
const marker = slate(RATE);
const cut = { slateToPunchMs: 300, latencyMs: 12.5, durationMs: 1_000 };

/** A source whose slate begins at `slateAt`, with a tone of half amplitude from the punch on. */
function source(slateAt: number): Float32Array {
  const samples = new Float32Array(3 * RATE);
  for (const [i, value] of samples.entries()) samples[i] = value + 0.002 * Math.sin(i * i);
  for (const [i, value] of marker.entries()) samples[slateAt + i] = (samples[slateAt + i] ?? 0) + value;
  const from = slateAt + 312.5 * 48;
  for (let i = from; i < samples.length; i += 1) samples[i] = 0.5 * Math.sin((2 * Math.PI * 997 * (i - from)) / RATE);
  return samples;
}

describe('cutForEar', () => {
  it.each([0, 7_213, 40_000])('cuts at the punch, to the sample, with a slate at %i', (slateAt) => {
    const stem = cutForEar(source(slateAt), cut);
    expect(stem.samples).toHaveLength(RATE);
    expect(stem.samples[0]).toBe(0);
    expect(stem.samples[12]).toBeCloseTo(0.5 * Math.sin((2 * Math.PI * 997 * 12) / RATE), 6);
    expect(stem.loudnessLufs).toBeCloseTo(-0.691 + 10 * Math.log10(0.125), 1);
    expect(stem.gainDb).toBeCloseTo(-16 - stem.loudnessLufs, 6);
    expect([stem.peaks.length, stem.peaks[3]]).toEqual([20, 128]);
  });

  it('says so when there is no slate', () => {
    const noise = Float32Array.from({ length: 2 * RATE }, (_, i) => 0.3 * Math.sin(i * i * 0.7));
    expect(() => cutForEar(noise, cut)).toThrow(expect.objectContaining({ code: 'slate_not_found' }));
  });

  it('refuses a source that ends before the take does', () => {
    const cutShort = source(40_000).subarray(0, 60_000);
    expect(() => cutForEar(cutShort, cut)).toThrow(expect.objectContaining({ code: 'source_cut_short' }));
  });

  it('knows the place of a seed, and only believes that of an answer', () => {
    const believed = { ...NOT_ALIGNED, method: 'estimated', errorMs: 40 } as const;
    const placed = [cutForEar(source(0), cut), cutForEar(source(0), cut, believed), cutForEar(source(0), 'whole')];
    expect(placed.map(({ isPlaced }) => isPlaced)).toEqual([true, false, true]);
  });
});
