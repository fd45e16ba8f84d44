import { type Anchor, decibels, REACH_MS, SEARCH } from './acquire';
import { type Correlation, correlate, LAGS_PER_MS, lagMs, type Range } from './correlate';
import type { Heard } from './measure';
import type { Piece, Point } from './pieces';
import { chanceOf, highest, secondOf, track } from './track';

/** A second peak is looked for so far from the first (ms); what is nearer makes the first one's place less sure instead. */
export const ZONE_MS = 5;
const ZONE = ZONE_MS * LAGS_PER_MS;

const WINDOW_MS = 380;
const HOP_MS = 190;
/** However long the overlap is, it is looked at so often at most. */
const WINDOWS = 400;
/** A window has heard what was played if its value is so much of what chance is worth. */
const HEARD = 0.75;

export type Followed = {
  pieces: Piece[];
  /** How far this way of following stands above the next best (dB). */
  db: number;
  /** What chance is worth in one window. */
  chance: number;
};

/** Follows the offset through all that was played, in short windows around the anchors, or around what is known. */
export function follow(
  heard: Heard,
  anchor: Anchor,
  range: Range,
  audible: (fromMs: number, lengthMs: number) => boolean,
): Followed | null {
  const playedMs = heard.played.length / 48;
  const lengthMs = Math.min(WINDOW_MS, Math.floor(playedMs));
  const hop = Math.max(HOP_MS, (playedMs - lengthMs) / (WINDOWS - 1));
  const places = Array.from({ length: 1 + Math.floor((playedMs - lengthMs) / hop + 1e-6) }, (_, n) => n * hop).filter(
    (from) => audible(from, lengthMs),
  );
  if (places.length === 0) return null;
  const shifts = places.map((fromMs) => Math.round(anchor.ppm * 1e-6 * (fromMs + lengthMs / 2 - anchor.atMs) * 48));
  const windows = places.map((fromMs, n) =>
    correlate({ ...heard, atSamples: heard.atSamples + (shifts[n] ?? 0) }, { fromMs, lengthMs }, range),
  );
  const chance = chanceOf(windows, ZONE);
  const best = track(windows, chance);
  const other = track(windows, chance, { from: best, by: ZONE });
  const points = windows.map((window, n): Point => {
    const { place, value } = refined(window.values, best.places[n] ?? 0);
    return {
      atMs: window.atMs,
      lagMs: lagMs(place, range, heard) + (shifts[n] ?? 0) / 48,
      levelMs: lagMs(place, range, heard),
      weight: Math.max(0, value),
      heard: value > HEARD * chance,
      best: Math.abs(highest(window.values) - place) <= LAGS_PER_MS,
    };
  });
  const starts = points.flatMap((_, n) =>
    n === 0 || Math.abs((best.places[n] ?? 0) - (best.places[n - 1] ?? 0)) > 1 ? [n] : [],
  );
  const pieces = starts.map((start, n): Piece => {
    const end = starts[n + 1] ?? points.length;
    return { points: points.slice(start, end), ...summed(windows.slice(start, end), best.places.subarray(start, end)) };
  });
  return { pieces, db: decibels(best.score, other.score), chance };
}

/** Where the anchors may be followed to. */
export function around(lags: number[]): Range {
  return {
    fromMs: Math.max(SEARCH.fromMs, Math.floor(Math.min(...lags) - REACH_MS)),
    toMs: Math.min(SEARCH.toMs, Math.ceil(Math.max(...lags) + REACH_MS)),
  };
}

/** The windows of a piece on top of each other: the clearness of their peak (dB), and their sum `ZONE_MS` around it. */
function summed(windows: Correlation[], places: Int32Array): Pick<Piece, 'db' | 'shape'> {
  const size = windows[0]?.values.length ?? 0;
  const sum = new Float32Array(2 * size);
  for (const [n, { values }] of windows.entries()) {
    const shift = size - (places[n] ?? 0);
    for (let k = 0; k < size; k++) sum[k + shift] = (sum[k + shift] ?? 0) + (values[k] ?? 0);
  }
  return { db: decibels(sum[size] ?? 0, secondOf(sum, size, ZONE)), shape: sum.slice(size - ZONE, size + ZONE + 1) };
}

/** The top of the peak at or beside a place, by a parabola. */
function refined(values: Float32Array, near: number): { place: number; value: number } {
  let place = near;
  for (const each of [near - 2, near - 1, near + 1, near + 2])
    if ((values[each] ?? -1) > (values[place] ?? -1)) place = each;
  const [before, value, after] = [values[place - 1] ?? 0, values[place] ?? 0, values[place + 1] ?? 0];
  const curve = before - 2 * value + after;
  const by = curve < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / curve)) : 0;
  return { place: place + by, value };
}
