import { beforeAll, describe, expect, it } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { voice } from '@/lib/server/mixing/test-sounds';
import { findSlate, slate } from './slate';

const RATE = 48_000;
const CHIRP = slate(RATE);

/** The same pseudo-random numbers every time (mulberry32), 0 to 1. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = numbers(1);
const between = (from: number, to: number) => Math.floor(from + random() * (to - from));

const sound = (seconds: number, at: (t: number) => number) =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => at(n / RATE));
const noise = (seconds: number, level: number) => sound(seconds, () => (random() * 2 - 1) * level);
const level = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

/** Adds the chirp to `samples` with its first sample at `at`. */
function mark(samples: Float32Array, at: number, gain = 1): Float32Array {
  for (const [n, x] of CHIRP.entries()) samples[at + n] = (samples[at + n] ?? 0) + x * gain;
  return samples;
}

const find = (samples: Float32Array) => findSlate(samples, { withinMs: Math.ceil(samples.length / 48) });

let voices: Float32Array[];
beforeAll(async () => {
  voices = await Promise.all((['austen-0870', 'austen-0880', 'austen-0890'] as const).map(voice));
});

describe('the chirp', () => {
  it.each([16_000, 44_100, 48_000, 96_000, 192_000])(
    'lasts 80 ms at %i samples a second, and does not click',
    (rate) => {
      const samples = slate(rate);
      expect(samples.length).toBe(Math.round(0.08 * rate));
      expect(samples[0]).toBeCloseTo(0, 9);
      expect(samples.at(-1)).toBeCloseTo(0, 9);
      expect(samples.every((x) => Math.abs(x) <= 0.5)).toBe(true);
      expect(level(samples)).toBeGreaterThan(0.3);
    },
  );
});

