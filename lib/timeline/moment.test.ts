import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentOf, momentText } from './moment';

test.each([
  ['83.4', 83_400],
  ['0', 0],
  ['83s', 83_000],
  ['1m23s', 83_000],
  ['1m', 60_000],
  ['1m2.5', 62_500],
  ['1h2m3s', 3_723_000],
  ['2h', 7_200_000],
  ['0.0004', 0],
])('%s is %i ms', (text, ms) => {
  expect(momentOf(text)).toBe(ms);
});

test.each([
  '',
  ' ',
  '-1',
  '1e3',
  'NaN',
  'Infinity',
  '1:23',
  '3s1m',
  '1.2.3',
  '.5',
  '٣',
  '1'.repeat(40),
  's',
  'x83',
  null,
  undefined,
])('%j is no moment', (text) => {
  expect(momentOf(text)).toBeNull();
});

test('what is written into a link is read out of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400_000_000 }), (ms) => {
      expect(Math.abs((momentOf(momentText(ms)) ?? Number.NaN) - ms)).toBeLessThanOrEqual(50);
    }),
  );
});
