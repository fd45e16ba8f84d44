/**
 * How a path is played: at every instant the deepest take that has started is heard, through its mix, which holds its
 * parent's tail under its head. All times are integer milliseconds of the timeline.
 */
import { endMs, type Span } from './rule';

export type PathTake = Span & { id: string };

/** A part of the timeline during which one take's mix is heard: [fromMs, toMs), from `offsetMs` into that mix on. */
export type Stretch = { takeId: string; fromMs: number; toMs: number; offsetMs: number };

/** The stretches of a path in order: they cover [0, end) without gap or overlap, and none is empty. */
export type PlayPlan = readonly Stretch[];

/** How long one mix fades into the next at a switch (ms); docs/decisions/0002-cross-fade.md says how and why. */
export const CROSSFADE_MS = 10;

/**
 * The plan of a legal path, seed first. A take whose child starts where it starts itself (a duet from the top) is heard
 * in its child's mix alone and gets no stretch.
 */
export function playPlan(takes: readonly PathTake[]): PlayPlan {
  const plan: Stretch[] = [];
  for (const [index, take] of takes.entries()) {
    const toMs = takes[index + 1]?.startMs ?? endMs(take);
    if (toMs > take.startMs) plan.push({ takeId: take.id, fromMs: take.startMs, toMs, offsetMs: 0 });
  }
  return plan;
}

/**
 * The same plan with every stretch cut at each multiple of `longestMs` from its beginning: the parts meet inside their
 * take's mix. It sounds the same: a cross-fade between equals is no change.
 */
export function inParts(plan: PlayPlan, longestMs: number): PlayPlan {
  return plan.flatMap(({ takeId, fromMs, toMs, offsetMs }) => {
    const count = Math.max(1, Math.ceil((toMs - fromMs) / longestMs));
    return Array.from({ length: count }, (_, index) => ({
      takeId,
      fromMs: fromMs + index * longestMs,
      toMs: Math.min(toMs, fromMs + (index + 1) * longestMs),
      offsetMs: offsetMs + index * longestMs,
    }));
  });
}

/** Where the path ends (ms). */
export const durationMs = (plan: PlayPlan): number => plan.at(-1)?.toMs ?? 0;

/** The index of the stretch that holds `ms`; the first before the path, the last from its end on. */
export function stretchIndexAt(plan: PlayPlan, ms: number): number {
  let low = 0;
  let high = plan.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((plan[middle]?.fromMs ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The id of the take that is heard at `ms`, clamped to the path; null for an empty path. */
export const takeAt = (plan: PlayPlan, ms: number): string | null => plan[stretchIndexAt(plan, ms)]?.takeId ?? null;

/**
 * The gain of a stretch as the corners of a piecewise linear curve: up during the first CROSSFADE_MS, down during the
 * CROSSFADE_MS after its end. Where stretches meet, the gains add up to 1 at every instant, also when a stretch is
 * shorter than the fade.
 */
export function gainCurve({ fromMs, toMs }: Pick<Stretch, 'fromMs' | 'toMs'>): { atMs: number; gain: number }[] {
  const gain = Math.min(1, (toMs - fromMs) / CROSSFADE_MS);
  const risenMs = fromMs + CROSSFADE_MS;
  return [
    { atMs: fromMs, gain: 0 },
    { atMs: Math.min(risenMs, toMs), gain },
    { atMs: Math.max(risenMs, toMs), gain },
    { atMs: toMs + CROSSFADE_MS, gain: 0 },
  ];
}
