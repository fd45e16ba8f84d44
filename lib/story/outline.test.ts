import { expect, test } from 'vitest';
import { outlineOf } from './outline';
import { testTree } from './test-story';

test('the oldest takes, in their order, in whatever order they are known', () => {
  const takes = [...testTree('a\nb a\nc a\nd b\ne b\nf c').values()];
  const shuffled = [3, 0, 5, 1, 4, 2].flatMap((i) => takes[i] ?? []);
  const ids = (most?: number) => outlineOf(shuffled, most).map(({ id }) => id);
  expect(ids(4)).toEqual(['a', 'b', 'c', 'd']);
  expect(ids()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(outlineOf(shuffled, 1)).toEqual([
    { id: 'a', parentId: null, startMs: 0, durationMs: 10_000, authorId: 'person of a' },
  ]);
});
