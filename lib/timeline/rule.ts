/**
 * The timeline rule: where a take may start and how far it must reach. Pure arithmetic on integer
 * milliseconds from the start of the seed. At most two voices ever sound at once, and a story always grows.
 */

/** A stretch of the timeline, both in integer milliseconds. */
export type Span = { startMs: number; durationMs: number };

/** A take must end at least this long after its parent, so that every take leaves a tail (ms). */
export const EXTENSION_MS = 500;
export const MIN_DURATION_MS = 1_000;
export const MAX_DURATION_MS = 600_000;

/** The first instant after a take (ms). */
export const endMs = (span: Span): number => span.startMs + span.durationMs;

/** The earliest start of an answer to `parent`: the end of the grandparent, or 0 for an answer to the seed (ms). */
export const earliestStartMs = (grandparent: Span | null): number => (grandparent ? endMs(grandparent) : 0);

/** The latest start of an answer to `parent`: its end, with no overlap (ms). */
export const latestStartMs = (parent: Span): number => endMs(parent);

/** The earliest end that an answer to `parent` may have (ms). */
export const earliestEndMs = (parent: Span): number => endMs(parent) + EXTENSION_MS;

/** How much of an answer that starts at `startMs` sounds over its parent's tail (ms). */
export const overlapMs = (parent: Span, startMs: number): number => Math.max(0, endMs(parent) - startMs);

/** The shortest answer to `parent` that starts at `startMs` and keeps the rule (ms). */
export const shortestAnswerMs = (parent: Span, startMs: number): number =>
  Math.max(MIN_DURATION_MS, earliestEndMs(parent) - startMs);

export type PlacementFault =
  | 'not_whole_milliseconds'
  | 'take_too_short'
  | 'take_too_long'
  | 'seed_not_at_zero'
  | 'starts_too_early'
  | 'starts_too_late'
  | 'does_not_outlast_parent';

/** What is wrong with the placement of `take` under `parent` and `grandparent`, or null when it keeps the rule. */
export function placementFault(take: Span, parent: Span | null, grandparent: Span | null): PlacementFault | null {
  if (!Number.isSafeInteger(take.startMs) || !Number.isSafeInteger(take.durationMs)) return 'not_whole_milliseconds';
  if (take.durationMs < MIN_DURATION_MS) return 'take_too_short';
  if (take.durationMs > MAX_DURATION_MS) return 'take_too_long';
  if (!parent) return take.startMs === 0 ? null : 'seed_not_at_zero';
  if (take.startMs < earliestStartMs(grandparent)) return 'starts_too_early';
  if (take.startMs > latestStartMs(parent)) return 'starts_too_late';
  if (endMs(take) < earliestEndMs(parent)) return 'does_not_outlast_parent';
  return null;
}
