import { describe, expect, it } from 'vitest';
import { type Answer, firstAim } from '@/lib/studio/aim';
import { counterText } from './counter-text';
import { punchForKey, punchUnder, stripGeometry } from './strip-geometry';

const parent = {
  startMs: 10_000,
  durationMs: 10_000,
  id: 'p',
  authorName: 'Ada',
  authorId: 'a',
  mixUrl: '',
  peaks: [],
};
const answer: Answer = { storyId: 's', storyTitle: '', kind: 'duet', parent, earliestStartMs: 14_000 };

describe('the counter', () => {
  it.each([
    [null, '0:00', null],
    [-5_000, 'Listen', null],
    [-3_000, '', 3],
    [-2_001, '', 3],
    [-2_000, '', 2],
    [-1, '', 1],
    [0, 'Now', null],
    [699, 'Now', null],
    [700, '0:00', null],
    [61_000, '1:01', null],
  ])('at %s ms shows "%s" and lights %s', (ms, text, lit) => {
    expect(counterText(ms, true)).toMatchObject({ text, lit });
  });

  it('counts nothing for a seed', () => {
    expect(counterText(-400, false)).toEqual({ text: 'Wait', lit: null, isNow: false });
  });
});

describe('the strip', () => {
  const strip = stripGeometry(firstAim(answer));
  if (!strip) throw new Error('an answer has a strip');
  const width = 1_250;

  it('spans the parent, the line to reach, and room after it', () => {
    expect(strip).toMatchObject({ fromMs: 10_000, toMs: 22_500, earliestMs: 14_000, latestMs: 20_000 });
    expect([strip.punch, strip.parentEnd, strip.outlast]).toEqual([0.32, 0.8, 0.84]);
    expect(stripGeometry(firstAim(null))).toBeNull();
  });

  it('takes the punch to where the finger is, and to its ends when that is near', () => {
    expect(punchUnder(500, width, strip)).toBe(15_000);
    expect(punchUnder(408, width, strip)).toBe(14_000);
    expect(punchUnder(0, width, strip)).toBe(14_000);
    expect(punchUnder(992, width, strip)).toBe(20_000);
  });

  it('moves by keys', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'PageUp', 'Home', 'End', 'x'];
    expect(keys.map((key) => punchForKey(key, 15_000, strip))).toEqual([14_900, 15_100, 16_000, 14_000, 20_000, null]);
  });
});
