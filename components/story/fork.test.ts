import { describe, expect, it } from 'vitest';
import type { MapTake } from '@/lib/domain/schemas';
import { forkAhead, forkAt, oldestFirst } from './fork';

const take = (id: string, parentId: string | null): MapTake => ({
  id,
  parentId,
  startMs: 0,
  durationMs: 1_000,
  author: { id: 'u', name: 'Ada' },
  likeCount: 0,
  childCount: 0,
});

const TAKES = [take('4', '1'), take('1', null), take('3', '1'), take('2', '1'), take('5', '2')];

describe('forkAt', () => {
  it('finds the older and the younger sibling', () => {
    const fork = forkAt(TAKES, '3');
    expect([fork?.takeId, fork?.before?.id, fork?.after?.id]).toEqual(['3', '2', '4']);
  });

  it.each(['1', '5', 'unknown'])('finds nothing beside %s', (id) => {
    expect(forkAt(TAKES, id)).toBeNull();
  });
});

describe('forkAhead', () => {
  const early = { takeId: '2', before: null, after: null };
  const late = { takeId: '4', before: null, after: null };

  it('shows the next fork, and after the last one still that', () => {
    const forks = [null, early, null, late, null];
    expect([0, 1, 2, 3, 4].map((index) => forkAhead(forks, index)?.takeId)).toEqual(['2', '2', '4', '4', '4']);
  });

  it('shows none on a path without any', () => {
    expect(forkAhead([null, null], 0)).toBeNull();
  });
});

it('sorts by id, and leaves what it was given alone', () => {
  expect(oldestFirst(TAKES).map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
  expect(TAKES[0]?.id).toBe('4');
});
