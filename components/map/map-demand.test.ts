import { describe, expect, it } from 'vitest';
import type { MapTake } from '@/lib/domain/schemas';
import { createTreeMap } from '@/lib/timeline/tree-map';
import { createDemand } from './map-demand';

const WINDOW = { width: 1_000, height: 800, unitMs: 10_000 };

const take = (id: string, parentId: string | null, startMs: number, childCount: number): MapTake => ({
  id,
  parentId,
  startMs,
  durationMs: 10_000,
  author: { id, name: id },
  likeCount: 0,
  childCount,
  bestChildId: null,
});

/** A chain of ten, of which all but the first have answers that are not known. */
function chain() {
  const map = createTreeMap<MapTake>();
  map.learn(Array.from({ length: 10 }, (_, i) => take(`${i}`, i ? `${i - 1}` : null, i * 10_000, i === 0 ? 1 : 3)));
  const asked: string[] = [];
  return { asked, demand: createDemand(map, (takeId) => asked.push(takeId)) };
}

describe('the demand of the map', () => {
  it('asks around the middle of the view, a little at a time, and never twice', () => {
    const { asked, demand } = chain();
    const view = { ms: 50_000, lane: 0, zoom: 1 };
    demand.askAround(view, WINDOW);
    expect(asked).toEqual(['4', '3']);
    demand.askAround(view, WINDOW);
    expect(asked.slice(2).toSorted()).toEqual(['2', '5']);
    for (let i = 0; i < 10; i++) demand.askAround(view, WINDOW);
    expect(asked.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    demand.ask('4');
    expect(asked).toHaveLength(9);
  });

  it('asks for nothing that is out of the view, or seen from afar', () => {
    const { asked, demand } = chain();
    demand.askAround({ ms: 50_000, lane: 40, zoom: 1 }, WINDOW);
    demand.askAround({ ms: 50_000, lane: 0, zoom: 0.2 }, WINDOW);
    expect(asked).toEqual([]);
  });
});
