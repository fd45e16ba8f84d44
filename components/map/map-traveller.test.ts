import { expect, test } from 'vitest';
import type { MapTake } from '@/lib/domain/schemas';
import { createTreeMap } from '@/lib/timeline/tree-map';
import { createTraveller } from './map-traveller';

const LINE_MS = 10_000;
const take = (i: number): MapTake => ({
  id: `t${i}`,
  parentId: i === 0 ? null : `t${i - 1}`,
  startMs: i * LINE_MS,
  durationMs: LINE_MS,
  author: { id: 'a', name: 'Ada' },
  likeCount: 0,
  childCount: 1,
  bestChildId: null,
});

test('the view waits for a take that is wished for, and goes with the playhead again once it sounds or is given up', () => {
  const map = createTreeMap<MapTake>();
  map.learn(Array.from({ length: 60 }, (_, i) => take(i)));
  const traveller = createTraveller(map, () => true);
  traveller.resize({ width: 1_000, height: 600 }, { toMs: 0, lane: 0 });
  const goesWith = (toMs: number, soundingId: string) => {
    const before = traveller.view.ms;
    traveller.follow({ toMs, lane: 0 }, soundingId);
    return traveller.view.ms !== before;
  };
  expect(goesWith(300_000, 't30')).toBe(true);
  traveller.followAgain('t50');
  expect(goesWith(1_000, 't0')).toBe(false);
  expect(traveller.awaited).toBe('t50');
  expect(goesWith(505_000, 't50')).toBe(true);
  traveller.followAgain('t5');
  expect(goesWith(1_000, 't0')).toBe(false);
  traveller.followAgain();
  expect(goesWith(1_000, 't0')).toBe(true);
});
