import fc from 'fast-check';
import { earliestStartMs, latestStartMs, MAX_DURATION_MS, MIN_DURATION_MS, type Span, shortestAnswerMs } from './rule';

/** A take of a made-up story; `parent` is null for the seed. */
export type TestTake = Span & { parent: TestTake | null };

/** How an answer is placed: which earlier take it answers, where between earliest and latest (0 to 1), how far past the shortest. */
const choice = fc.record({
  answers: fc.nat(),
  place: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  extraMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
});

/** The longest tail that still leaves room for an answer from the top of it. */
const LONGEST_MS = MAX_DURATION_MS - MIN_DURATION_MS;

/** A legal story, seed first: each answer is one that a person could have given at that moment. */
export const legalTree: fc.Arbitrary<TestTake[]> = fc
  .tuple(fc.integer({ min: MIN_DURATION_MS, max: 60_000 }), fc.array(choice, { maxLength: 40 }))
  .map(([durationMs, choices]) => {
    const tree: TestTake[] = [{ parent: null, startMs: 0, durationMs }];
    for (const { answers, place, extraMs } of choices) {
      const parent = tree[answers % tree.length];
      if (!parent) continue;
      const from = earliestStartMs(parent.parent);
      const startMs = from + Math.round(place * (latestStartMs(parent) - from));
      const lasts = Math.min(LONGEST_MS, shortestAnswerMs(parent, startMs) + extraMs);
      tree.push({ parent, startMs, durationMs: lasts });
    }
    return tree;
  });

/** The takes from the seed down to `take`. */
export const pathTo = (take: TestTake): TestTake[] => [...(take.parent ? pathTo(take.parent) : []), take];
