import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PlayPlan, stretchIndexAt } from '@/lib/timeline/path';
import { wantedAt } from './player-window';

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
    .map(({ takeId }) => takeId);

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

it('always wants the take that is heard, first, and never more audio than the budget beyond it and the next', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lengths, part) => {
        const plan = planOf(lengths);
        const atMs = Math.floor((plan.at(-1)?.toMs ?? 0) * part);
        const wanted = wantedAt(plan, atMs);
        const current = stretchIndexAt(plan, atMs);
        expect(wanted[0]).toMatchObject({ takeId: String(current), decoded: true });
        expect(new Set(wanted.map(({ takeId }) => takeId)).size).toBe(wanted.length);
        const decodedMs = wanted.filter(({ decoded }) => decoded).reduce((sum, { heardMs }) => sum + heardMs, 0);
        expect(decodedMs).toBeLessThanOrEqual(Math.max(300_000, (lengths[current] ?? 0) + (lengths[current + 1] ?? 0)));
      },
    ),
  );
});
