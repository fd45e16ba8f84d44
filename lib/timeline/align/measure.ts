import { type Anchor, acquire } from './acquire';
import { boundary } from './boundary';
import { LAGS_PER_MS } from './correlate';
import { around, type Followed, follow, ZONE_MS } from './follow';
import { fitLine } from './line';
import { settled } from './pieces';

/** What a take's own recording tells of how late it is. */
export type Heard = {
  /** The recording (mono, 48 kHz). */
  recorded: Float32Array;
  /** What was played while it was made (mono, 48 kHz). */
  played: Float32Array;
  /** Where the first played sample would lie in the recording if sound took no time (samples, may be fractional). */
  atSamples: number;
  /**
   * What a calibration of this page load, or a take measured in it, says of the offset (ms) and its error: it chooses among
   * peaks that are alike, and is not believed otherwise. Null when there is none.
   */
  known: { offsetMs: number; errorMs: number } | null;
};

export type Measured = {
  /** How much later than played the sound arrives in the recording (ms), at the first played sample. */
  offsetMs: number;
  /** Half-width of the expected error (ms). */
  errorMs: number;
  /** How much faster the recording's clock ran than the player's (parts per million): the offset grows by it. */
  driftPpm: number;
  /** How far the peak stands above the second peak (dB). */
  peakDb: number;
  /**
   * Where the offset became another at once, as it does when a busy machine loses or repeats sound: in order, `atMs` after the
   * first played sample, `byMs` more than just before.
   */
  jumps: { atMs: number; byMs: number }[];
};

/** A peak that stands less above every other is not believed (dB). */
export const CLEAR_DB = 6;
/** What was played counts where it is at most so much weaker than where it is loudest (power). */
const QUIET = 1e-4;
/** Less was not played (mean square of a sample). */
const SILENT = 1e-9;
/** So many windows must have heard it. */
const FEWEST = 3;
/** Nothing is more certain than this (ms). */
const LEAST_ERROR_MS = 0.2;
/** Shorter sounds are not measured (ms). */
const SHORTEST_MS = 400;
/** A recording with more jumps in a second is broken. */
const MOST_JUMPS = 1.5;
/** Within so much of what is known a jump since then is looked for (ms), and what is found may be so much further off than known. */
const KNOWN_REACH_MS = 60;
const KNOWN_SLACK_MS = 1;

/**
 * Measures it, or answers null when the recording does not tell. First everywhere in long windows, then around what was found in
 * short ones, which tell drift and jumps.
 */
export function measureOffset(heard: Heard): Measured | null {
  if (heard.played.length < SHORTEST_MS * 48) return null;
  const audible = audibleIn(heard);
  const anchors = acquire(heard, audible);
  const clear = anchors.filter((anchor) => anchor.db >= CLEAR_DB);
  const [anchor] = clear;
  if (anchor) {
    const followed = follow(heard, anchor, around(clear.map((each) => each.lagMs)), audible);
    const measured = followed && believed(heard, followed, Math.min(...clear.map((each) => each.db)));
    if (measured) return measured;
  }
  return heard.known && measureNear(heard, heard.known, anchors[0] ?? null, audible);
}

/** The same where a beat or a melody has many peaks: one must be where it is expected, and the next ones too far away. */
function measureNear(
  heard: Heard,
  known: { offsetMs: number; errorMs: number },
  anchor: Anchor | null,
  audible: Audible,
): Measured | null {
  const reach = Math.max(KNOWN_REACH_MS, 2 * (known.errorMs + ZONE_MS));
  const range = { fromMs: Math.floor(known.offsetMs - reach), toMs: Math.ceil(known.offsetMs + reach) };
  const followed = follow(heard, { lagMs: known.offsetMs, atMs: 0, ppm: 0, db: anchor?.db ?? 0 }, range, audible);
  const measured = followed && believed(heard, followed, Number.POSITIVE_INFINITY);
  return measured && Math.abs(measured.offsetMs - known.offsetMs) <= known.errorMs + KNOWN_SLACK_MS ? measured : null;
}

function believed(heard: Heard, { pieces: all, db, chance }: Followed, anchorDb: number): Measured | null {
  const pieces = db < CLEAR_DB ? null : settled(all, chance);
  const points = pieces?.flatMap((piece) => piece.points.filter((point) => point.heard)) ?? [];
  if (!pieces || points.length < FEWEST) return null;
  const seconds = 1 + ((points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0)) / 1_000;
  if (pieces.length - 1 > MOST_JUMPS * seconds) return null;
  const { offsetsMs, driftPpm, errorMs } = fitLine(pieces);
  const jumps = pieces.slice(1).map((piece, n) => {
    const [from, to] = [pieces[n]?.points.at(-1), piece.points[0]];
    const byMs = (offsetsMs[n + 1] ?? 0) - (offsetsMs[n] ?? 0);
    return { atMs: from && to ? boundary(heard, from.atMs, to.atMs, from.lagMs, to.lagMs) : 0, byMs };
  });
  const unsure = Math.max(...pieces.map((piece) => ambiguityMs(piece.shape)));
  return {
    offsetMs: offsetsMs[0] ?? 0,
    errorMs: Math.max(LEAST_ERROR_MS, errorMs, unsure),
    driftPpm,
    peakDb: Math.min(db, anchorDb),
    jumps,
  };
}

/** Another peak this high before the highest (a reflection may be louder than what came straight), or after it, may be meant. */
const EARLIER = 0.5;
const LATER = 0.8;

function ambiguityMs(shape: Float32Array): number {
  const middle = shape.length >> 1;
  const top = shape[middle] ?? 0;
  let farthest = 0;
  for (let by = 1; by < middle; by++) {
    const [earlier, later] = [shape[middle - by] ?? 0, shape[middle + by] ?? 0];
    const isPeak = (place: number) =>
      (shape[place] ?? 0) > (shape[place - 1] ?? 0) && (shape[place] ?? 0) >= (shape[place + 1] ?? 0);
    if (isPeak(middle - by) && earlier > EARLIER * top) farthest = by;
    if (isPeak(middle + by) && later > LATER * top) farthest = by;
  }
  return farthest / LAGS_PER_MS + (farthest > 0 ? LEAST_ERROR_MS : 0);
}

type Audible = (fromMs: number, lengthMs: number) => boolean;

/** Whether something was played in a window, and the recording reaches as far. */
function audibleIn({ played, recorded, atSamples }: Heard): Audible {
  const power = (fromMs: number, lengthMs: number): number => {
    const [from, to] = [Math.round(fromMs * 48), Math.min(played.length, Math.round((fromMs + lengthMs) * 48))];
    let sum = 0;
    for (let n = from; n < to; n++) sum += (played[n] ?? 0) ** 2;
    return Number.isFinite(sum) ? sum / Math.max(1, to - from) : 0;
  };
  let most = 0;
  for (let fromMs = 0; fromMs < played.length / 48; fromMs += 200) most = Math.max(most, power(fromMs, 200));
  return (fromMs, lengthMs) =>
    atSamples + fromMs * 48 >= 0 &&
    atSamples + (fromMs + lengthMs / 2) * 48 < recorded.length &&
    power(fromMs, lengthMs) > Math.max(SILENT, QUIET * most);
}
