import { endMs, type Span } from '@/lib/timeline/rule';

/** A take is never narrower than this on average (CSS px): a longer path scrolls instead of shrinking to noise. */
const LEAST_PX_PER_TAKE = 30;

/** Below this a name is three dots and says nothing (CSS px). */
const LEAST_LABEL_PX = 28;

export type TapeStrip<T> = {
  take: T;
  fromX: number;
  width: number;
  /** At most two voices sound at once, and never a take with its grandchild: two tracks, in turn, hold any path. */
  track: 0 | 1;
  /** Room for a name up to the next take of the same track; 0 when there is too little. */
  labelPx: number;
};

export type TapeLayout<T> = {
  /** Of the whole tape (CSS px). */
  width: number;
  lengthMs: number;
  strips: TapeStrip<T>[];
  overlaps: { take: T; fromX: number; width: number }[];
};

export const pathLengthMs = (takes: readonly Span[]): number =>
  takes.reduce((longest, take) => Math.max(longest, endMs(take)), 0);

/** Lays a path, seed first, on a tape at least `available` px wide. */
export function layoutTape<T extends Span>(takes: readonly T[], available: number): TapeLayout<T> {
  const width = Math.max(available, takes.length * LEAST_PX_PER_TAKE);
  const lengthMs = pathLengthMs(takes);
  const toX = (ms: number) => (lengthMs === 0 ? 0 : (ms / lengthMs) * width);
  const strips = takes.map((take, i): TapeStrip<T> => {
    const next = takes[i + 2];
    const room = (next ? toX(next.startMs) : width) - toX(take.startMs);
    return {
      take,
      fromX: toX(take.startMs),
      width: toX(take.durationMs),
      track: i % 2 === 0 ? 0 : 1,
      labelPx: room >= LEAST_LABEL_PX ? room : 0,
    };
  });
  const overlaps = takes.slice(1).flatMap((take, i) => {
    const parentEnd = endMs(takes[i] ?? take);
    return parentEnd > take.startMs ? [{ take, fromX: toX(take.startMs), width: toX(parentEnd - take.startMs) }] : [];
  });
  return { width, lengthMs, strips, overlaps };
}

/** A long tape is drawn in steps of this width (CSS px), so that scrolling it seldom draws anything. */
const STEP_PX = 600;

export type TapeWindow = { stepPx: number; fromX: number; toX: number };

/** What to draw of a tape that is scrolled by `scrolledPx`: what is seen and as much again on both sides, to whole steps. */
export function windowAt({ width }: { width: number }, scrolledPx: number, seenPx: number): TapeWindow {
  const stepPx = Math.max(0, Math.floor(scrolledPx / STEP_PX) * STEP_PX);
  return { stepPx, fromX: Math.max(0, stepPx - STEP_PX), toX: Math.min(width, stepPx + seenPx + 2 * STEP_PX) };
}

/** The part of a layout that lies in a window. */
export type TapePart<T> = TapeLayout<T> & { window: { fromX: number; toX: number } };

export function stripsWithin<T>(tape: TapeLayout<T>, { fromX, toX }: TapeWindow): TapePart<T> {
  const isIn = (strip: { fromX: number; width: number }) => strip.fromX < toX && strip.fromX + strip.width > fromX;
  return {
    ...tape,
    strips: tape.strips.filter(isIn),
    overlaps: tape.overlaps.filter(isIn),
    window: { fromX, toX },
  };
}

/** Who sounds at `ms`: the deepest take that has started, and its parent while that still lasts. */
export function speakersAt<T extends Span>(takes: readonly T[], ms: number): { take: T | null; over: T | null } {
  const index = takes.findLastIndex((take) => take.startMs <= ms);
  const parent = takes[index - 1];
  return { take: takes[index] ?? null, over: parent && endMs(parent) > ms ? parent : null };
}
