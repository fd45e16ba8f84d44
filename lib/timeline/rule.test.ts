import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  earliestEndMs,
  earliestStartMs,
  endMs,
  latestStartMs,
  overlapMs,
  type PlacementFault,
  placementFault,
  type Span,
  shortestAnswerMs,
} from './rule';
import { legalTree, pathTo } from './test-trees';

const span = (startMs: number, durationMs: number): Span => ({ startMs, durationMs });

/** How many of the spans sound at `ms`. */
const voicesAt = (spans: Span[], ms: number) =>
  spans.filter((each) => each.startMs <= ms && ms < each.startMs + each.durationMs).length;

describe('a story that grows by legal answers', () => {
  it('has at most two voices at any instant of any path', () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) {
          const path = pathTo(take);
          // The number of voices changes at a start or an end only.
          for (const at of path.flatMap((each) => [each.startMs, endMs(each)])) {
            expect(voicesAt(path, at)).toBeLessThanOrEqual(2);
          }
        }
      }),
    );
  });

  it('never falls silent, and grows by half a second at least with every take', () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) {
          const path = pathTo(take);
          for (const { startMs } of path) expect(voicesAt(path, startMs)).toBeGreaterThanOrEqual(1);
          for (const end of path.slice(0, -1).map(endMs)) expect(voicesAt(path, end)).toBeGreaterThanOrEqual(1);
          if (take.parent) expect(take.startMs + take.durationMs).toBeGreaterThanOrEqual(endMs(take.parent) + 500);
        }
      }),
    );
  });

  it('lies on whole milliseconds, and every take leaves a tail of its own', () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) {
          expect(Number.isSafeInteger(take.startMs) && Number.isSafeInteger(take.durationMs)).toBe(true);
          const tailMs = endMs(take) - (take.parent ? endMs(take.parent) : 0);
          expect(tailMs).toBeGreaterThanOrEqual(take.parent ? 500 : 1_000);
          expect(latestStartMs(take) - earliestStartMs(take.parent)).toBe(tailMs);
        }
      }),
    );
  });

  it('is accepted', () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) expect(placementFault(take, take.parent, take.parent?.parent ?? null)).toBeNull();
      }),
    );
  });
});

/** The rule of the design in its own words: every fault that a placement has. */
function faultsOf(take: Span, parent: Span | null, grandparent: Span | null): PlacementFault[] {
  const end = (it: Span) => it.startMs + it.durationMs;
  const whole = Number.isInteger(take.startMs) && Number.isInteger(take.durationMs);
  const faults: [boolean, PlacementFault][] = [
    [!whole, 'not_whole_milliseconds'],
    [take.durationMs < 1_000, 'take_too_short'],
    [take.durationMs > 10 * 60 * 1_000, 'take_too_long'],
    [!parent && take.startMs !== 0, 'seed_not_at_zero'],
    [!!parent && take.startMs < (grandparent ? end(grandparent) : 0), 'starts_too_early'],
    [!!parent && take.startMs > end(parent), 'starts_too_late'],
    [!!parent && end(take) < end(parent) + 500, 'does_not_outlast_parent'],
  ];
  return faults.filter(([holds]) => holds).map(([, fault]) => fault);
}

/** Near an edge of the rule as often as far from it. */
const around = (...edges: number[]) =>
  fc.oneof(...edges.map((edge) => fc.integer({ min: edge - 2, max: edge + 2 })), fc.integer({ min: -5, max: 700_000 }));

