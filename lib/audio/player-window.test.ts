import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PART_MS } from '@/lib/mixing/mix-part';
import { inParts, type PlayPlan, stretchIndexAt } from '@/lib/timeline/path';
import { wantedAt } from './player-window';

const planOf = (lengths: number[]): PlayPlan => {
  let fromMs = 0;
  return lengths.map((length, index) => {
    const stretch = { takeId: String(index), fromMs, toMs: fromMs + length, offsetMs: 0 };
    fromMs += length;
    return stretch;
  });
};
const partsOf = (...lengths: number[]) => inParts(planOf(lengths), PART_MS);
/** `take+second`, of what is decoded or of what is only fetched. */
const names = (plan: PlayPlan, atMs: number, decoded: boolean, rate = 1) =>
  wantedAt(plan, atMs, rate)
    .filter((wanted) => wanted.decoded === decoded)
    .map(({ stretch: { takeId, offsetMs } }) => `${takeId}+${offsetMs / 1000}`);

it('decodes 30 s ahead of a long take, and fetches the rest of it and two takes more', () => {
  const plan = partsOf(60_000, 60_000, 20_000, 20_000);
  expect(names(plan, 0, true)).toEqual(['0+0', '0+10', '0+20']);
  expect(names(plan, 0, false)).toEqual([
    ...['0+30', '0+40', '0+50'],
    ...['1+0', '1+10', '1+20', '1+30', '1+40', '1+50'],
    ...['2+0', '2+10'],
  ]);
  expect(names(plan, 55_000, true)).toEqual(['0+50', '1+0', '1+10', '1+20', '0+40']);
  expect(names(plan, 61_000, true)).toEqual(['1+0', '1+10', '1+20', '1+30', '0+50']);
  expect(names(plan, 70_000, true)).toEqual(['1+10', '1+20', '1+30', '1+0']);
});

it('reaches 30 s ahead over short takes, in the order of need, and what was just heard before what is far', () => {
  const plan = partsOf(...Array.from({ length: 100 }, () => 2_000));
  const wanted = wantedAt(plan, 50_000).map(({ stretch }) => Number(stretch.takeId));
  expect(wanted).toEqual([...Array.from({ length: 15 }, (_, k) => 25 + k), 24, 23, 22, 21, 20]);
});

it('looks as far ahead as it takes to listen, at any speed', () => {
  const plan = partsOf(...Array.from({ length: 100 }, () => 2_000));
  expect(names(plan, 0, true, 2)).toHaveLength(30);
});

it('always wants the part that is heard, first, every part once, and no more than memory allows', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0.75, 1, 2),
      (lengths, share, rate) => {
        const plan = partsOf(...lengths);
        const atMs = Math.floor((plan.at(-1)?.toMs ?? 0) * share);
        const wanted = wantedAt(plan, atMs, rate);
        expect(wanted[0]).toEqual({ stretch: plan[stretchIndexAt(plan, atMs)], decoded: true });
        expect(new Set(wanted.map(({ stretch }) => stretch.fromMs)).size).toBe(wanted.length);
        const lasts = (decoded: boolean) =>
          wanted
            .filter((each) => each.decoded === decoded)
            .reduce((sum, { stretch: { fromMs, toMs } }) => sum + toMs - fromMs, 0);
        expect(lasts(true)).toBeLessThanOrEqual(30_000 * rate + 10_000 + 3 * PART_MS);
        expect(lasts(false)).toBeLessThanOrEqual(1_000_000 + PART_MS);
      },
    ),
  );
});
