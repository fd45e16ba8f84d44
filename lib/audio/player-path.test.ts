import { expect, it } from 'vitest';
import type { PlayerTake } from './player-contract';
import { otherFiles, pathOf } from './player-path';

const pathWith = (mixUrl: string) => {
  const take: PlayerTake = { id: 'a', startMs: 0, durationMs: 25_000, mixUrl, authorName: '' };
  return pathOf([take]);
};

it.each([
  ['another signature', '/1.m4a?later', []],
  ['no URL at all', '', []],
  ['another file', '/2.m4a?signed', ['a']],
])('knows the takes whose files are others: %s', (_name, mixUrl, others) => {
  expect(otherFiles(pathWith('/1.m4a?signed'), pathWith(mixUrl))).toEqual(others);
});

it('takes a first URL for one of the same file', () => {
  expect(otherFiles(pathWith(''), pathWith('/1.m4a'))).toEqual([]);
});

it('cuts a path into parts of ten seconds, all of them within its takes', () => {
  expect(pathWith('').parts.map(({ fromMs, toMs, offsetMs }) => [fromMs, toMs, offsetMs])).toEqual([
    [0, 10_000, 0],
    [10_000, 20_000, 10_000],
    [20_000, 25_000, 20_000],
  ]);
});
