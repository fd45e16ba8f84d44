import { describe, expect, it } from 'vitest';
import { alignmentText, errorText, movedText, nudgeText, surenessOf } from './alignment-words';

const shown = (method: 'none' | 'measured' | 'calibrated' | 'estimated', errorMs: number, nudgeMs = 0) => ({
  method,
  errorMs,
  nudgeMs,
});

describe('how sure a take is', () => {
  it.each([
    [shown('measured', 0.32), 'Aligned ±0.3 ms (measured)'],
    [shown('calibrated', 1.5), 'Aligned ±1.5 ms (calibrated)'],
    [shown('estimated', 40), 'Estimated ±40 ms'],
    [shown('none', 0), null],
  ])('%o is said as %s', (alignment, text) => {
    expect(alignmentText(alignment)).toBe(text);
  });

  it('has one decimal at most, and is never said to be exact', () => {
    expect([0, 0.04, 0.1, 0.25, 1, 12.34, 40].map(errorText)).toEqual([
      '±0.1 ms',
      '±0.1 ms',
      '±0.1 ms',
      '±0.3 ms',
      '±1 ms',
      '±12 ms',
      '±40 ms',
    ]);
  });

  it('is green when it was found and nobody hears the rest, grey when it is a guess', () => {
    expect(surenessOf(shown('measured', 0.3))).toBe('good');
    expect(surenessOf(shown('calibrated', 5.1))).toBe('fair');
    expect(surenessOf(shown('estimated', 0.3))).toBe('guess');
  });
});

describe('a nudge', () => {
  it('carries its sign in figures and its direction in words', () => {
    expect([12, 0, -3].map(nudgeText)).toEqual(['+12 ms', '0 ms', '−3 ms']);
    expect([12, 0, -3].map(movedText)).toEqual(['Moved 12 ms later by ear', null, 'Moved 3 ms earlier by ear']);
  });
});