describe('placementFault', () => {
  it('refuses exactly what the design refuses, and names a fault that is there', () => {
    const placed = legalTree
      .filter((tree) => tree.length > 1)
      .chain((tree) => fc.nat({ max: tree.length - 1 }).map((index) => tree[index]))
      .chain((parent) => {
        const end = parent ? endMs(parent) : 0;
        const first = parent ? earliestStartMs(parent.parent) : 0;
        return fc.record({
          parent: fc.constant(parent ?? null),
          startMs: around(first, end),
          lasts: fc.oneof(
            around(1_000, 600_000).map((durationMs) => () => durationMs),
            around(end + 500).map((ends) => (startMs: number) => ends - startMs),
          ),
          shiftMs: fc.constantFrom(0, 0, 0, 0.5, 1e-3),
        });
      });
    const seen = new Set<PlacementFault | null>();
    fc.assert(
      fc.property(placed, fc.boolean(), ({ parent, startMs, lasts, shiftMs }, seed) => {
        const take = span(startMs + shiftMs, lasts(startMs));
        const under = seed ? null : parent;
        const expected = faultsOf(take, under, under?.parent ?? null);
        const found = placementFault(take, under, under?.parent ?? null);
        seen.add(found);
        if (expected.length === 0) expect(found).toBeNull();
        else expect(expected).toContain(found);
      }),
      { numRuns: 5_000 },
    );
    expect(seen.size).toBe(8);
  });

  const parent = span(4_000, 11_000);
  const grandparent = span(0, 10_000);
  it.each<[string, Span, Span | null, Span | null, PlacementFault | null]>([
    ['the shortest seed', span(0, 1_000), null, null, null],
    ['a millisecond less', span(0, 999), null, null, 'take_too_short'],
    ['the longest seed', span(0, 600_000), null, null, null],
    ['a millisecond more', span(0, 600_001), null, null, 'take_too_long'],
    ['a seed that starts late', span(1, 1_000), null, null, 'seed_not_at_zero'],
    ['a seed that starts before the story', span(-1, 1_000), null, null, 'seed_not_at_zero'],
    ['a duet from the earliest start', span(10_000, 5_500), parent, grandparent, null],
    ['a millisecond earlier', span(9_999, 5_501), parent, grandparent, 'starts_too_early'],
    ['a continue', span(15_000, 1_000), parent, grandparent, null],
    ['a millisecond later', span(15_001, 1_000), parent, grandparent, 'starts_too_late'],
    ['an end half a second after the parent', span(14_000, 1_500), parent, grandparent, null],
    ['a millisecond less', span(14_000, 1_499), parent, grandparent, 'does_not_outlast_parent'],
    ['an answer to the seed from its top', span(0, 10_500), grandparent, null, null],
    ['an answer before the seed', span(-1, 10_501), grandparent, null, 'starts_too_early'],
    ['half a millisecond', span(10_000.5, 5_500), parent, grandparent, 'not_whole_milliseconds'],
    ['half a millisecond of length', span(10_000, 5_500.5), parent, grandparent, 'not_whole_milliseconds'],
    ['no number', span(Number.NaN, 5_500), parent, grandparent, 'not_whole_milliseconds'],
    ['no end', span(0, Number.POSITIVE_INFINITY), null, null, 'not_whole_milliseconds'],
    ['a number past all exact ones', span(2 ** 53, 1_000), parent, grandparent, 'not_whole_milliseconds'],
  ])('%s', (_, take, under, above, fault) => {
    expect(placementFault(take, under, above)).toBe(fault);
  });
});

it('gives the four takes of the design their places', () => {
  const A = span(0, 10_000);
  const B = span(0, 15_000);
  const C = span(10_000, 10_000);
  const D = span(20_000, 5_000);
  const row = (take: Span, parent: Span | null, grandparent: Span | null) => ({
    ends: endMs(take),
    earliestStartOfChild: earliestStartMs(parent),
    tail: [parent ? endMs(parent) : 0, endMs(take)],
    fault: placementFault(take, parent, grandparent),
  });
  expect([row(A, null, null), row(B, A, null), row(C, B, A), row(D, C, B)]).toEqual([
    { ends: 10_000, earliestStartOfChild: 0, tail: [0, 10_000], fault: null },
    { ends: 15_000, earliestStartOfChild: 10_000, tail: [10_000, 15_000], fault: null },
    { ends: 20_000, earliestStartOfChild: 15_000, tail: [15_000, 20_000], fault: null },
    { ends: 25_000, earliestStartOfChild: 20_000, tail: [20_000, 25_000], fault: null },
  ]);
  expect([overlapMs(A, B.startMs), overlapMs(B, C.startMs), overlapMs(C, D.startMs)]).toEqual([10_000, 5_000, 0]);
});

it('knows the shortest answer: it is legal, and a millisecond less is not', () => {
  fc.assert(
    fc.property(legalTree, fc.double({ min: 0, max: 1, noNaN: true }), (tree, place) => {
      for (const parent of tree) {
        const from = earliestStartMs(parent.parent);
        const startMs = from + Math.floor(place * (latestStartMs(parent) - from));
        const shortest = shortestAnswerMs(parent, startMs);
        fc.pre(shortest <= 600_000);
        expect(startMs + shortest).toBeGreaterThanOrEqual(earliestEndMs(parent));
        expect(placementFault(span(startMs, shortest), parent, parent.parent)).toBeNull();
        expect(placementFault(span(startMs, shortest - 1), parent, parent.parent)).not.toBeNull();
      }
    }),
  );
});
