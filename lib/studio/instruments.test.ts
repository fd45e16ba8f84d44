import { describe, expect, it } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { estimatePlacement } from './alignment';
import { barHeight, createSilenceWatch } from './meter';
import { scheduleTake } from './schedule';

describe('estimatePlacement', () => {
  const reported = {
    outputLatency: 0.04,
    baseLatency: 0.01,
    inputLatency: 0.02,
    isWireless: false,
    contextRate: 51_200,
  };
  const nothing = { ...reported, outputLatency: undefined, baseLatency: undefined, inputLatency: Number.NaN };
  const earphone = { offsetMs: 181.3, errorMs: 0.4, from: 'earphone', isShaken: false } as const;

  it('has nothing to align for a seed', () => {
    expect(estimatePlacement(false, reported)).toEqual({ latencyMs: 0, alignment: NOT_ALIGNED });
  });

  it.each([
    [reported, 60],
    [{ ...reported, outputLatency: 0 }, 30],
    [{ ...reported, outputLatency: undefined, inputLatency: undefined }, 10],
    [{ ...reported, outputLatency: -3 }, 30],
  ])('adds to what a browser says what it leaves out: %o is %i ms and 60 more', (said, ms) => {
    const { latencyMs, alignment } = estimatePlacement(true, said);
    expect(latencyMs).toBeCloseTo(ms + 60, 6);
    expect(alignment.reportedMs).toBeCloseTo(ms, 6);
    expect(alignment).toMatchObject({ method: 'estimated', errorMs: 80, offsetMs: latencyMs, doubt: null });
  });

  it('claims next to nothing where nothing is said, or where it is Bluetooth that says it', () => {
    expect(estimatePlacement(true, nothing)).toMatchObject({
      latencyMs: 60,
      alignment: { method: 'estimated', errorMs: 200, reportedMs: null },
    });
    expect(estimatePlacement(true, { ...reported, isWireless: true }).alignment.errorMs).toBe(200);
    expect(estimatePlacement(true, { ...reported, outputLatency: 4 }).latencyMs).toBe(500);
  });

  it('believes an earphone at the microphone instead, to a millisecond and an input buffer at best', () => {
    const { latencyMs, alignment } = estimatePlacement(true, reported, earphone);
    expect(latencyMs).toBe(181.3);
    expect(alignment).toMatchObject({ method: 'calibrated', errorMs: 21, offsetMs: 181.3 });
    expect(alignment.reportedMs).toBeCloseTo(60, 6);
    expect(estimatePlacement(true, reported, { ...earphone, errorMs: 3 }).alignment.errorMs).toBe(23);
  });

  it('takes what another take has told for no more than a better estimate', () => {
    const { latencyMs, alignment } = estimatePlacement(true, reported, { ...earphone, from: 'take' });
    expect(latencyMs).toBe(181.3);
    expect(alignment).toMatchObject({ method: 'estimated', errorMs: 25, offsetMs: 181.3, doubt: null });
  });

  it('keeps what was measured before the clock slipped for the best estimate there is', () => {
    const shaken = { ...earphone, isShaken: true };
    const { latencyMs, alignment } = estimatePlacement(true, reported, shaken);
    expect(latencyMs).toBe(181.3);
    expect(alignment).toMatchObject({ method: 'estimated', errorMs: 141, doubt: null });
    expect(estimatePlacement(true, reported, shaken, { doubt: 'busy', byMs: 3 }).alignment.errorMs).toBe(200);
    const moved = estimatePlacement(true, reported, earphone, { doubt: 'devices_changed', byMs: null }).alignment;
    expect(moved).toMatchObject({ method: 'estimated', errorMs: 200 });
  });

  it.each([
    [earphone, null, 141],
    [earphone, 6, 141],
    [earphone, 700, 141],
    [null, 6, 86],
    [null, 700, 200],
    [null, null, 200],
  ])('claims little of what is in doubt: of %o moved by %j ms', (known, byMs, errorMs) => {
    const { latencyMs, alignment } = estimatePlacement(true, reported, known, { doubt: 'busy', byMs });
    expect(latencyMs).toBeCloseTo(known?.offsetMs ?? 120, 6);
    expect(alignment).toMatchObject({ method: 'estimated', errorMs, doubt: 'busy' });
  });
});

describe('scheduleTake', () => {
  it('starts a seed within half a second and its slate', () => {
    const { slateAt, punchAt } = scheduleTake(10, 0.2, 0, 0);
    expect(slateAt).toBeGreaterThanOrEqual(10.15);
    expect(punchAt).toBeGreaterThan(slateAt + 0.2);
    expect(punchAt).toBeLessThanOrEqual(10.51);
  });

  it('gives an answer its whole lead-in, with the pre-roll ending at the punch', () => {
    const { slateAt, prerollAt, punchAt } = scheduleTake(10, 0.2, 5_000, 5_000);
    expect(punchAt - prerollAt).toBeCloseTo(5, 9);
    expect(prerollAt).toBeGreaterThan(10);
    expect(slateAt + 0.2).toBeLessThan(punchAt);
    const short = scheduleTake(10, 0.2, 3_000, 1_200);
    expect(short.punchAt - short.prerollAt).toBeCloseTo(1.2, 9);
    expect(short.punchAt).toBeGreaterThanOrEqual(13);
  });
});

describe('the meter', () => {
  it('rises from silence to full scale and never beyond', () => {
    const heights = [0, 0.001, 0.01, 0.1, 0.5, 1, 4].map(barHeight);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect([heights[0], heights[5], heights[6]]).toEqual([0, 1, 1]);
  });

  it('tells of three seconds without a sound once, and of the first sound after it', () => {
    const watch = createSilenceWatch();
    const told = [0, 1_000, 2_999, 3_000, 3_050, 9_000].map((ms) => watch(0.00001, ms));
    expect(told).toEqual([null, null, null, 'silent', null, null]);
    expect([watch(0.01, 9_050), watch(0.01, 9_100), watch(0, 9_150), watch(0, 12_200)]).toEqual([
      'heard',
      null,
      null,
      'silent',
    ]);
  });

  it('takes the noise of a quiet room for sound', () => {
    const watch = createSilenceWatch();
    expect([0, 1_500, 3_000, 4_500].map((ms) => watch(ms === 1_500 ? 0.0005 : 0, ms))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
