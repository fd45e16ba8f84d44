import { describe, expect, it } from 'vitest';
import type { MapTake } from '@/lib/domain/schemas';
import type { Explored } from '@/lib/story/explorer';
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
  let isWell = true;
  const demand = createDemand(map, async (takeId) => {
    asked.push(takeId);
    return isWell ? 'done' : 'failed';
  });
  return {
    asked,
    demand,
    fails: (fails: boolean) => {
      isWell = !fails;
    },
  };
}

const VIEW = { ms: 50_000, lane: 0, zoom: 1 };

describe('the demand of the map', () => {
  it('asks around the middle of the view, a little at a time, and not again when nothing came of it', async () => {
    const { asked, demand } = chain();
    const first = demand.askAround(VIEW, WINDOW);
    expect(asked).toEqual(['4', '3']);
    expect(demand.askAround(VIEW, WINDOW), 'while two are underway').toBeNull();
    expect(await first).toBe(true);
    await demand.askAround(VIEW, WINDOW);
    expect(asked.slice(2).toSorted()).toEqual(['2', '5']);
    for (let i = 0; i < 10; i++) await demand.askAround(VIEW, WINDOW);
    expect(asked.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(demand.askAround(VIEW, WINDOW)).toBeNull();
  });

  it('asks for nothing that is out of the view, or seen from afar', () => {
    const { asked, demand } = chain();
    expect(demand.askAround({ ...VIEW, lane: 40 }, WINDOW)).toBeNull();
    expect(demand.askAround({ ...VIEW, zoom: 0.2 }, WINDOW)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('asks again after a failure', async () => {
    const { asked, demand, fails } = chain();
    fails(true);
    expect(await demand.askAround(VIEW, WINDOW)).toBe(false);
    fails(false);
    expect(await demand.askAround(VIEW, WINDOW)).toBe(true);
    expect(asked).toEqual(['4', '3', '4', '3']);
  });

  it('asks once for what several want at the same time', async () => {
    const { asked, demand } = chain();
    expect(await Promise.all([demand.ask('4'), demand.ask('4')])).toEqual(['done', 'done']);
    expect(asked).toEqual(['4']);
    expect(await demand.ask('nobody')).toBe('failed');
  });

  it('goes on where all that came was known already, and asks again after a fault of ours', async () => {
    const map = createTreeMap<MapTake>();
    map.learn([take('seed', null, 0, 3)]);
    const answers: (() => Explored)[] = [
      () => 'onward',
      () => {
        throw new Error('ours');
      },
      () => 'done',
    ];
    const demand = createDemand(map, async () => answers.shift()?.() ?? 'failed');
    const look = () => demand.askAround({ ms: 10_000, lane: 0, zoom: 1 }, WINDOW);
    expect(await look()).toBe(true);
    await expect(look()).rejects.toThrow('ours');
    expect(await look()).toBe(true);
    expect(look(), 'nothing came of it').toBeNull();
  });

  it('loads the answers to one take as far as the view reaches, and the rest as one travels there', async () => {
    const [ANSWERS, PAGE] = [1_000, 24];
    const map = createTreeMap<MapTake>();
    const answers = Array.from({ length: ANSWERS }, (_, i) => take(`a${1_000 + i}`, 'seed', 10_000, 0));
    map.learn([take('seed', null, 0, ANSWERS), ...answers.splice(0, PAGE)]);
    const demand = createDemand(map, async () => {
      map.learn(answers.splice(0, PAGE));
      return 'done';
    });
    const look = async (lane: number) => {
      const view = { ms: 10_000, lane, zoom: 1 };
      for (let went = demand.askAround(view, WINDOW); went; went = demand.askAround(view, WINDOW)) await went;
    };
    await look(0);
    expect(map.size, 'all that is seen is there already').toBe(1 + PAGE);
    for (let lane = 10; lane <= ANSWERS / 2; lane += 10) await look(lane);
    expect(map.size, 'down to the last one').toBe(1 + ANSWERS);
  });
});
