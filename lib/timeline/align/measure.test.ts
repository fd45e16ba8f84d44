import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { voice } from '@/lib/server/mixing/test-sounds';
import { type Measured, measureOffset } from './measure';
import { drums, dull, gated, melody, numbers, recording, room, speech, through, tone, type Way } from './test-takes';

let voices: Float32Array[];
beforeAll(async () => {
  voices = await Promise.all((['austen-0870', 'austen-0880', 'austen-0890'] as const).map(voice));
});

const RUNS = Number(process.env.MODEL_RUNS ?? 2);
const anyOffset = fc.double({ min: -490, max: 990, noNaN: true });
const anySeed = fc.integer({ min: 1, max: 1_000_000 });

type Case = {
  seconds: number;
  way: (random: () => number) => Partial<Way>;
  played?: (seconds: number, random: () => number) => Float32Array;
};

/** Measures a made-up take, and insists that the answer, if there is one, is as right as it says. */
function honest(kind: Case, offsetMs: number, seed: number): Measured | null {
  const random = numbers(seed);
  const played = (kind.played ?? ((seconds, any) => speech(voices, seconds, any)))(kind.seconds, random);
  const way = { offsetMs, ...kind.way(random) };
  const measured = measureOffset({ played, ...recording(played, way, random), known: null });
  if (!measured) return null;
  expect(Math.abs(measured.offsetMs - offsetMs), `at the start: ${JSON.stringify(measured)}`).toBeLessThanOrEqual(
    measured.errorMs,
  );
  const end =
    offsetMs + (way.driftPpm ?? 0) * 1e-3 * kind.seconds + (way.jumps ?? []).reduce((sum, { byMs }) => sum + byMs, 0);
  const found =
    measured.offsetMs +
    measured.driftPpm * 1e-3 * kind.seconds +
    measured.jumps.reduce((sum, { byMs }) => sum + byMs, 0);
  expect(Math.abs(found - end), `at the end: ${JSON.stringify(measured)}`).toBeLessThanOrEqual(measured.errorMs + 0.1);
  return measured;
}

const over = (leakDb: number) => (random: () => number) => ({ over: { sound: speech(voices, 5, random), leakDb } });
const both = (leakDb: number, more: (random: () => number) => Partial<Way>) => (random: () => number) => ({
  ...over(leakDb)(random),
  ...more(random),
});

describe('what is easy is measured', () => {
  it.each<[string, Case]>([
    ['nothing but the leak', { seconds: 5, way: () => ({}) }],
    ['a voice 10 dB above it', { seconds: 5, way: over(-10) }],
    ['a voice 18 dB above it', { seconds: 8, way: over(-18) }],
    ['only a second of it', { seconds: 1.5, way: over(-6) }],
    ['a room', { seconds: 5, way: both(-8, (random) => ({ leak: (x) => through(x, room(0.4, 0, random)) })) }],
    ['a drift', { seconds: 8, way: both(-10, (random) => ({ driftPpm: random() * 400 - 200 })) }],
    ['eight bits', { seconds: 5, way: both(-10, () => ({ all: (x) => x.map((s) => Math.round(s * 127) / 127) })) }],
    ['a telephone', { seconds: 5, way: both(-10, () => ({ all: (x) => dull(x, 3_400) })) }],
    ['a microphone of 16 kHz', { seconds: 5, way: both(-10, () => ({ all: (x) => dull(x, 7_000) })) }],
    [
      'clipping',
      { seconds: 5, way: both(-10, () => ({ all: (x) => x.map((s) => Math.max(-1, Math.min(1, 20 * s))) })) },
    ],
    ['noise suppression', { seconds: 5, way: both(-3, () => ({ leak: (x) => gated(x, 0.05) })) }],
    [
      'a second half without it',
      { seconds: 10, way: both(-8, () => ({ leak: (x) => x.map((s, n) => (n > x.length / 2 ? 0 : s)) })) },
    ],
    [
      'a first half without it',
      { seconds: 10, way: both(-8, () => ({ leak: (x) => x.map((s, n) => (n < x.length / 2 ? 0 : s)) })) },
    ],
    ['a melody of sines', { seconds: 8, way: () => ({}), played: melody }],
  ])('%s', (_, kind) => {
    let missed = 0;
    fc.assert(
      fc.property(anyOffset, anySeed, (offsetMs, seed) => {
        if (!honest(kind, offsetMs, seed)) missed++;
      }),
      { numRuns: RUNS },
    );
    expect(missed).toBeLessThanOrEqual(RUNS / 3);
  });
});