describe('findSlate', () => {
  it('finds it wherever it is, to a tenth of a sample, also with noise around it and at any level', () => {
    for (let i = 0; i < 30; i++) {
      const at = between(0, 2 * RATE - CHIRP.length);
      const gain = 10 ** (-random() * 2);
      const found = find(mark(noise(2, gain * 0.05 * random()), at, gain));
      expect(Math.abs(found!.atSamples - at), `at ${at}, gain ${gain}`).toBeLessThanOrEqual(0.1);
      expect(found!.match).toBeGreaterThan(0.99);
    }
  });

  it('finds it at the very start and at the very end of what is searched', () => {
    const length = RATE;
    for (const at of [0, 1, length - CHIRP.length - 1, length - CHIRP.length]) {
      const found = find(mark(new Float32Array(length), at));
      expect(Math.abs(found!.atSamples - at), `at ${at}`).toBeLessThanOrEqual(0.1);
    }
  });

  it('searches no further than it is told', () => {
    const samples = mark(new Float32Array(2 * RATE), RATE);
    expect(findSlate(samples, { withinMs: 999 })).toBeNull();
    expect(findSlate(samples, { withinMs: 1_001 })!.atSamples).toBeCloseTo(RATE, 3);
  });

  it.each([
    ['as loud as it', 0, 0.6],
    ['twice as strong', 3, 0.5],
  ])('finds it to half a sample under speech %s', (_, db, least) => {
    let tried = 0;
    while (tried < 20) {
      const spoken = voices[tried % 3]!;
      const from = between(0, spoken.length - RATE);
      const over = level(spoken.subarray(from, from + CHIRP.length));
      // A pause between two words would have to be raised beyond sense.
      if (over < 0.01) continue;
      tried++;
      const gain = (level(CHIRP) / over) * 10 ** (db / 20);
      const at = between(0, RATE / 2);
      const samples = new Float32Array(RATE + at);
      samples.set(
        spoken.subarray(from, from + RATE).map((x) => x * gain),
        at,
      );
      const found = find(mark(samples, at));
      expect(Math.abs(found!.atSamples - at), `speech from ${from}`).toBeLessThanOrEqual(0.5);
      expect(found!.match).toBeGreaterThan(least);
    }
  });

  it.each([44_100, 96_000, 16_000])('finds one that was made and recorded at %i samples a second', async (rate) => {
    const chirp = slate(rate);
    for (const at of [1_001, 5_557, 20_003].map((n) => Math.round((n * rate) / RATE))) {
      const recorded = new Float32Array(rate);
      recorded.set(chirp, at);
      const found = find(await resampled(recorded, rate));
      expect(Math.abs(found!.atSamples - (at * RATE) / rate), `at ${at}`).toBeLessThanOrEqual(0.1);
    }
  });

  it('finds none where there is none: 3,000 windows of speech, noise, tones and glides, and silence', () => {
    const sounds: [string, Float32Array][] = [
      ...voices.flatMap((spoken, i) =>
        [0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.4, 1.6].map((speed): [string, Float32Array] => [
          `voice ${i} × ${speed}`,
          faster(spoken, speed),
        ]),
      ),
      ...voices.map((spoken, i): [string, Float32Array] => [
        `clipped voice ${i}`,
        spoken.map((x) => Math.max(-1, Math.min(1, 30 * x))),
      ]),
      ...[1, 1e-2, 1e-4, 1e-6].map((gain): [string, Float32Array] => [`noise × ${gain}`, noise(10, gain)]),
      ...[100, 440, 1_000, 2_345, 3_500, 6_000].map((hz): [string, Float32Array] => [
        `tone of ${hz} Hz`,
        sound(4, (t) => 0.5 * Math.sin(2 * Math.PI * hz * t)),
      ]),
      ...[-60_000, -20_000, 5_000, 20_000, 35_000, 45_000].map((slope): [string, Float32Array] => [
        `glide of ${slope} Hz a second`,
        sound(4, (t) => 0.5 * Math.sin(2 * Math.PI * (3_500 * (t % 0.2) + (slope / 2) * (t % 0.2) ** 2))),
      ]),
      ['clicks', sound(8, () => (random() < 1e-3 ? random() * 2 - 1 : 0))],
      ['square wave', sound(4, (t) => ((t * 220) % 1 < 0.5 ? 0.5 : -0.5))],
      ['silence', new Float32Array(4 * RATE)],
      ['dither', noise(4, 1 / 32_768)],
    ];
    let windows = 0;
    for (const [name, samples] of sounds) {
      windows += samples.length / CHIRP.length;
      expect(find(samples), name).toBeNull();
    }
    expect(windows).toBeGreaterThan(3_000);
  });

  it('finds none in what is shorter than it, or turned around', () => {
    expect(find(new Float32Array(0))).toBeNull();
    expect(find(CHIRP.slice(0, -1))).toBeNull();
    expect(find(CHIRP)!.atSamples).toBeCloseTo(0, 3);
    const padded = (chirp: Float32Array) => Float32Array.from([...new Float32Array(RATE), ...chirp]);
    expect(find(padded(CHIRP.slice().reverse()))).toBeNull();
  });

  it('leaves the samples as they were', () => {
    const samples = mark(noise(1, 0.1), 1_000);
    const before = samples.slice();
    find(samples);
    expect(samples).toEqual(before);
  });
});

/** Linear interpolation: higher and faster. */
function faster(samples: Float32Array, speed: number): Float32Array {
  return Float32Array.from({ length: Math.floor((samples.length - 1) / speed) }, (_, n) => {
    const at = Math.floor(n * speed);
    const part = n * speed - at;
    return (samples[at] ?? 0) * (1 - part) + (samples[at + 1] ?? 0) * part;
  });
}

const resampled = (samples: Float32Array, rate: number): Promise<Float32Array> =>
  withCore(60_000, async (core) => {
    await core.write('raw', new Uint8Array(samples.slice().buffer));
    const [from, to] = [rate, RATE].map((each) => ['-f', 'f32le', '-ar', String(each), '-ac', '1']);
    const { code, log } = await core.run([...from!, '-i', 'raw', ...to!, 'out']);
    if (code !== 0) throw new Error(log);
    return new Float32Array((await core.read('out')).slice().buffer);
  });
