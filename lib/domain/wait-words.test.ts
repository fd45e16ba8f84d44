import { expect, test } from 'vitest';
import { againIn } from './wait-words';

test.each([
  [undefined, ''],
  [1, ' You can try again in a second.'],
  [89, ' You can try again in 89 seconds.'],
  [90, ' You can try again in 2 minutes.'],
  [3600, ' You can try again in 60 minutes.'],
  [5401, ' You can try again in 2 hours.'],
  [86_400, ' You can try again in 24 hours.'],
])('%s seconds are said as %j', (seconds, words) => {
  expect(againIn(seconds)).toBe(words);
});