describe('what is hard is right within its error, or refused', () => {
  it.each<[string, Case]>([
    ['a voice 25 dB above', { seconds: 5, way: over(-25) }],
    ['a voice 30 dB above', { seconds: 5, way: over(-30) }],
    [
      'a room louder than what comes straight',
      { seconds: 5, way: (random) => ({ leak: (x) => through(x, room(0.6, -8, random)) }) },
    ],
    ['a leak without anything above 800 Hz', { seconds: 5, way: both(-10, () => ({ leak: (x) => dull(x, 800) })) }],
    ['half a second', { seconds: 0.6, way: over(0) }],
    ['a melody under a voice', { seconds: 6, way: over(-10), played: melody }],
    [
      'a melody in a room',
      { seconds: 6, way: (random) => ({ leak: (x) => through(x, room(0.5, -6, random)) }), played: melody },
    ],
    [
      'long notes in a room',
      {
        seconds: 6,
        way: (random) => ({ leak: (x) => through(x, room(0.4, -3, random)) }),
        played: (s, random) => melody(s, random, 0.8),
      },
    ],
    ['a beat', { seconds: 6, way: () => ({}), played: (s, random) => drums(s, 100 + 60 * random(), random) }],
    [
      'a beat under a voice',
      { seconds: 6, way: over(-10), played: (s, random) => drums(s, 100 + 60 * random(), random) },
    ],
    ['a melody with a jump', { seconds: 6, way: () => ({ jumps: [{ atMs: 3_100, byMs: 38 }] }), played: melody }],
  ])('%s', (_, kind) => {
    fc.assert(
      fc.property(anyOffset, anySeed, (offsetMs, seed) => {
        honest(kind, offsetMs, seed);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('jumps', () => {
  it('are found, each within 60 ms of its instant', () => {
    fc.assert(
      fc.property(
        anySeed,
        fc.integer({ min: 1_200, max: 2_200 }),
        fc.integer({ min: 3_200, max: 4_400 }),
        (seed, first, second) => {
          const jumps = [
            { atMs: first, byMs: 21.5 },
            { atMs: second, byMs: -9.25 },
          ];
          const measured = honest({ seconds: 6, way: both(0, () => ({ jumps })) }, 120, seed);
          expect(measured?.jumps).toHaveLength(2);
          for (const [n, { atMs, byMs }] of jumps.entries()) {
            expect(Math.abs(measured!.jumps[n]!.atMs - atMs)).toBeLessThanOrEqual(60);
            expect(measured!.jumps[n]!.byMs).toBeCloseTo(byMs, 1);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('a melody of which half a second came late is not believed: its tones look too much alike to say which', () => {
    for (let seed = 1; seed <= 2 * RUNS; seed++) {
      const random = numbers(seed);
      const played = melody(5, random);
      const atMs = 1_500 + random() * 2_000;
      const jumps = [
        { atMs, byMs: 26 },
        { atMs: atMs + 500, byMs: -26 },
      ];
      expect(measureOffset({ played, ...recording(played, { offsetMs: 90, jumps }, random), known: null })).toBeNull();
      expect(measureOffset({ played, ...recording(played, { offsetMs: 90 }, random), known: null })).not.toBeNull();
    }
  });

  it('there are none where there are none', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      expect(honest({ seconds: 6, way: over(-12) }, 100, seed)).toMatchObject({ jumps: [], driftPpm: 0 });
    }
  });
});

describe('what is known', () => {
  const beat = (offsetMs: number, known: { offsetMs: number; errorMs: number } | null, seed = 3) => {
    const random = numbers(seed);
    const played = drums(6, 160, random);
    return measureOffset({ played, ...recording(played, { offsetMs }, random), known });
  };

  it('chooses among the beats, which are all alike', () => {
    expect(beat(87.3, null)).toBeNull();
    const measured = beat(87.3, { offsetMs: 86, errorMs: 2 });
    expect(Math.abs(measured!.offsetMs - 87.3)).toBeLessThanOrEqual(measured!.errorMs);
  });

  it('is not believed where nothing is found near it, or if it says too little', () => {
    expect(beat(87.3, { offsetMs: 120, errorMs: 2 })).toBeNull();
    expect(beat(87.3, { offsetMs: 90, errorMs: 400 })).toBeNull();
  });

  it('does not make a tone, silence or another sound a measurement', () => {
    const random = numbers(5);
    const known = { offsetMs: 100, errorMs: 2 };
    for (const played of [tone(5, 440), new Float32Array(240_000), speech(voices, 5, random)]) {
      const other = speech(voices, 5, random);
      expect(measureOffset({ played, ...recording(other, { offsetMs: 100 }, random), known })).toBeNull();
    }
    const played = tone(5, 440);
    expect(measureOffset({ played, ...recording(played, { offsetMs: 100 }, random), known })).toBeNull();
  });

  it('gives way to a clear measurement', () => {
    const random = numbers(6);
    const played = speech(voices, 5, random);
    const heard = { played, ...recording(played, { offsetMs: 212 }, random) };
    expect(measureOffset({ ...heard, known: { offsetMs: 100, errorMs: 1 } })!.offsetMs).toBeCloseTo(212, 1);
  });
});

describe('what cannot be measured is refused', () => {
  it.each([100, 187, 440, 997, 2_345])('a tone of %i Hz', (hz) => {
    const played = tone(5, hz);
    const random = numbers(hz);
    expect(measureOffset({ played, ...recording(played, { offsetMs: 90 }, random), known: null })).toBeNull();
  });

  it('another voice', () => {
    const random = numbers(7);
    for (const seconds of [1.3, 2, 3, 6]) {
      for (let n = 0; n < RUNS; n++) {
        const [played, other] = [speech(voices, seconds, random), speech(voices, seconds, random)];
        expect(measureOffset({ played, ...recording(other, { offsetMs: 90 }, random), known: null })).toBeNull();
      }
    }
  });

  it('silence, nothing, and what is no number', () => {
    const random = numbers(8);
    const played = speech(voices, 3, random);
    const silent = new Float32Array(300_000);
    const broken = silent.map((_, n) => (n % 3 === 0 ? Number.NaN : Number.POSITIVE_INFINITY));
    for (const recorded of [silent, broken, new Float32Array(0), silent.map(() => 1)]) {
      expect(measureOffset({ played, recorded, atSamples: 48_000, known: null })).toBeNull();
    }
    for (const nothing of [new Float32Array(0), silent, broken, silent.map(() => 1e-9)]) {
      expect(measureOffset({ played: nothing, recorded: played, atSamples: 0, known: null })).toBeNull();
    }
  });

  it('a few broken samples spoil nothing', () => {
    const random = numbers(9);
    const played = speech(voices, 4, random);
    const { recorded, atSamples } = recording(played, { offsetMs: 61 }, random);
    recorded.set([Number.NaN, Number.POSITIVE_INFINITY, -1e30], 70_000);
    expect(measureOffset({ played, recorded, atSamples, known: null })!.offsetMs).toBeCloseTo(61, 1);
  });
});
