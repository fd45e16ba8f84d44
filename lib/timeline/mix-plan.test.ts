import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixPlan, tailUnder } from './mix-plan';
import { endMs, type Span } from './rule';
import { legalTree } from './test-trees';

describe('the plan of any legal take', () => {
  it('is as long as the take', () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) expect(mixPlan(take, take.parent, 0).durationMs).toBe(take.durationMs);
      }),
    );
  });

  it("takes of its parent's mix what sounds under the head, up to its end and not a millisecond past it", () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) {
          const { parent } = mixPlan(take, take.parent, 0);
          if (!take.parent || take.startMs === endMs(take.parent)) {
            expect(parent).toBeNull();
            continue;
          }
          const { fromMs, overlapMs } = parent!;
          expect(fromMs).toBeGreaterThanOrEqual(0);
          expect(overlapMs).toBeGreaterThan(0);
          expect(fromMs + overlapMs).toBe(take.parent.durationMs);
          expect(take.parent.startMs + fromMs).toBe(take.startMs);
          expect(overlapMs).toBeLessThan(take.durationMs);
          expect(Number.isSafeInteger(fromMs) && Number.isSafeInteger(overlapMs)).toBe(true);
        }
      }),
    );
  });

  it("finds the parent's voice alone there: the grandparent has ended", () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        for (const take of tree) {
          const { parent } = mixPlan(take, take.parent, 0);
          if (!parent || !take.parent?.parent) continue;
          expect(take.parent.startMs + parent.fromMs).toBeGreaterThanOrEqual(endMs(take.parent.parent));
        }
      }),
    );
  });
});

it('costs the same at depth 1,000 as at depth 2', () => {
  // Every take starts 4 s before its parent ends and outlasts it by 6 s.
  let parent: Span = { startMs: 0, durationMs: 10_000 };
  const plans = Array.from({ length: 1_000 }, () => {
    const take = { startMs: endMs(parent) - 4_000, durationMs: 10_000 };
    const plan = mixPlan(take, parent, -3.5);
    parent = take;
    return plan;
  });
  for (const plan of plans) {
    expect(plan).toEqual({ durationMs: 10_000, gainDb: -3.5, parent: { fromMs: 6_000, overlapMs: 4_000 } });
  }
});

it('has no tail under a seed, a continue, or a start after the end', () => {
  const parent = { startMs: 2_000, durationMs: 3_000 };
  expect(tailUnder(0, null)).toBeNull();
  expect(tailUnder(5_000, parent)).toBeNull();
  expect(tailUnder(5_001, parent)).toBeNull();
  expect(tailUnder(4_999, parent)).toEqual({ fromMs: 2_999, overlapMs: 1 });
});
