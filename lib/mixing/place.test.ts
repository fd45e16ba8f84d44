import { describe, expect, test } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment, Cut } from '@/lib/domain/schemas';
import type { Measured } from '@/lib/timeline/align/measure';
import { drums, numbers, recording } from '@/lib/timeline/align/test-takes';
import { listenFor, placeBelieved, placeMeasured } from './place';

const cut: Cut = { slateToPunchMs: 3_000, latencyMs: 60, durationMs: 8_000, prerollMs: 2_000, nudgeMs: 7 };
const believed: Alignment = { ...NOT_ALIGNED, method: 'estimated', errorMs: 40, offsetMs: 60, reportedMs: 57 };
const said = { slateAt: 1_000.5, cut, believed };
const measured: Measured = { offsetMs: 90, errorMs: 0.3, driftPpm: 0, peakDb: 21, jumps: [] };
const heard = { played: new Float32Array(10_000 * 48), prerollMs: 2_000 };
const EXPECTED = 1_000.5 + 3_060 * 48;

describe('a take that its recording tells nothing of', () => {
  test('lies where the recorder believes it to be, and says how sure that is', () => {
    const { place, alignment } = placeBelieved(said);
    expect(place).toEqual({ fromSamples: EXPECTED, ratio: 1, jumps: [], expectedSamples: EXPECTED });
    expect(alignment).toEqual({ ...believed, nudgeMs: 7 });
  });

  test('is calibrated at best, although another take was measured', () => {
    const known: Alignment = { ...believed, method: 'measured', errorMs: 1.5, peakDb: 20, driftPpm: 3, doubt: 'busy' };
    const { alignment } = placeBelieved({ ...said, believed: known });
    expect(alignment).toMatchObject({ method: 'calibrated', errorMs: 1.5, peakDb: null, driftPpm: 0, doubt: 'busy' });
  });

  test('of a draft of before is what was known then', () => {
    const old: Cut = { slateToPunchMs: 3_000, latencyMs: 60, durationMs: null };
    const { alignment } = placeBelieved({
      ...said,
      cut: old,
      believed: { method: 'estimated', errorMs: 40 } as Alignment,
    });
    expect(alignment).toEqual({ ...NOT_ALIGNED, method: 'estimated', errorMs: 40, offsetMs: 60 });
  });
});

describe('a take that is measured', () => {
  test('lies where that says, and the recorder’s belief only bounds what may be missing', () => {
    const { place, alignment } = placeMeasured(said, heard, measured);
    expect(place).toEqual({ fromSamples: EXPECTED + 30 * 48, ratio: 1, jumps: [], expectedSamples: EXPECTED });
    expect(alignment).toEqual({
      ...believed,
      ...{ method: 'measured', errorMs: 0.3, offsetMs: 90, peakDb: 21, driftPpm: 0, nudgeMs: 7 },
    });
  });

  test('knows better than what happened to the devices, but not that nothing is missing', () => {
    const doubtOf = (doubt: Alignment['doubt']) =>
      placeMeasured({ ...said, believed: { ...believed, doubt } }, heard, measured).alignment.doubt;
    expect(['busy', 'devices_changed', 'interrupted'].map((doubt) => doubtOf(doubt as Alignment['doubt']))).toEqual([
      null,
      null,
      'interrupted',
    ]);
  });

  test('and drifts lies at the punch as late as it is then, and is read at the rate of its recording', () => {
    const { place, alignment } = placeMeasured(said, heard, { ...measured, driftPpm: 150 });
    expect(place.fromSamples).toBeCloseTo(EXPECTED + 30.3 * 48, 6);
    expect(place.ratio).toBe(1.000_15);
    expect(alignment).toMatchObject({ offsetMs: 90.3, driftPpm: 150 });
  });

  test('and hardly drifts is not resampled, and is in time in the middle of what was heard', () => {
    const { place } = placeMeasured(said, heard, { ...measured, driftPpm: -10 });
    expect(place.ratio).toBe(1);
    expect(place.fromSamples).toBeCloseTo(EXPECTED + 29.95 * 48, 6);
  });

  test('and jumps is told by what holds at its punch', () => {
    const jumps = [
      { atMs: 500, byMs: 20 },
      { atMs: 6_000, byMs: -5 },
    ];
    const { place, alignment } = placeMeasured(said, heard, { ...measured, jumps });
    expect(place.jumps).toEqual([
      { atSamples: -72_000, bySamples: 960 },
      { atSamples: 192_000, bySamples: -240 },
    ]);
    expect(place.fromSamples).toBe(EXPECTED + 30 * 48);
    expect(alignment).toMatchObject({ offsetMs: 110, jumpedMs: -5 });
  });
});

describe('among beats that are all alike', () => {
  const random = numbers(3);
  const played = drums(6, 160, random);
  const { recorded, atSamples } = recording(played, { offsetMs: 87.3 }, random);
  const found = (method: Alignment['method'], latencyMs: number, errorMs: number) =>
    listenFor({ played, prerollMs: 0 }, recorded, {
      slateAt: atSamples,
      cut: { ...cut, slateToPunchMs: 0, prerollMs: 0, latencyMs },
      believed: { ...believed, method, errorMs },
    });

  test('what another take has told chooses, and no other estimate does', () => {
    expect(found('estimated', 86.2, 25)?.offsetMs).toBeCloseTo(87.3, 0);
    expect(found('calibrated', 86.2, 25.2)?.offsetMs).toBeCloseTo(87.3, 0);
    expect(found('estimated', 86.2, 80)).toBeNull();
    expect(found('estimated', 70, 25)).toBeNull();
    expect(found('calibrated', 70, 25.2)).toBeNull();
  });
});
