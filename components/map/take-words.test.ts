import { describe, expect, it } from 'vitest';
import type { MapTake } from '@/lib/domain/schemas';
import { createTreeMap } from '@/lib/timeline/tree-map';
import { stationWords } from './take-words';

const take = (id: string, name: string, more: Partial<MapTake> = {}): MapTake => ({
  id,
  parentId: null,
  startMs: 0,
  durationMs: 12_400,
  author: { id: name, name },
  likeCount: 0,
  childCount: 0,
  bestChildId: null,
  ...more,
});

const words = (id: string, facts: Partial<Parameters<typeof stationWords>[1]> = {}) => {
  const map = createTreeMap<MapTake>();
  map.learn([
    take('1', 'Ada', { childCount: 3 }),
    take('2', 'Ben', { parentId: '1', startMs: 4_000, durationMs: 12_000, likeCount: 3 }),
  ]);
  const station = map.get(id);
  if (!station) throw new Error(`no station ${id}`);
  return stationWords(station, { isOnCanon: false, isLiked: false, recording: [], ...facts });
};

describe('a station in words', () => {
  it('says whose it is, how long, what it answers and how it is loved', () => {
    expect(words('1')).toBe('Ada, 0:12, the first voice, 3 answers');
    expect(words('2', { isOnCanon: true })).toBe('Ben, 0:12, answers Ada, 3 likes, on the canon');
    expect(words('2', { isLiked: true, recording: ['Cleo'] })).toBe(
      'Ben, 0:12, answers Ada, 3 likes, yours among them, Cleo is recording',
    );
  });
});
