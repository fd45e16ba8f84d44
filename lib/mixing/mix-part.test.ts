import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode, mixOf, recording, talk, voiceFile } from '@/lib/server/mixing/test-sounds';
import { CROSSFADE_MS } from '@/lib/timeline/path';
import { fileOf, headBytes, lengthOf, type MixTable, openingBytes, PART_MS, partOf, readMix } from './mix-part';

const DURATION_MS = 31_234;
const PER_MS = 48;
/** AAC's noise bands are made up anew by each decoder, 90 dB below a voice. */
const NOISE = 3e-3;

let mix: Uint8Array;
let whole: Float32Array;
let table: MixTable;

beforeAll(async () => {
  mix = await mixOf(await talk(DURATION_MS));
  whole = (await decode(mix)).samples;
  const read = readMix(mix.subarray(0, headBytes(DURATION_MS)));
  if (typeof read !== 'object' || !read) throw new Error('The head of a mix is not read');
  table = read;
}, 60_000);

/** What a decoder makes of [fromMs, toMs) of the mix and the fade behind it, given those bytes of it alone. */
async function heard(fromMs: number, toMs: number): Promise<Float32Array> {
  const part = partOf(table, fromMs, toMs);
  const { samples } = await decode(fileOf(table, part, mix.slice(part.from, part.to)));
  const from = Math.round(part.leadMs * PER_MS);
  return samples.subarray(from, from + (toMs - fromMs + CROSSFADE_MS) * PER_MS);
}

function worst(samples: Float32Array, fromMs: number): number {
  return samples.reduce((most, sample, n) => Math.max(most, Math.abs(sample - (whole[fromMs * PER_MS + n] ?? 9))), 0);
}

describe('a part of a mix', () => {
  it.each([
    [0, 10_000],
    [10_000, 20_000],
    [7_777, 7_780],
    [21, 22],
    [30_000, DURATION_MS],
  ])('sounds from %i to %i ms as the whole does, to the sample', async (fromMs, toMs) => {
    const samples = await heard(fromMs, toMs);
    expect(samples.length).toBe((toMs - fromMs + CROSSFADE_MS) * PER_MS);
    expect(worst(samples, fromMs)).toBeLessThan(NOISE);
    // One sample off would be heard as another sound.
    if (toMs - fromMs > 100) expect(worst(samples.subarray(1), fromMs)).toBeGreaterThan(10 * NOISE);
  });

  it('begins with the file where it begins, and ends with it', () => {
    const all = partOf(table, 0, DURATION_MS + 1_000);
    expect([all.leadMs, all.to]).toEqual([0, mix.length]);
    expect(lengthOf(table)).toBeGreaterThanOrEqual(DURATION_MS + 100);
  });
});

describe('the head of a mix', () => {
  it('comes with the first part in the bytes that are asked for first, and those are few', () => {
    const { to } = partOf(table, 0, PART_MS);
    expect(openingBytes(DURATION_MS)).toBeGreaterThanOrEqual(to);
    expect(openingBytes(DURATION_MS) - to).toBeLessThan(20_000);
    expect(openingBytes(600_000)).toBeLessThan(290_000);
  });

  it('says how much of it is missing', () => {
    for (const bytes of [0, 7, 30, 1_000]) {
      const needed = readMix(mix.subarray(0, bytes));
      expect(needed).toBeGreaterThan(bytes);
    }
    const needed = readMix(mix.subarray(0, 1_000));
    expect(readMix(mix.subarray(0, Number(needed)))).toEqual(table);
  });

  it.each([
    ['a stem', () => voiceFile('austen-0890')],
    ['what a phone records', async () => (await recording(await talk(1_000), 'AAC in MP4')).source.bytes],
    ['a page that says no', async () => new TextEncoder().encode('<!doctype html><title>Not found</title>')],
    ['a mix that is longer than it says', async () => mix.with(table.starts[0]! - 6, 0xff)],
  ])('is not that of %s', async (_name, file) => {
    expect(readMix(await file())).toBe(null);
  });

  it('is none where anything in it is wrong, and never throws', () => {
    const head = mix.slice(0, headBytes(DURATION_MS));
    fc.assert(
      fc.property(fc.nat(table.starts[0]! - 1), fc.nat(255), (at, value) => {
        const read = readMix(head.with(at, value));
        if (typeof read === 'object' && read) expect(read.starts.at(-1)).toBe(mix.length);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readMix(bytes)));
  });
});
