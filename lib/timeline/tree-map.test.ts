import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endMs } from './rule';
import { layoutTreeMap, type MapScale, type MapTake, type Station } from './tree-map';

const SCALE: MapScale = { perSecond: 4, minGap: 40, maxGap: 120 };

const take = (id: string, parentId: string | null, startMs: number, durationMs: number): MapTake => ({
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
    {
      maxLength: 40,
    },
  )
  .map((answers) => {
    const takes = [take('0', null, 0, 10_000)];
    for (const [i, answer] of answers.entries()) {
      const parent = takes[answer.parent % takes.length] as MapTake;
      const startMs = Math.round(parent.startMs + answer.startAt * parent.durationMs);
      takes.push(take(String(i + 1), parent.id, startMs, endMs(parent) + answer.tailMs - startMs));
    }
    return takes;
  });

const at = (stations: Station[], id: string): Station => {
  const found = stations.find((station) => station.id === id);
  if (!found) throw new Error(`no station ${id}`);
  return found;
};

describe('layoutTreeMap', () => {
  it('draws nothing for nothing, and one station for a seed', () => {
    expect(layoutTreeMap([], SCALE)).toEqual({ stations: [], lanes: 0, width: 0 });
    expect(layoutTreeMap([take('a', null, 0, 20_000)], SCALE)).toEqual({
      stations: [{ id: 'a', x: 80, lane: 0, from: null }],
      lanes: 1,
      width: 80,
    });
  });

  it('keeps the first answer in the lane and opens lanes below for the others', () => {
    const { stations, lanes } = layoutTreeMap(
      [
        take('seed', null, 0, 10_000),
        take('first', 'seed', 0, 20_000),
        take('second', 'seed', 5_000, 20_000),
        take('deep', 'first', 20_000, 10_000),
        take('fork', 'first', 20_000, 12_000),
      ],
      SCALE,
    );
    expect(Object.fromEntries(stations.map((station) => [station.id, station.lane]))).toEqual({
      seed: 0,
      first: 0,
      deep: 0,
      fork: 1,
      second: 2,
    });
    expect(lanes).toBe(3);
  });

  it('lets branches that are far apart share a lane', () => {
    const takes = [
      take('seed', null, 0, 10_000),
      take('a', 'seed', 10_000, 30_000),
      take('early', 'seed', 10_000, 5_000),
      take('b', 'a', 40_000, 30_000),
      take('c', 'b', 70_000, 30_000),
      take('late', 'b', 70_000, 5_000),
    ];
    const { stations, lanes } = layoutTreeMap(takes, SCALE);
    expect(at(stations, 'early').lane).toBe(1);
    expect(at(stations, 'late').lane).toBe(1);
    expect(lanes).toBe(2);
  });

  it('leaves out a take whose parent is not there', () => {
    const { stations } = layoutTreeMap([take('seed', null, 0, 10_000), take('lost', 'gone', 0, 20_000)], SCALE);
    expect(stations.map((station) => station.id)).toEqual(['seed']);
  });

  it('holds a path of five thousand takes', () => {
    const takes = Array.from({ length: 5_000 }, (_, i) =>
      take(String(i), i === 0 ? null : String(i - 1), i * 1_000, 1_000),
    );
    const { stations, lanes } = layoutTreeMap(takes, SCALE);
    expect(stations).toHaveLength(5_000);
    expect(lanes).toBe(1);
  });

  it('runs with time: later is never further left, and a path keeps its distance', () => {
    fc.assert(
      fc.property(trees, (takes) => {
        const { stations, width } = layoutTreeMap(takes, SCALE);
        expect(stations).toHaveLength(takes.length);
        for (const a of takes) {
          const station = at(stations, a.id);
          expect(station.x - (station.from?.x ?? 0)).toBeGreaterThanOrEqual(SCALE.minGap - 1e-9);
          expect(station.x).toBeLessThanOrEqual(width);
          for (const b of takes) {
            if (endMs(a) <= endMs(b)) expect(station.x).toBeLessThanOrEqual(at(stations, b.id).x);
          }
        }
      }),
    );
  });

  it('crosses no line and puts no station upon another', () => {
    fc.assert(
      fc.property(trees, (takes) => {
        const { stations } = layoutTreeMap(takes, SCALE);
        for (const a of stations) {
          for (const b of stations) {
            if (a.id === b.id) continue;
            if (a.lane === b.lane) {
              const apart = a.x <= (b.from?.x ?? 0) + 1e-9 || b.x <= (a.from?.x ?? 0) + 1e-9;
              expect(apart, `${a.id} and ${b.id} share a stretch of a lane`).toBe(true);
            }
            if (!a.from) continue;
            const between = b.lane > a.from.lane && b.lane < a.lane;
            const crossed = (b.from?.x ?? 0) < a.from.x && a.from.x <= b.x;
            expect(between && crossed, `the line down to ${a.id} crosses ${b.id}`).toBe(false);
          }
        }
      }),
    );
  });

  it('puts an older answer above a younger one, so that a new take changes the order of nothing', () => {
    fc.assert(
      fc.property(trees, (takes) => {
        const { stations } = layoutTreeMap(takes, SCALE);
        for (const [i, older] of takes.entries()) {
          for (const younger of takes.slice(i + 1)) {
            if (older.parentId !== younger.parentId) continue;
            expect(at(stations, older.id).lane).toBeLessThan(at(stations, younger.id).lane);
          }
        }
      }),
    );
  });
});
