import { expect, test } from 'vitest';
import type { PageRow } from '@/db/queries/takes';
import { PATH_URLS } from '@/lib/domain/limits';
import type { Storage } from './storage/port';
import { pathViews } from './views';

/** A path of ten seconds a take. */
const path = (length: number): PageRow[] =>
  Array.from({ length }, (_, n) => ({
    id: `${n}`,
    parentId: n === 0 ? null : `${n - 1}`,
    storyId: 's',
    startMs: n * 10_000,
    durationMs: 10_000,
    authorId: 'a',
    authorName: 'Ada',
    likeCount: 0,
    childCount: 0,
    bestChildId: null,
    branchLikes: null,
    depth: n,
    mixKey: `${n}`,
    mixBytes: 1,
    mixDue: false,
    state: 'shown' as const,
    peaks: new Uint8Array([1]),
    createdAt: new Date(0),
  }));

async function signed(length: number, startAtMs: number): Promise<number[]> {
  const storage = { listenUrl: async (key: string) => `/${key}` } as Storage;
  const views = await pathViews(storage, path(length), startAtMs);
  return views.flatMap(({ mixUrl }, n) => (mixUrl === '' ? [] : [n]));
}

test.each([
  ['from its start the first', 100, 0, 0],
  ['from somewhere on what comes then, and a little of what was', 100, 500_001, 46],
  ['near its end the last', 100, 995_000, 76],
  ['behind its end the last', 100, 9_000_000, 76],
])('a long path has the files of what is heard: %s', async (_, length, startAtMs, first) => {
  expect(await signed(length, startAtMs)).toEqual(Array.from({ length: PATH_URLS }, (__, n) => first + n));
});

test('a short path has them all', async () => {
  expect(await signed(3, 25_000)).toEqual([0, 1, 2]);
});
