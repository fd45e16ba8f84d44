import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsBetween, silencesIn } from './silence';

const RATE = 48_000;

/** Pieces of sound one after the other: how long (ms), and how loud (amplitude of a tone). */
function sound(...pieces: [number, number][]): Float32Array {
  const samples = pieces.flatMap(([ms, amplitude]) =>
    Array.from({ length: (ms * RATE) / 1000 }, (_, n) => amplitude * Math.sin(n / 20)),
  );
  return Float32Array.from(samples);
}

describe('silencesIn', () => {
  it('finds pauses of 700 ms and more, and leaves 150 ms on either side', () => {
    expect(silencesIn(sound([1_000, 0.1], [700, 0], [1_000, 0.1], [2_000, 0]), RATE)).toEqual([
      { fromMs: 1_150, toMs: 1_550 },
      { fromMs: 2_850, toMs: 4_550 },
    ]);
  });

  it('leaves shorter ones to the speech', () => {
    expect(silencesIn(sound([1_000, 0.1], [680, 0], [1_000, 0.1]), RATE)).toEqual([]);
  });

  it('measures by the voice, not by the scale: a faint voice is heard, the hiss below a loud one is not', () => {
    expect(silencesIn(sound([2_000, 0.3], [1_000, 0.007], [2_000, 0.3]), RATE)).toHaveLength(1);
    expect(silencesIn(sound([2_000, 0.03], [1_000, 0.007], [2_000, 0.03]), RATE)).toEqual([]);
  });

  it('hears no voice in a pause that it is given alone, when it is told how loud one is', () => {
    const pause = sound([3_000, 0.003]);
    expect(silencesIn(pause, RATE)).toEqual([]);
    expect(silencesIn(pause, RATE, 0.15)).toEqual([{ fromMs: 150, toMs: 2_850 }]);
  });

  it('does not take a knock for a voice', () => {
    expect(silencesIn(sound([20, 0.9], [3_000, 0.02], [1_000, 0.01], [3_000, 0.02]), RATE)).toEqual([]);
  });

  it('leaves out what is nothing but silent', () => {
    expect(silencesIn(sound([1_000, 0]), RATE)).toEqual([{ fromMs: 150, toMs: 850 }]);
  });
});

describe('partsBetween', () => {
  it('passes over silences, but for the one that it begins in', () => {
    const silences = [
      { fromMs: 1_000, toMs: 1_500 },
      { fromMs: 2_000, toMs: 2_500 },
    ];
    expect(partsBetween(silences, 0, 4_000)).toEqual([
      { fromMs: 0, toMs: 1_000 },
      { fromMs: 1_500, toMs: 2_000 },
      { fromMs: 2_500, toMs: 4_000 },
    ]);
    expect(partsBetween(silences, 1_200, 4_000)).toEqual([
      { fromMs: 1_200, toMs: 2_000 },
      { fromMs: 2_500, toMs: 4_000 },
    ]);
  });

  it('comes back 150 ms before the end when a silence lasts longer', () => {
    expect(partsBetween([{ fromMs: 1_000, toMs: 5_000 }], 0, 2_000)).toEqual([
      { fromMs: 0, toMs: 1_000 },
      { fromMs: 1_850, toMs: 2_000 },
    ]);
  });

  it('gives parts in order, none of them empty, from the beginning to the end', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 20 });
    fc.assert(
      fc.property(lengths, fc.nat(3_000), fc.integer({ min: 1, max: 5_000 }), (steps, fromMs, lengthMs) => {
        let atMs = 0;
        const marks = steps.map((step) => (atMs += step));
        const silences = marks.flatMap((mark, k) => (k % 2 ? [{ fromMs: marks[k - 1] ?? 0, toMs: mark }] : []));
        const parts = partsBetween(silences, fromMs, fromMs + lengthMs);
        expect([parts[0]?.fromMs, parts.at(-1)?.toMs]).toEqual([fromMs, fromMs + lengthMs]);
        for (const [k, part] of parts.entries()) {
          expect(part.toMs).toBeGreaterThan(part.fromMs);
          expect(part.fromMs).toBeGreaterThanOrEqual(parts[k - 1]?.toMs ?? fromMs);
        }
      }),
    );
  });
});
