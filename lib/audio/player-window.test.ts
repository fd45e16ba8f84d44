import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inParts, type PlayPlan, stretchIndexAt } from '@/lib/timeline/path';
import { LONGEST_PART_MS, wantedAt } from './player-window';

const planOf = (lengths: number[]): PlayPlan => {
  let fromMs = 0;
  return lengths.map((length, index) => {
    const stretch = { takeId: String(index), fromMs, toMs: fromMs + length, offsetMs: 0 };
    fromMs += length;
    return stretch;
  });
};
const ids = (plan: PlayPlan, atMs: number, decoded?: boolean) =>
  wantedAt(plan, atMs)
    .filter((wanted) => decoded === undefined || wanted.decoded === decoded)
    .map(({ stretch }) => stretch.takeId);

it('decodes 30 s ahead and fetches two takes ahead', () => {
  const plan = planOf(Array.from({ length: 60 }, () => 60_000));
  expect([ids(plan, 0, true), ids(plan, 0, false)]).toEqual([['0'], ['1', '2']]);
  expect([ids(plan, 30_001, true), ids(plan, 30_001, false)]).toEqual([['0', '1'], ['2']]);
  expect(ids(plan, 65_000, true)).toEqual(['1', '0']);
  expect(ids(plan, 70_000, true)).toEqual(['1']);
});

it('reaches 30 s ahead over short takes, in the order of need', () => {
  const plan = planOf(Array.from({ length: 100 }, () => 2_000));
  expect(ids(plan, 50_000, true)).toEqual([
    ...Array.from({ length: 15 }, (_, i) => String(25 + i)),
    '24',
    '23',
    '22',
    '21',
    '20',
  ]);
});

it('looks as far ahead as it takes to listen, at any speed', () => {
  const plan = planOf(Array.from({ length: 100 }, () => 2_000));
  expect(wantedAt(plan, 0, 2).filter(({ decoded }) => decoded)).toHaveLength(30);
});

it('fetches no further part of a long take before it is near', () => {
  const plan = inParts(planOf([600_000, 600_000, 600_000, 600_000]), LONGEST_PART_MS);
  const wants = (atMs: number) =>
    wantedAt(plan, atMs).map(
      ({ stretch, decoded }) => `${stretch.takeId}+${stretch.offsetMs / 1000}${decoded ? '' : '?'}`,
    );
  expect(wants(0)).toEqual(['0+0', '1+0?', '2+0?']);
  expect(wants(180_000)).toEqual(['0+0', '0+200', '1+0?', '2+0?']);
  expect(wants(205_000)).toEqual(['0+200', '1+0?', '2+0?', '0+0']);
  expect(wants(590_000)).toEqual(['0+400', '1+0', '2+0?']);
});

it('always wants the take that is heard, first, and never more audio than the budget beyond it and the next', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lengths, part) => {
        const plan = inParts(planOf(lengths), LONGEST_PART_MS);
        const atMs = Math.floor((plan.at(-1)?.toMs ?? 0) * part);
        const wanted = wantedAt(plan, atMs);
        const current = stretchIndexAt(plan, atMs);
        expect(wanted[0]).toEqual({ stretch: plan[current], decoded: true });
        expect(new Set(wanted.map(({ stretch }) => stretch.fromMs)).size).toBe(wanted.length);
        const decodedMs = wanted
          .filter(({ decoded }) => decoded)
          .reduce((sum, { stretch: { fromMs, toMs } }) => sum + toMs - fromMs, 0);
        expect(decodedMs).toBeLessThanOrEqual(2 * LONGEST_PART_MS);
      },
    ),
  );
});
