import { expect, test } from 'vitest';
import type { MapTake } from '@/lib/domain/schemas';
import { createTreeMap } from '@/lib/timeline/tree-map';
import { type MapWish, wishWords } from './map-wish';

const take = (id: string, parentId: string | null, childCount: number): MapTake => ({
  id,
  parentId,
  startMs: 0,
  durationMs: 10_000,
  author: { id, name: id },
  likeCount: 0,
  childCount,
  bestChildId: null,
});

test('whoever wished for answers is told that they are coming, here, not to be had, or not reached, and nothing untrue', () => {
  const map = createTreeMap<MapTake>();
  map.learn([take('Ben', null, 3), take('Cleo', 'Ben', 0)]);
  const of = map.seed;
  if (!of) throw new Error('no seed');
  const words = (state: MapWish['state']) => wishWords({ from: of, step: 'on', of, unknown: 2, state });
  expect(words('asked')).toBe('Loading more answers to Ben');
  expect(words('failed')).toMatch(/^The answers to Ben did not come\./);
  expect(words('done')).toMatch(/^No more answers to Ben came\./);
  map.learn([take('Dev', 'Ben', 0)]);
  expect(words('done')).toBe('More answers to Ben are on the map now');
});
