import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endMs } from './rule';
import { createTreeMap, type MapNode, type Station } from './tree-map';

const take = (id: string, parentId: string | null, startMs: number, durationMs: number): MapNode => ({
  id,
  parentId,
  startMs,
  durationMs,
});

/** Random trees, oldest first, that keep the extension rule. */
const trees = fc
  .array(
    fc.record({
      parent: fc.nat(),
      startAt: fc.double({ min: 0, max: 1, noNaN: true }),
      tailMs: fc.integer({ min: 500, max: 90_000 }),
    }),
    { maxLength: 60 },
  )
  .map((answers) => {
    const takes = [take('100', null, 0, 10_000)];
    for (const [i, answer] of answers.entries()) {
      const parent = takes[answer.parent % takes.length] as MapNode;
      const startMs = Math.round(parent.startMs + answer.startAt * parent.durationMs);
      takes.push(take(String(101 + i), parent.id, startMs, endMs(parent) + answer.tailMs - startMs));
    }
    return takes;
  });

/** How a page comes to know a tree: in any order, in any number of pieces. */
const learned = fc.tuple(trees, fc.infiniteStream(fc.nat()), fc.infiniteStream(fc.integer({ min: 1, max: 8 })));

function* pieces(takes: readonly MapNode[], order: Iterator<number>, sizes: Iterator<number>): Generator<MapNode[]> {
  const rest = [...takes];
  while (rest.length > 0) {
    const size = sizes.next().value as number;
    yield Array.from({ length: Math.min(size, rest.length) }, () => {
      const [one] = rest.splice((order.next().value as number) % rest.length, 1);
      return one as MapNode;
    });
  }
}

const laneOf = (stations: Iterable<Station<MapNode>>) =>
  Object.fromEntries([...stations].map((station) => [station.take.id, station.lane]));

const EVERYWHERE = {
  fromMs: 0,
  toMs: Number.POSITIVE_INFINITY,
  fromLane: Number.NEGATIVE_INFINITY,
  toLane: Number.POSITIVE_INFINITY,
};

