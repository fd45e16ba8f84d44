import { describe, expect, it } from 'vitest';
import { findProbes, probe, probes } from './probes';
import { resample } from './resample';
import { slate } from './slate';
import { levelOf, numbers, room, through } from './test-takes';

const RATE = 48_000;
const random = numbers(1);

/** A train that comes `lateMs` after `atSamples`, in a little noise. */
function heard(lateMs: number, { atSamples = 9_600.3, noise = 1e-3, rate = RATE } = {}): Float32Array {
  const from = (-(atSamples + lateMs * 48) * rate) / RATE;
  const samples = resample(probes(rate), from, rate / RATE, 3 * RATE);
  return samples.map((x) => x + noise * (2 * random() - 1));
}

describe('the train', () => {
  it.each([16_000, 44_100, 48_000, 96_000])('is 1.25 s long at %i samples a second, of five probes', (rate) => {
    expect(probes(rate).length).toBe(Math.round(1.25 * rate));
    expect(probes(rate).every((x) => Math.abs(x) <= 0.5)).toBe(true);
    expect(levelOf(probes(rate)) / levelOf(probe(rate))).toBeCloseTo(Math.sqrt((5 * 0.06) / 1.25), 2);
  });
});

describe('findProbes', () => {
  it.each([0, 0.4, 3.21, 81.29, 230, 250, 270, 330, 600, 999.5])('finds them %f ms late', (lateMs) => {
    const found = findProbes(heard(lateMs), 9_600.3);
    expect(Math.abs(found!.offsetMs - lateMs)).toBeLessThan(0.02);
    expect(found!.each).toHaveLength(5);
    expect(found!.errorMs).toBeLessThan(0.5);
    expect(found!.matches.every((match) => match > 0.95)).toBe(true);
  });

  it.each([44_100])('finds those that were played at %i samples a second', (rate) => {
    expect(findProbes(heard(123.4, { rate }), 9_600.3)!.offsetMs).toBeCloseTo(123.4, 1);
  });

  it('finds them in noise as loud as they are, and in a room', () => {
    expect(findProbes(heard(140, { noise: 0.5 }), 9_600.3)!.offsetMs).toBeCloseTo(140, 1);
    for (let n = 0; n < 5; n++) {
      const found = findProbes(through(heard(140), room(0.4, 3, random)), 9_600.3);
      expect(Math.abs(found!.offsetMs - 140)).toBeLessThanOrEqual(found!.errorMs);
    }
  });

  it('is content with three of the five, and not with two', () => {
    const without = (...ms: number[]) => {
      const samples = heard(100, { atSamples: 9_600 });
      for (const at of ms) samples.fill(0, 9_600 + (100 + at) * 48, 9_600 + (170 + at) * 48);
      return findProbes(samples, 9_600);
    };
    expect(without(0, 500)!.each).toHaveLength(3);
    expect(without(0, 500)!.offsetMs).toBeCloseTo(100, 1);
    expect(without(0, 500, 1_190)).toBeNull();
  });

  it('finds none in silence, noise, a slate, or what is too late', () => {
    const marked = new Float32Array(3 * RATE);
    for (const at of [0, 230, 500, 830, 1_190]) marked.set(slate(RATE), 9_600 + at * 48);
    const noise = marked.map(() => random() - 0.5);
    const broken = marked.map(() => Number.NaN);
    for (const samples of [marked, noise, broken, new Float32Array(0), new Float32Array(3 * RATE)]) {
      expect(findProbes(samples, 9_600)).toBeNull();
    }
    expect(findProbes(heard(500), 9_600.3, 400)).toBeNull();
  });
});
