import { expect, test } from 'vitest';
import { createAllowance } from './allowance';

test('allows each key so much, and all of it again in the next span', () => {
  let nowMs = 0;
  const allowance = createAllowance({ most: 2, perMs: 1_000, now: () => nowMs });
  const ask = () => ['a', 'a', 'a', 'b'].map(allowance.allows);
  expect(ask()).toEqual([true, true, false, true]);
  nowMs = 999;
  expect(ask()).toEqual([false, false, false, true]);
  nowMs = 1_000;
  expect(ask()).toEqual([true, true, false, true]);
});

test('remembers so many keys at most', () => {
  let nowMs = 0;
  const allowance = createAllowance({ most: 2, perMs: 1_000, now: () => nowMs });
  for (let n = 0; n < 50_000; n += 1) allowance.allows(`${n}`);
  expect(allowance.allows('one more')).toBe(false);
  expect(allowance.allows('7')).toBe(true);
  nowMs = 1_000;
  expect(allowance.allows('one more')).toBe(true);
});
