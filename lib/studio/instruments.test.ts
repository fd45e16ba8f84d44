import { describe, expect, it } from 'vitest';
import { estimatePlacement } from './alignment';
import { barHeight, createSilenceWatch } from './meter';
import { scheduleTake } from './schedule';

describe('estimatePlacement', () => {
  const reported = { outputLatency: 0.04, baseLatency: 0.01, inputLatency: 0.02 };

  it('has nothing to align for a seed', () => {
    expect(estimatePlacement(false, reported)).toEqual({ latencyMs: 0, alignment: { method: 'none', errorMs: 0 } });
  });

  it.each([
    [reported, 60],
    [{ ...reported, outputLatency: 0 }, 30],
    [{ ...reported, outputLatency: undefined, inputLatency: undefined }, 10],
    [{ outputLatency: undefined, baseLatency: undefined, inputLatency: Number.NaN }, 0],
    [{ ...reported, outputLatency: -3 }, 30],
    [{ ...reported, outputLatency: 4 }, 500],
  ])('believes the browser within reason: %o is %i ms', (said, ms) => {
    const { latencyMs, alignment } = estimatePlacement(true, said);
    expect(latencyMs).toBeCloseTo(ms, 6);
    expect(alignment).toEqual({ method: 'estimated', errorMs: 40 });
  });
});

describe('scheduleTake', () => {
  it('starts a seed within 0.8 s, after its slate', () => {
    const { slateAt, punchAt } = scheduleTake(10, 0.2, 0, 0);
    expect(slateAt).toBeGreaterThanOrEqual(10.15);
    expect(punchAt).toBeGreaterThan(slateAt + 0.2);
    expect(punchAt).toBeLessThanOrEqual(10.8);
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
