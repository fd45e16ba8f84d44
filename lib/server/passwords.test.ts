import { expect, test } from 'vitest';
import { hashPassword, passwordMatches } from './passwords';

test('of very many passwords at once some wait their turn, and others are told at once to come back', async () => {
  const known = await hashPassword('seven green teapots', []);
  const ends = await Promise.allSettled(
    Array.from({ length: 40 }, () => passwordMatches(known, 'seven green teapots')),
  );
  const [right, busy] = [ends.filter(isFulfilled), ends.filter((end) => end.status === 'rejected')];
  expect(new Set(right.map(({ value }) => value))).toEqual(new Set([true]));
  // Two at work, and a line of thirty.
  expect(right).toHaveLength(32);
  for (const { reason } of busy) expect(reason).toMatchObject({ code: 'deadline_exceeded' });
  expect(await passwordMatches(known, 'another long one')).toBe(false);
});

const isFulfilled = <T>(end: PromiseSettledResult<T>): end is PromiseFulfilledResult<T> => end.status === 'fulfilled';
