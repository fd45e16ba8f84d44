import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARGIN_MS } from '@/lib/domain/limits';
import type { Cut } from '@/lib/domain/schemas';
import type { CutStem } from '@/lib/mixing/job';
import { MAX_DURATION_MS, placementFault } from '@/lib/timeline/rule';
import type { Aim } from './aim';
import { ANSWER, RECORDED, STEM } from './machine-fixture';
import { within } from './recut';
import { nudged, type Recut, trimmed, trimRoom } from './trim';

/** Every sample of the recording says where in it it lies (ms), as a fraction of ten seconds. */
const RAMP = Float32Array.from({ length: 10_000 * 48 }, (_, i) => i / 480_000);

function take(aim: Aim, { durationMs = 7_000, marginMs = MARGIN_MS, cut = {} as Partial<Cut> } = {}): Recut {
  const raw = within(RAMP, 0, durationMs + 2 * marginMs);
  const stem: CutStem = { ...STEM, raw, headMs: marginMs, durationMs, samples: within(raw, marginMs, durationMs) };
  const whole: Cut = { slateToPunchMs: 4_000.5, latencyMs: 80, durationMs, prerollMs: 5_000, ...cut };
  return { aim, recorded: { ...RECORDED, cut: whole }, stem };
}

const duet = take({ answer: ANSWER, punchMs: 14_000 });
const seed = take({ answer: null, punchMs: 0 }, { marginMs: 0, cut: { prerollMs: null } });
/** Where in the recording the take's first sample lies (ms). */
const heardFrom = ({ stem }: Recut) => Math.round((stem.samples[0] ?? Number.NaN) * 10_000);