describe('createTreeMap', () => {
  it('knows nothing of nothing, and puts a seed at its end', () => {
    const map = createTreeMap();
    expect(map.learn([])).toEqual([]);
    expect(map.size).toBe(0);
    expect(map.canon).toEqual([]);
    map.bendsIn(EVERYWHERE, () => expect.unreachable());
    const [seed] = map.learn([take('a', null, 0, 20_000)]);
    expect(seed).toMatchObject({ lane: 0, depth: 0, fromMs: 0, toMs: 20_000, parent: null });
  });

  it('keeps the canon straight, and has branches on both sides of it', () => {
    const map = createTreeMap();
    map.learn([
      { ...take('1', null, 0, 10_000), bestChildId: '3' },
      take('2', '1', 0, 20_000),
      { ...take('3', '1', 5_000, 20_000), bestChildId: '5' },
      take('4', '3', 20_000, 10_000),
      take('5', '3', 20_000, 12_000),
      take('6', '1', 5_000, 20_000),
    ]);
    expect(laneOf(map.all())).toEqual({ 1: 0, 3: 0, 5: 0, 4: 1, 2: -1, 6: 2 });
    expect(map.canon.map((station) => station.take.id)).toEqual(['1', '3', '5']);
  });

  it('goes on along the oldest answer where no canon is told', () => {
    const map = createTreeMap();
    map.learn([take('1', null, 0, 10_000), take('3', '1', 0, 20_000), take('2', '1', 0, 20_000)]);
    expect(laneOf(map.all())).toMatchObject({ 1: 0, 2: 0 });
  });

  it('lets branches that are far apart share a lane', () => {
    const map = createTreeMap();
    map.learn([
      take('1', null, 0, 10_000),
      take('2', '1', 10_000, 30_000),
      take('3', '2', 40_000, 30_000),
      take('4', '3', 70_000, 30_000),
      take('8', '1', 10_000, 5_000),
      take('9', '3', 70_000, 5_000),
    ]);
    expect(laneOf(map.all())).toMatchObject({ 8: 1, 9: 1 });
  });

  it('has a take wait for its parent, and a known one learn its news', () => {
    const map = createTreeMap();
    expect(map.learn([take('3', '2', 20_000, 10_000), take('1', null, 0, 10_000)])).toHaveLength(1);
    expect(map.get('3')).toBeUndefined();
    expect(map.learn([take('2', '1', 10_000, 10_000)]).map((station) => station.take.id)).toEqual(['2', '3']);
    expect(map.learn([{ ...take('1', null, 0, 10_000), bestChildId: '2' }])).toEqual([]);
    expect(map.canon.map((station) => station.take.id)).toEqual(['1', '2']);
  });

  it('has another revision when something is new, and only then', () => {
    const map = createTreeMap();
    const takes = [take('1', null, 0, 10_000), take('2', '1', 10_000, 10_000)];
    map.learn(takes);
    const { revision } = map;
    map.learn(takes);
    expect(map.revision).toBe(revision);
    map.learn([{ ...take('1', null, 0, 10_000), bestChildId: '2' }]);
    expect(map.revision).toBeGreaterThan(revision);
    expect(map.canon).toHaveLength(2);
  });

  it('bends a line into another lane where its own is taken', () => {
    const map = createTreeMap();
    map.learn([take('1', null, 0, 10_000), take('2', '1', 10_000, 60_000), take('3', '1', 10_000, 5_000)]);
    map.learn([take('4', '2', 70_000, 5_000), take('5', '1', 10_000, 50_000)]);
    map.learn([take('6', '2', 70_000, 10_000)]);
    map.learn([take('7', '3', 15_000, 90_000)]);
    expect(map.get('3')?.lane).toBe(map.get('6')?.lane);
    expect(map.get('7')?.lane).not.toBe(map.get('3')?.lane);
  });

  it('holds ten thousand takes, one by one or at once, straight or all answering one', { timeout: 20_000 }, () => {
    const id = (i: number) => String(100_000 + i);
    const straight = Array.from({ length: 10_000 }, (_, i) => take(id(i), i === 0 ? null : id(i - 1), i * 1e3, 1_000));
    const star = Array.from({ length: 10_000 }, (_, i) => take(id(i), i === 0 ? null : id(0), i === 0 ? 0 : 1e3, 1e3));
    for (const takes of [straight, star]) {
      const atOnce = createTreeMap();
      expect(atOnce.learn(takes)).toHaveLength(10_000);
      const oneByOne = createTreeMap();
      for (const one of takes) oneByOne.learn([one]);
      expect(oneByOne.size).toBe(10_000);
    }
  });

  it('moves nothing that is drawn, whatever is learned later and in whichever order', () => {
    fc.assert(
      fc.property(learned, ([takes, order, sizes]) => {
        const map = createTreeMap();
        const before = new Map<string, { lane: number; fromMs: number; toMs: number }>();
        for (const piece of pieces(takes, order, sizes)) {
          const fresh = new Set(map.learn(piece));
          for (const station of map.all()) {
            const was = before.get(station.take.id);
            expect(fresh.has(station)).toBe(was === undefined);
            const { lane, fromMs, toMs } = station;
            if (was) expect({ lane, fromMs, toMs }).toEqual(was);
            before.set(station.take.id, { lane, fromMs, toMs });
          }
        }
        expect(map.size).toBe(takes.length);
      }),
    );
  });

  it('draws no line over another, and leaves the trunk to those that go on in it', () => {
    fc.assert(
      fc.property(learned, ([takes, order, sizes]) => {
        const map = createTreeMap();
        for (const piece of pieces(takes, order, sizes)) map.learn(piece);
        const stations = [...map.all()];
        for (const a of stations) {
          expect(a.fromMs).toBe(a.parent?.toMs ?? 0);
          expect(a.toMs).toBe(endMs(a.take));
          if (a.lane === 0) expect(a.parent?.lane ?? 0).toBe(0);
          for (const b of stations) {
            if (a === b || a.lane !== b.lane) continue;
            expect(a.toMs <= b.fromMs || b.toMs <= a.fromMs, `${a.take.id} over ${b.take.id}`).toBe(true);
          }
        }
      }),
    );
  });

  it('finds what is in an area, and nothing twice', () => {
    const area = fc.record({
      fromMs: fc.integer({ min: -10_000, max: 300_000 }),
      forMs: fc.nat(200_000),
      fromLane: fc.integer({ min: -6, max: 6 }),
      lanes: fc.nat(8),
    });
    fc.assert(
      fc.property(trees, area, (takes, { fromMs, forMs, fromLane, lanes }) => {
        const map = createTreeMap();
        map.learn(takes);
        const seen = { fromMs, toMs: fromMs + forMs, fromLane, toLane: fromLane + lanes };
        const lines: string[] = [];
        const bends: string[] = [];
        map.linesIn(seen, (station) => lines.push(station.take.id));
        map.bendsIn(seen, (station) => bends.push(station.take.id));
        const all = [...map.all()];
        const inLane = all.filter(
          (a) => a.lane >= seen.fromLane && a.lane <= seen.toLane && a.toMs >= seen.fromMs && a.fromMs <= seen.toMs,
        );
        const bent = all.filter(({ lane, parent, fromMs: at }) => {
          if (!parent || parent.lane === lane || at < seen.fromMs || at > seen.toMs) return false;
          return Math.max(lane, parent.lane) >= seen.fromLane && Math.min(lane, parent.lane) <= seen.toLane;
        });
        expect(lines.sort()).toEqual(inLane.map((a) => a.take.id).sort());
        expect(bends.sort()).toEqual(bent.map((a) => a.take.id).sort());
      }),
    );
  });
});
