import { describe, expect, it } from 'vitest';
import { answeredBy, familyOf, pathTo, stepFrom } from './map-family';
import { createTreeMap, type MapNode, type Station } from './tree-map';

const take = (id: string, parentId: string | null, startMs: number, more: Partial<MapNode> = {}): MapNode => ({
  id,
  parentId,
  startMs,
  durationMs: 10_000,
  childCount: 0,
  ...more,
});

/** A seed with three answers, the second of which the canon goes on with; that one has two known answers of five. */
function tree() {
  const map = createTreeMap();
  map.learn([
    take('1', null, 0, { bestChildId: '3', childCount: 3 }),
    take('2', '1', 10_000, { childCount: 1 }),
    take('3', '1', 10_000, { bestChildId: '6', childCount: 5 }),
    take('4', '1', 10_000),
    take('5', '3', 20_000),
    take('6', '3', 20_000),
  ]);
  const at = (id: string): Station<MapNode> => {
    const station = map.get(id);
    if (!station) throw new Error(`no station ${id}`);
    return station;
  };
  return { map, at };
}

const idOf = (station: Station<MapNode> | null) => station?.take.id ?? null;

describe('walking the tree', () => {
  it('knows whose answers lie where it cannot go yet', () => {
    const { at } = tree();
    expect(idOf(answeredBy(at('6'), 'on'))).toBe('6');
    expect(idOf(answeredBy(at('6'), 'below'))).toBe('3');
    expect(idOf(answeredBy(at('1'), 'above'))).toBeNull();
    expect(idOf(answeredBy(at('6'), 'back'))).toBeNull();
  });

  it('goes on along the canon, and back', () => {
    const { at } = tree();
    expect(idOf(stepFrom(at('1'), 'on'))).toBe('3');
    expect(idOf(stepFrom(at('3'), 'on'))).toBe('6');
    expect(idOf(stepFrom(at('6'), 'on'))).toBeNull();
    expect(idOf(stepFrom(at('6'), 'back'))).toBe('3');
    expect(idOf(stepFrom(at('1'), 'back'))).toBeNull();
  });

  it('goes straight on where the canon is not known', () => {
    const map = createTreeMap();
    map.learn([take('1', null, 0), take('2', '1', 10_000), take('3', '1', 10_000)]);
    const [seed] = map.all();
    expect(seed && idOf(stepFrom(seed, 'on'))).toBe('2');
  });

  it('goes up and down among what answers the same, as it is drawn', () => {
    const { at } = tree();
    const drawn = at('1').children.map(idOf);
    expect(drawn.toSorted()).toEqual(['2', '3', '4']);
    const lanes = at('1').children.map((station) => station.lane);
    expect(lanes).toEqual(lanes.toSorted((a, b) => a - b));
    const middle = at(drawn[1] ?? '');
    expect(idOf(stepFrom(middle, 'above'))).toBe(drawn[0]);
    expect(idOf(stepFrom(middle, 'below'))).toBe(drawn[2]);
    expect(stepFrom(at(drawn[0] ?? ''), 'above')).toBeNull();
    expect(stepFrom(at(drawn[2] ?? ''), 'below')).toBeNull();
    expect(stepFrom(at('1'), 'below')).toBeNull();
  });
});

describe('familyOf', () => {
  it('tells who is around a take, each in its place among all that there are', () => {
    const { at } = tree();
    const told = familyOf(at('3')).map(({ station, level, position, setSize, isExpanded }) => [
      idOf(station),
      level,
      `${position} of ${setSize}`,
      isExpanded,
    ]);
    const place = (id: string) => at('1').children.findIndex((station) => station.take.id === id) + 1;
    expect(told[0]).toEqual(['1', 1, '1 of 1', true]);
    expect(told).toContainEqual(['3', 2, `${place('3')} of 3`, true]);
    expect(told).toContainEqual(['2', 2, `${place('2')} of 3`, false]);
    expect(told).toContainEqual(['4', 2, `${place('4')} of 3`, null]);
    expect(told).toContainEqual(['6', 3, expect.stringMatching(/of 5$/), null]);
    expect(told).toHaveLength(6);
    const ids = told.map(([id]) => id);
    expect(ids.indexOf('5')).toBe(ids.indexOf('3') + 1 + (ids.indexOf('5') > ids.indexOf('6') ? 1 : 0));
  });

  it('stays small in a large tree', () => {
    const map = createTreeMap();
    map.learn([take('1', null, 0), ...Array.from({ length: 2_000 }, (_, i) => take(`2${i}`, '1', 10_000))]);
    const one = map.get('2777');
    expect(one && familyOf(one).length).toBeLessThan(60);
    expect(map.seed && familyOf(map.seed).length).toBeLessThan(60);
  });

  it('has the path from the seed', () => {
    const { map } = tree();
    expect(pathTo(map, '6').map(idOf)).toEqual(['1', '3', '6']);
    expect(pathTo(map, 'unknown')).toEqual([]);
  });
});
