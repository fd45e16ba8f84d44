import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DURATION_MS, placementFault } from '@/lib/timeline/rule';
import {
  type Answer,
  earliestPunchMs,
  firstAim,
  latestPunchMs,
  leadInMs,
  missingMs,
  movePunch,
  overlapOfMs,
  prerollMs,
  punchInParentMs,
  shortestMs,
} from './aim';

const grandparent = fc.record({
  startMs: fc.nat(1_000_000),
  durationMs: fc.integer({ min: 1_000, max: MAX_DURATION_MS }),
});

/** An answer whose parent keeps the rule under some grandparent. */
const answers = fc
  .tuple(grandparent, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([grand, where, how]) => {
    const grandEnd = grand.startMs + grand.durationMs;
    const startMs = Math.round(grandEnd - where * Math.min(grand.durationMs, MAX_DURATION_MS - 500));
    const least = Math.max(1_000, grandEnd + 500 - startMs);
    const durationMs = Math.round(least + how * (MAX_DURATION_MS - least));
    const parent = { startMs, durationMs, id: 'p', authorName: 'Ada', authorId: 'a', mixUrl: '', peaks: [] };
    const answer: Answer = { storyId: 's', storyTitle: '', kind: 'duet', parent, earliestStartMs: grandEnd };
    return { answer, grand };
  });

describe('an aim', () => {
  it('keeps the timeline rule wherever the punch is dragged to', () => {
    fc.assert(
      fc.property(answers, fc.double(), ({ answer, grand }, wish) => {
        const aim = movePunch(firstAim(answer), wish * 2_000_000);
        const take = { startMs: aim.punchMs, durationMs: shortestMs(aim) };
        expect(placementFault(take, answer.parent, grand)).toBeNull();
        const shorter = { ...take, durationMs: take.durationMs - 1 };
        expect(placementFault(shorter, answer.parent, grand)).not.toBeNull();
        expect(missingMs(aim, take.durationMs - 1)).toBe(1);
        expect(missingMs(aim, take.durationMs)).toBe(0);
      }),
    );
  });

  it('hears only what the parent holds, within its own mix', () => {
    fc.assert(
      fc.property(answers, fc.boolean(), ({ answer }, isDuet) => {
        const aim = firstAim({ ...answer, kind: isDuet ? 'duet' : 'continue' });
        expect(punchInParentMs(aim) - prerollMs(aim)).toBeGreaterThanOrEqual(0);
        expect(punchInParentMs(aim) + overlapOfMs(aim)).toBe(answer.parent.durationMs);
        expect(leadInMs(aim)).toBeGreaterThanOrEqual(3_000);
      }),
    );
  });

  it('opens a duet over the tail and a continue after it', () => {
    const parent = { startMs: 5_000, durationMs: 10_000, id: 'p', authorName: '', authorId: '', mixUrl: '', peaks: [] };
    const answer: Answer = { storyId: 's', storyTitle: '', kind: 'duet', parent, earliestStartMs: 10_000 };
    expect(firstAim(answer).punchMs).toBe(10_000);
    expect(firstAim({ ...answer, kind: 'continue' }).punchMs).toBe(15_000);
    expect([earliestPunchMs(answer), latestPunchMs(answer)]).toEqual([10_000, 15_000]);
  });

  it('has a second at least, and no lead-in, as a seed', () => {
    const seed = firstAim(null);
    expect([shortestMs(seed), leadInMs(seed), prerollMs(seed), overlapOfMs(seed)]).toEqual([1_000, 0, 0, 0]);
    expect(movePunch(seed, 5_000)).toBe(seed);
  });
});