describe('trimming', () => {
  it('moves the punch with the first sample, so that what was said stays where it was said', () => {
    const later = trimmed(duet, 1_700, 8_000);
    expect(later.aim.punchMs).toBe(14_700);
    expect(later.recorded.cut).toMatchObject({ slateToPunchMs: 4_700.5, prerollMs: 5_700, durationMs: 6_300 });
    expect([later.stem.durationMs, later.stem.samples.length, heardFrom(later)]).toEqual([6_300, 6_300 * 48, 1_700]);
    const back = trimmed(later, 1_000, 8_000);
    expect([back.aim, back.recorded, heardFrom(back)]).toEqual([duet.aim, duet.recorded, 1_000]);
  });

  it('goes into the recording around the take, as far as that reaches and the rule allows', () => {
    const longer = trimmed(duet, -5_000, 99_000);
    expect([longer.aim.punchMs, longer.stem.headMs, longer.stem.durationMs]).toEqual([13_000, 0, 9_000]);
    const early = take({ answer: ANSWER, punchMs: 12_300 });
    expect(trimmed(early, 0, 8_000).aim.punchMs).toBe(12_000);
  });

  it('starts no later than the parent ends, and outlasts it by half a second', () => {
    const short = trimmed(duet, 99_000, 0);
    expect([short.aim.punchMs, short.stem.durationMs]).toEqual([18_000, 1_000]);
    expect(trimmed(duet, 1_000, 0).stem.durationMs).toBe(4_500);
  });

  it('cuts a seed at either end, and it begins at 0 still', () => {
    const cut = trimmed(seed, 400, 6_000);
    expect(cut.aim.punchMs).toBe(0);
    expect(cut.recorded.cut).toMatchObject({ slateToPunchMs: 4_400.5, prerollMs: null, durationMs: 5_600 });
    expect(heardFrom(cut)).toBe(400);
    expect(trimRoom(seed)).toEqual({ from: { least: 0, most: 6_000 }, to: { least: 1_000, most: 7_000 } });
  });

  it('gives a seed what was recorded before and after it, and it begins at 0 all the same', () => {
    const longer = trimmed(
      take({ answer: null, punchMs: 0 }, { marginMs: 140, cut: { slateToPunchMs: 230 } }),
      0,
      9_000,
    );
    expect(longer.aim.punchMs).toBe(0);
    expect(longer.recorded.cut).toMatchObject({ slateToPunchMs: 90, durationMs: 7_280 });
    expect([heardFrom(longer), longer.stem.durationMs]).toEqual([0, 7_280]);
  });

  it('never reaches back into the slate', () => {
    const near = take({ answer: ANSWER, punchMs: 14_000 }, { cut: { slateToPunchMs: 390.7 } });
    expect(trimRoom(near).from.least).toBe(MARGIN_MS - 300);
  });

  it('leaves the end of a take that broke off where it broke off', () => {
    const broken = take({ answer: ANSWER, punchMs: 14_000 }, { cut: { durationMs: null } });
    expect(trimRoom(broken).to.most).toBe(8_000);
  });

  it('is the same take when nothing moves', () => {
    expect(trimmed(duet, 1_000, 8_000)).toBe(duet);
    expect(nudged(duet, 0)).toBe(duet);
  });

  it('keeps the timeline rule and the recording, whatever is wished', () => {
    const wish = fc.oneof(
      fc.record({ type: fc.constant('trim' as const), a: fc.integer(), b: fc.integer({ min: -2_000, max: 20_000 }) }),
      fc.record({ type: fc.constant('nudge' as const), a: fc.integer({ min: -1_500, max: 1_500 }), b: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 12_000, max: 18_000 }), fc.array(wish, { maxLength: 12 }), (punchMs, wishes) => {
        let now = take({ answer: ANSWER, punchMs }, { durationMs: 7_500 });
        const before = now;
        for (const { type, a, b } of wishes) now = type === 'trim' ? trimmed(now, a % 12_000, b) : nudged(now, a);
        const { cut } = now.recorded;
        const span = { startMs: now.aim.punchMs, durationMs: now.stem.durationMs };
        expect(placementFault(span, ANSWER.parent, { startMs: 0, durationMs: ANSWER.earliestStartMs })).toBeNull();
        expect(span.durationMs).toBeLessThanOrEqual(MAX_DURATION_MS);
        expect(now.stem.samples.length).toBe(span.durationMs * 48);
        // What is heard is what the cut says: the source's sample at the take's start, by either way.
        const bySource = cut.slateToPunchMs - before.recorded.cut.slateToPunchMs - (cut.nudgeMs ?? 0);
        expect(now.stem.headMs - before.stem.headMs).toBe(bySource);
        expect(now.aim.punchMs - punchMs).toBe(cut.slateToPunchMs - before.recorded.cut.slateToPunchMs);
      }),
    );
  });
});

describe('a nudge', () => {
  it('later lets the take begin with what was said before it, and where it is stays the same', () => {
    const later = nudged(duet, 12);
    expect(later.recorded.cut).toMatchObject({ nudgeMs: 12, slateToPunchMs: 4_000.5, durationMs: 7_000 });
    expect([later.aim.punchMs, heardFrom(later), later.stem.alignment.nudgeMs]).toEqual([14_000, 988, 12]);
    expect(heardFrom(nudged(later, -3))).toBe(1_003);
    const back = nudged(later, 0);
    expect([back.recorded.cut.nudgeMs, heardFrom(back), back.stem.headMs]).toEqual([0, 1_000, duet.stem.headMs]);
  });

  it('is a second at most either way, and whole milliseconds', () => {
    expect(nudged(duet, 5_000).recorded.cut.nudgeMs).toBe(MARGIN_MS);
    expect(nudged(duet, -5_000).recorded.cut.nudgeMs).toBe(-MARGIN_MS);
    expect(nudged(duet, 2.6).recorded.cut.nudgeMs).toBe(3);
    expect(nudged(duet, Number.NaN)).toBe(duet);
  });

  it('is silent where the recording has nothing', () => {
    const bare = take({ answer: ANSWER, punchMs: 14_000 }, { marginMs: 0 });
    const { samples } = nudged(bare, 100).stem;
    expect(samples.length).toBe(7_000 * 48);
    expect([...samples.subarray(0, 4_800)].every((sample) => sample === 0)).toBe(true);
    expect(samples[4_801]).toBeGreaterThan(0);
  });
});
