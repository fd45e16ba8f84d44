import { expect, test } from 'vitest';
import { NAMELESS } from '@/lib/domain/story-event';
import { whoRecords } from './who-records';

test.each([
  [['Ada'], 'Ada is recording'],
  [['Ada', 'Ben'], 'Ada and Ben are recording'],
  [['Ada', 'Ben', 'Cleo', 'Dev'], 'Ada and 3 others are recording'],
  [[NAMELESS], 'Somebody is recording'],
  [['Ada', NAMELESS], 'Ada and somebody are recording'],
  [['Ada', NAMELESS, NAMELESS], 'Ada and 2 others are recording'],
  [[NAMELESS, NAMELESS], 'Two people are recording'],
  [[NAMELESS, NAMELESS, NAMELESS], '3 people are recording'],
])('%j', (names, words) => {
  expect(whoRecords(names)).toBe(words);
});
