import { type Correlation, correlate, LAGS_PER_MS, lagMs, type Range } from './correlate';
import type { Heard } from './measure';
import { highest, secondOf } from './track';

/** How early and how late a sound is looked for. */
export const SEARCH: Range = { fromMs: -500, toMs: 1_000 };
/** Jumps stay within so much of the place that is found first (ms). */
export const REACH_MS = 150;

/** Long enough to be told from others, short enough that no drift smears it. */
const WINDOW_MS = 1_200;
const WINDOWS = 12;
const HOP_MS = 1_200;
/** Clocks differ by less (parts per million). */
const MOST_PPM = 250;

/** A first idea of the offset: `lagMs` at `atMs` after the first played sample, and the drift that fits best. */
export type Anchor = { lagMs: number; atMs: number; ppm: number; db: number };

/** Looks everywhere, in the first of the windows that something was played in, and in the last if these are others. */
export function acquire(heard: Heard, audible: (fromMs: number, lengthMs: number) => boolean): Anchor[] {
  const playedMs = heard.played.length / 48;
  const lengthMs = Math.min(WINDOW_MS, Math.floor(playedMs));
  const room = playedMs - lengthMs;
  const count = 1 + Math.floor(room / (HOP_MS / 2));
  const hop = count > WINDOWS ? Math.max(HOP_MS / 2, Math.min(HOP_MS, room / (WINDOWS - 1))) : HOP_MS / 2;
  const places = Array.from({ length: 1 + Math.floor(room / hop + 1e-6) }, (_, n) => n * hop).filter((from) =>
    audible(from, lengthMs),
  );
  const groups = places.length > WINDOWS ? [places.slice(0, WINDOWS), places.slice(-WINDOWS)] : [places];
  return groups
    .filter((group) => group.length > 0)
    .map((group) =>
      anchorOf(
        group.map((fromMs) => correlate(heard, { fromMs, lengthMs }, SEARCH)),
        heard,
      ),
    );
}

function anchorOf(windows: Correlation[], heard: Heard): Anchor {
  const { values, ppm } = stack(windows);
  const place = highest(values);
  const second = secondOf(values, place, REACH_MS * LAGS_PER_MS);
  return {
    lagMs: lagMs(place, SEARCH, heard),
    atMs: windows[0]?.atMs ?? 0,
    ppm: ppm(place),
    db: decibels(values[place] ?? 0, second),
  };
}

/** How far one height stands above another (dB), 0 to 60. */
export const decibels = (height: number, second: number): number =>
  height <= 0 ? 0 : Math.max(0, Math.min(60, 20 * Math.log10(height / Math.max(second, 1e-9))));

/**
 * Adds windows up along slanted lines, one for each drift (a slant stack; Thorson & Claerbout, 1985), so that a drift does not
 * smear the peak: the largest sum at every lag, which is that of the first window.
 */
function stack(windows: readonly Correlation[]): { values: Float32Array; ppm: (place: number) => number } {
  const size = windows[0]?.values.length ?? 0;
  const origin = windows[0]?.atMs ?? 0;
  const span = (windows.at(-1)?.atMs ?? 0) - origin;
  const steps = Math.ceil(MOST_PPM * 1e-6 * span * LAGS_PER_MS);
  const values = new Float32Array(size).fill(-1);
  const slopes = new Int16Array(size);
  for (let step = -steps; step <= steps; step++) {
    const sum = new Float32Array(size);
    for (const window of windows) {
      add(sum, window.values, span > 0 ? Math.round((step * (window.atMs - origin)) / span) : 0);
    }
    for (let place = 0; place < size; place++) {
      const value = (sum[place] ?? 0) / windows.length;
      if (value <= (values[place] ?? 0)) continue;
      values[place] = value;
      slopes[place] = step;
    }
  }
  return { values, ppm: (place) => (span > 0 ? ((slopes[place] ?? 0) / LAGS_PER_MS / span) * 1e6 : 0) };
}

function add(sum: Float32Array, values: Float32Array, shift: number): void {
  const end = Math.min(sum.length, sum.length - shift);
  for (let place = Math.max(0, -shift); place < end; place++) {
    sum[place] = (sum[place] ?? 0) + (values[place + shift] ?? 0);
  }
}
