import { overlapMs, type Span } from './rule';

/** What a mix is made of: everything in whole milliseconds, so in whole samples. Its size does not grow with depth. */
export type MixPlan = {
  /** Of the take, and so of the mix, its padding aside. */
  durationMs: number;
  /** Applied to the stem (dB). */
  gainDb: number;
  /** The part of the parent's mix that sounds under the head; null when nothing overlaps. */
  parent: { fromMs: number; overlapMs: number } | null;
};

/** The part of `parent`'s mix that sounds under an answer from `startMs` on; null for a continue and for a seed. */
export function tailUnder(startMs: number, parent: Span | null): MixPlan['parent'] {
  const overlap = parent ? overlapMs(parent, startMs) : 0;
  return parent && overlap > 0 ? { fromMs: startMs - parent.startMs, overlapMs: overlap } : null;
}

/** The plan of a take that keeps the timeline rule. */
export const mixPlan = (take: Span, parent: Span | null, gainDb: number): MixPlan => ({
  durationMs: take.durationMs,
  gainDb,
  parent: tailUnder(take.startMs, parent),
});
