import { describe, expect, it } from 'vitest';
import { alreadyHas, rangeStillFits, requestedRange } from './http-range';

describe('Range', () => {
  it.each([
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=0-', { from: 0, to: 99 }],
    ['BYTES=10-19', { from: 10, to: 19 }],
    ['bytes=10-1000', { from: 10, to: 99 }],
    ['bytes=-10', { from: 90, to: 99 }],
    ['bytes=-1000', { from: 0, to: 99 }],
    ['bytes=99-', { from: 99, to: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [null, null],
    ['', null],
    ['bytes=', null],
    ['bytes=-', null],
    ['bytes=20-10', null],
    ['bytes=0-1,5-6', null],
    ['bytes=a-b', null],
    ['seconds=0-1', null],
  ])('%s', (header, wanted) => {
    expect(requestedRange(header, 100)).toEqual(wanted);
  });

  it('of an empty file is never there', () => {
    expect(requestedRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(requestedRange('bytes=-1', 0)).toBe('unsatisfiable');
  });
});

describe('conditions', () => {
  it('find a tag in a list, weak or strong', () => {
    for (const header of ['"a"', 'W/"a"', '"b", "a"', '*']) expect(alreadyHas(header, '"a"')).toBe(true);
    for (const header of [null, '', 'a', '"b"', '"aa"']) expect(alreadyHas(header, '"a"')).toBe(false);
  });

  it('let a range through only for the file that it was meant for', () => {
    const date = 'Sat, 21 Nov 2026 03:52:59 GMT';
    for (const header of [null, '"a"', date]) expect(rangeStillFits(header, '"a"', date)).toBe(true);
    for (const header of ['"b"', 'W/"a"', 'Sat, 21 Nov 2026 03:53:00 GMT']) {
      expect(rangeStillFits(header, '"a"', date)).toBe(false);
    }
  });
});
