import { beforeAll, describe, expect, it } from 'vitest';
import { voice } from '@/lib/server/mixing/test-sounds';
import { acquire } from './acquire';
import { around, follow } from './follow';
import { CLEAR_DB, type Heard, measureOffset } from './measure';
import { dull, numbers, recording, room, speech, through } from './test-takes';

/**
 * The figures behind the thresholds, printed. A few trials in every run; `ALIGN_TRIALS=3000` makes the curve of
 * docs/alignment.md.
 */
const TRIALS = Number(process.env.ALIGN_TRIALS ?? 12);
/** Looked at one by one: how often would another threshold have let something in? */
const THRESHOLDS_DB = [1, 2, 3, 4, 5, 6, 7, 8];

let voices: Float32Array[];
beforeAll(async () => {
  voices = await Promise.all((['austen-0870', 'austen-0880', 'austen-0890'] as const).map(voice));
});

const silenceNowhere = () => true;

/** The clearness that is compared with `CLEAR_DB`, also of what is refused. */
function clearnessOf(heard: Heard): number {
  const [anchor] = acquire(heard, silenceNowhere);
  const followed = anchor && follow(heard, anchor, around([anchor.lagMs]), silenceNowhere);
  return Math.min(anchor?.db ?? 0, followed?.db ?? 0);
}

describe('the threshold', () => {
  it(`lets in none of ${TRIALS} takes of speech that has nothing to do with what was played`, () => {
    const random = numbers(21);
    const spoil = [
      (x: Float32Array) => x,
      (x: Float32Array) => dull(x, 3_400),
      (x: Float32Array) => x.map((s) => Math.max(-0.1, Math.min(0.1, 3 * s))),
      (x: Float32Array) => through(x, room(0.4, 0, random)),
    ];
    const clearness: number[] = [];
    let accepted = 0;
    for (let n = 0; n < TRIALS; n++) {
      // Sentences of their own for each side: the same words at nearly the same speed are no chance.
      const mine = [voices[n % 3] ?? new Float32Array(0)];
      const theirs = [voices[(n + 1) % 3] ?? new Float32Array(0)];
      const played = speech(mine, [1.5, 3, 6, 10][Math.floor(n / 3) % 4] ?? 3, random);
      const all = spoil[Math.floor(n / 12) % spoil.length] ?? ((x) => x);
      const other = speech(theirs, played.length / 48_000, random);
      const heard = { played, ...recording(other, { offsetMs: 100, all }, random), known: null };
      clearness.push(clearnessOf(heard));
      if (measureOffset(heard)) accepted++;
    }
    const above = THRESHOLDS_DB.map((db) => `${db} dB: ${clearness.filter((each) => each >= db).length}`);
    console.log(
      `unrelated speech, ${TRIALS} takes, so many at least as clear as\n  ${above.join(', ')}; accepted ${accepted}`,
    );
    expect(accepted).toBe(0);
    expect(clearness.filter((each) => each >= CLEAR_DB).length).toBeLessThanOrEqual(TRIALS / 1_000);
  }, 3_600_000);

  it('lets in the leak under a voice', () => {
    const random = numbers(22);
    const each = Math.max(1, Math.round(TRIALS / 20));
    const rows = [-10, -15, -20, -25, -30].flatMap((leakDb) =>
      [false, true].map((inRoom) => {
        const found = Array.from({ length: each }, (_, n) => {
          const played = speech([voices[n % 3] ?? new Float32Array(0)], 6, random);
          const over = { sound: speech([voices[(n + 1) % 3] ?? new Float32Array(0)], 8, random), leakDb };
          const leak = (x: Float32Array) => (inRoom ? through(x, room(0.4, 0, random)) : x);
          const offsetMs = 500 * random();
          const measured = measureOffset({
            played,
            ...recording(played, { offsetMs, over, leak }, random),
            known: null,
          });
          if (measured) expect(Math.abs(measured.offsetMs - offsetMs)).toBeLessThanOrEqual(measured.errorMs);
          return measured;
        });
        return { leakDb, inRoom, measured: found.filter((one) => one !== null).length };
      }),
    );
    const said = rows.map((row) => `${row.leakDb} dB${row.inRoom ? ' in a room' : ''}: ${row.measured}`);
    console.log(`six seconds of speech under a voice, measured of ${each}\n  ${said.join(', ')}`);
    for (const row of rows) if (row.leakDb >= -15) expect(row.measured).toBe(each);
  }, 3_600_000);
});

describe('what it costs', () => {
  it('is told of five seconds before a minute with ten of overlap, and of a minute of overlap', () => {
    const random = numbers(23);
    const spoken = speech(voices, 60, random);
    for (const { seconds, times } of [
      { seconds: 15, times: 5 },
      { seconds: 60, times: 1 },
    ]) {
      const played = speech(voices, seconds, random);
      const way = { offsetMs: 120, driftPpm: 120, over: { sound: spoken, leakDb: -12 } };
      const heard = { played, ...recording(played, way, random), known: null };
      const costs = Array.from({ length: times }, () => {
        const start = performance.now();
        const measured = measureOffset(heard);
        expect(measured!.offsetMs).toBeCloseTo(120, 1);
        expect(Math.abs(measured!.driftPpm - 120) * seconds * 1e-3).toBeLessThan(0.1);
        return performance.now() - start;
      });
      console.log(`${seconds} s of overlap measured in ${Math.min(...costs).toFixed(0)} ms`);
    }
  });
});
