import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, gainCurve, inParts, type PathTake, playPlan, stretchIndexAt, takeAt } from './path';
import {
  earliestStartMs,
  endMs,
  latestStartMs,
  MAX_DURATION_MS,
  placementFault,
  type Span,
  shortestAnswerMs,
} from './rule';

const take = (id: string, startMs: number, durationMs: number): PathTake => ({ id, startMs, durationMs });

/** A legal path: each number pair places one take between its earliest and latest start and past its shortest length. */
const legalPath = fc
  .array(
    fc.record({
      place: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      extraMs: fc.integer({ min: 0, max: 3_000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((choices) => {
    const path: PathTake[] = [];
    for (const [depth, { place, extraMs }] of choices.entries()) {
      const parent: Span | null = path[depth - 1] ?? null;
      const grandparent: Span | null = path[depth - 2] ?? null;
      if (!parent) {
        path.push(take('0', 0, 1_000 + extraMs));
        continue;
      }
      const from = earliestStartMs(grandparent);
      const startMs = from + Math.round(place * (latestStartMs(parent) - from));
      path.push(take(String(depth), startMs, Math.min(MAX_DURATION_MS, shortestAnswerMs(parent, startMs) + extraMs)));
    }
    return path;
  });

/** The rule in its own words: the deepest take that has started by `ms`. */
const deepestStarted = (path: PathTake[], ms: number) => path.findLast((each) => each.startMs <= ms)?.id;

const gainAt = (corners: { atMs: number; gain: number }[], ms: number): number => {
  const right = corners.findIndex((corner) => corner.atMs > ms);
  const a = corners[right - 1];
  const b = corners[right];
  return a && b ? a.gain + ((b.gain - a.gain) * (ms - a.atMs)) / (b.atMs - a.atMs) : 0;
};

describe('playPlan', () => {
  it('plays the four takes of the design', () => {
    const plan = playPlan([
      take('A', 0, 10_000),
      take('B', 0, 15_000),
      take('C', 10_000, 10_000),
      take('D', 20_000, 5_000),
    ]);
    expect(plan).toEqual([
      { takeId: 'B', fromMs: 0, toMs: 10_000, offsetMs: 0 },
      { takeId: 'C', fromMs: 10_000, toMs: 20_000, offsetMs: 0 },
      { takeId: 'D', fromMs: 20_000, toMs: 25_000, offsetMs: 0 },
    ]);
    expect(durationMs(plan)).toBe(25_000);
    expect([takeAt(plan, 0), takeAt(plan, 9_999), takeAt(plan, 10_000), takeAt(plan, 24_999)]).toEqual([
      'B',
      'B',
      'C',
      'D',
    ]);
  });

  it('knows no take and no length of an empty path', () => {
    expect([playPlan([]), durationMs([]), takeAt([], 0)]).toEqual([[], 0, null]);
  });

  it('clamps positions outside the path', () => {
    const plan = playPlan([take('A', 0, 1_000), take('B', 1_000, 1_000)]);
    expect([takeAt(plan, -1), takeAt(plan, 2_000)]).toEqual(['A', 'B']);
  });

  it('covers the path in order, without gap, overlap or empty stretch, inside every mix', () => {
    fc.assert(
      fc.property(legalPath, (path) => {
        for (const [depth, each] of path.entries())
          expect(placementFault(each, path[depth - 1] ?? null, path[depth - 2] ?? null)).toBeNull();
        const plan = playPlan(path);
        let reached = 0;
        for (const stretch of plan) {
          expect(stretch.fromMs).toBe(reached);
          expect(stretch.toMs).toBeGreaterThan(stretch.fromMs);
          const of = path.find((each) => each.id === stretch.takeId)!;
          expect(stretch.offsetMs).toBe(stretch.fromMs - of.startMs);
          expect(stretch.offsetMs + stretch.toMs - stretch.fromMs).toBeLessThanOrEqual(of.durationMs);
          reached = stretch.toMs;
        }
        expect(reached).toBe(durationMs(plan));
        expect(reached).toBe(endMs(path.at(-1)!));
      }),
    );
  });

  it('agrees with the rule at every millisecond', () => {
    fc.assert(
      fc.property(legalPath, (path) => {
        const plan = playPlan(path);
        let disagreement: number | null = null;
        for (let ms = 0; ms < durationMs(plan); ms++) {
          const stretch = plan[stretchIndexAt(plan, ms)]!;
          const right = stretch.takeId === deepestStarted(path, ms) && stretch.fromMs <= ms && ms < stretch.toMs;
          if (!right) disagreement ??= ms;
        }
        expect(disagreement).toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});

describe('inParts', () => {
  it('cuts what is too long, where the same take on another path is cut too', () => {
    const plan = playPlan([take('A', 0, 2_500), take('B', 2_500, 1_000)]);
    expect(inParts(plan, 1_000)).toEqual([
      { takeId: 'A', fromMs: 0, toMs: 1_000, offsetMs: 0 },
      { takeId: 'A', fromMs: 1_000, toMs: 2_000, offsetMs: 1_000 },
      { takeId: 'A', fromMs: 2_000, toMs: 2_500, offsetMs: 2_000 },
      { takeId: 'B', fromMs: 2_500, toMs: 3_500, offsetMs: 0 },
    ]);
  });

  it('plays every millisecond from the same place of the same mix', () => {
    fc.assert(
      fc.property(legalPath, fc.integer({ min: 50, max: 2_000 }), (path, longestMs) => {
        const plan = playPlan(path);
        const parts = inParts(plan, longestMs);
        for (let ms = 0; ms < durationMs(plan); ms += 17) {
          const stretch = plan[stretchIndexAt(plan, ms)]!;
          const part = parts[stretchIndexAt(parts, ms)]!;
          expect(part.toMs - part.fromMs).toBeLessThanOrEqual(longestMs);
          expect([part.takeId, part.offsetMs + ms - part.fromMs]).toEqual([
            stretch.takeId,
            stretch.offsetMs + ms - stretch.fromMs,
          ]);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('gainCurve', () => {
  it('adds up to 1 at every instant of a path, however short a stretch is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 8 }), (lengths) => {
        let fromMs = 0;
        const curves = lengths.map((length) => {
          const stretch = { takeId: '', fromMs, toMs: fromMs + length, offsetMs: 0 };
          fromMs += length;
          return gainCurve(stretch);
        });
        for (let ms = 0; ms < fromMs; ms += 0.25) {
          const sum = curves.reduce((total, corners) => total + gainAt(corners, ms), 0);
          expect(sum).toBeCloseTo(Math.min(1, ms / 10), 9);
        }
      }),
    );
  });
});
