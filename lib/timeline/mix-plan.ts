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

/** The plan of a take that keeps the timeline rule. */
export function mixPlan(take: Span, parent: Span | null, gainDb: number): MixPlan {
  const overlap = parent ? overlapMs(parent, take.startMs) : 0;
  return {
    durationMs: take.durationMs,
    gainDb,
    parent: parent && overlap > 0 ? { fromMs: take.startMs - parent.startMs, overlapMs: overlap } : null,
  };
}
