import type { Correlation } from './correlate';

/** A jump costs so much of what chance is worth in one window. */
const JUMP_COST = 2;
/** And a step to the next lag, as drift makes them, so much. */
const STEP_COST = 0.1;

/** One lag (a place in `values`) for each window. */
export type Track = { places: Int32Array; score: number };

/**
 * What chance is worth in one window: its second-highest value, apart from the first by more than `zone` lags, in the median of the
 * windows. Noise has it low, tones and beats have it high.
 */
export function chanceOf(windows: readonly Correlation[], zone: number): number {
  const seconds = windows.map(({ values }) => secondOf(values, highest(values), zone)).sort((a, b) => a - b);
  return seconds[seconds.length >> 1] ?? 0;
}

/** The largest value more than `zone` away from `place`. */
export function secondOf(values: Float32Array, place: number, zone: number): number {
  let second = 0;
  for (let n = 0; n < values.length; n++) {
    if (Math.abs(n - place) > zone && (values[n] ?? 0) > second) second = values[n] ?? 0;
  }
  return second;
}

/**
 * The sequence of lags, one for each window, along which the windows' sum is largest, where staying costs nothing, a step to the
 * next lag a little, and a jump to any other a lot: dynamic programming (Viterbi, 1967). `away` forbids what lies near another track.
 */
export function track(windows: readonly Correlation[], chance: number, away?: { from: Track; by: number }): Track {
  const size = windows[0]?.values.length ?? 0;
  const origins = windows.map(() => new Int32Array(size));
  let scores = new Float32Array(size);
  let best = 0;
  for (const [n, { values }] of windows.entries()) {
    const came = origins[n] ?? new Int32Array(size);
    const next = new Float32Array(size);
    const leap = (scores[best] ?? 0) - JUMP_COST * chance;
    const middle = away ? (away.from.places[n] ?? 0) : 0;
    for (let place = 0; place < size; place++) {
      let score = scores[place] ?? 0;
      let origin = place;
      const below = place > 0 ? (scores[place - 1] ?? 0) - STEP_COST * chance : -Infinity;
      const above = place < size - 1 ? (scores[place + 1] ?? 0) - STEP_COST * chance : -Infinity;
      if (below > score) [score, origin] = [below, place - 1];
      if (above > score) [score, origin] = [above, place + 1];
      if (leap > score) [score, origin] = [leap, best];
      came[place] = origin;
      next[place] = score + (away && Math.abs(place - middle) <= away.by ? 0 : (values[place] ?? 0));
    }
    scores = next;
    best = highest(scores);
  }
  const places = new Int32Array(windows.length);
  const score = scores[best] ?? 0;
  for (let n = windows.length - 1; n >= 0; n--) {
    places[n] = best;
    best = origins[n]?.[best] ?? 0;
  }
  return { places, score };
}

/** The place of the largest value. */
export function highest(values: Float32Array): number {
  let best = 0;
  for (let place = 1; place < values.length; place++) if ((values[place] ?? 0) > (values[best] ?? 0)) best = place;
  return best;
}
