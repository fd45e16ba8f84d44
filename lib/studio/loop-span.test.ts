import { describe, expect, it } from 'vitest';
import type { Aim } from './aim';
import { loopSpan, ZOOMS_MS } from './loop-span';
import { ANSWER } from './machine-fixture';

const PARENT = { ...ANSWER.parent, durationMs: 20_000 };
/** Bars of `seconds`, quiet but where `loud` (s) says. */
const bars = (seconds: number, loud: [number, number]) =>
  Array.from({ length: seconds * 20 }, (_, i) => (i >= loud[0] * 20 && i < loud[1] * 20 ? 200 : 4));
const aimAt = (punchMs: number, peaks: number[] = []): Aim => ({
  answer: { ...ANSWER, parent: { ...PARENT, peaks } },
  punchMs,
});
const stem = (loud: [number, number]) => ({ durationMs: 20_000, peaks: Uint8Array.from(bars(20, loud)) });

describe('what is looked at and heard while a take is moved', () => {
  it('is where both voices are loud, and zooming in stays there', () => {
    // The parent speaks at 21 to 27 s of the timeline, the take at 25 to 30 s.
    const aim = aimAt(15_000, bars(20, [11, 17]));
    const own = stem([10, 15]);
    for (const zoom of ZOOMS_MS) {
      const { startMs, durationMs } = loopSpan(aim, own, zoom);
      expect(durationMs).toBe(zoom);
      expect(startMs).toBeLessThan(27_000);
      expect(startMs + durationMs).toBeGreaterThan(25_000);
    }
    const closest = loopSpan(aim, own, 250);
    expect(closest.startMs).toBeGreaterThanOrEqual(25_000);
    expect(closest.startMs + closest.durationMs).toBeLessThanOrEqual(27_000);
  });

  it('is the end of the one and the beginning of the other when they only meet', () => {
    const aim = aimAt(30_000, bars(20, [0, 20]));
    expect(loopSpan(aim, stem([0, 20]), 4_000)).toEqual({ startMs: 28_000, durationMs: 4_000 });
    expect(loopSpan(aim, stem([0, 20]), 250)).toEqual({ startMs: 29_875, durationMs: 250 });
  });

  it('holds all of a short overlap', () => {
    const { startMs, durationMs } = loopSpan(aimAt(29_000), stem([0, 20]), 4_000);
    expect([startMs, durationMs]).toEqual([27_500, 4_000]);
  });
});
