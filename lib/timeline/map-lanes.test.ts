import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLanes } from './map-lanes';

describe('the lanes of the map', () => {
  it('finds the nearest lane on either side of the trunk, rather below it', () => {
    const lanes = createLanes();
    expect(lanes.nearest(0, 0, 4)).toBe(1);
    lanes.take(1, 2, 2);
    expect(lanes.nearest(0, 0, 4)).toBe(-1);
    expect(lanes.nearest(0, 3, 4)).toBe(1);
    lanes.take(-1, 0, 9);
    expect(lanes.nearest(0, 0, 4)).toBe(2);
  });

  it('goes back towards the trunk where that is nearer, and never into it', () => {
    const lanes = createLanes();
    for (const lane of [40, 41, 42, 43, 44, 45]) lanes.take(lane, 0, 4);
    expect(lanes.nearest(40, 0, 4)).toBe(39);
    expect(lanes.nearest(45, 0, 4)).toBe(46);
    for (let lane = 1; lane < 40; lane++) lanes.take(lane, 0, 4);
    expect(lanes.nearest(1, 0, 4)).toBe(46);
    expect(lanes.nearest(-40, 0, 4)).toBe(-41);
  });

  it('holds what was taken, in every cell and no other', () => {
    const stretch = fc.record({ lane: fc.integer({ min: -70, max: 70 }), from: fc.nat(20), cells: fc.nat(8) });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 60 }), stretch, (taken, { lane, from, cells }) => {
        const lanes = createLanes();
        for (const each of taken) lanes.take(each.lane, each.from, each.from + each.cells);
        const to = from + cells;
        const isTaken = (other: number) =>
          taken.some((each) => each.lane === other && each.from <= to && from <= each.from + each.cells);
        expect(lanes.isFree(lane, from, to)).toBe(!isTaken(lane));
        const found = lanes.nearest(lane, from, to);
        expect(isTaken(found)).toBe(false);
        expect(found).not.toBe(0);
        if (lane !== 0) expect(Math.sign(found)).toBe(Math.sign(lane));
        // Nothing nearer was free: one lane less on the way back, for it goes rather outwards.
        for (let away = 1; away < Math.abs(found - lane) - 1; away++) {
          const sides = lane === 0 ? [away, -away] : [lane + away, lane - away];
          for (const side of sides) {
            if (Math.sign(side) === Math.sign(lane || side)) expect(isTaken(side), `${side} was free`).toBe(true);
          }
        }
      }),
    );
  });
});
