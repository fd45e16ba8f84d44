import { AppError } from '@/lib/domain/errors';
import { MARGIN_MS } from '@/lib/domain/limits';
import type { Cut } from '@/lib/domain/schemas';
import { resample } from '@/lib/timeline/align/resample';
import { findSlate } from '@/lib/timeline/align/slate';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import { clamp } from '@/lib/timeline/range';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { headOf, stemIn } from './margins';
import type { Place } from './place';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
/** The slate is written within so much of a source's start (ms). */
const SLATE_WITHIN_MS = 4_000;
/** From a slate's start to where its chirp and the ring of it have gone (ms): no part of a take. */
export const AFTER_SLATE_MS = 90;
/** So little missing at the end is a codec's last frame, and is filled with silence (ms). */
const MISSING_AT_MOST_MS = 50;
/** Two pieces of a recording that do not follow each other meet in a fade of this length (samples), so that it does not click. */
const SEAM_SAMPLES = 240;

/** A take of whole milliseconds and the recording around it, as in `CutStem`; `samples` is a part of `raw`, not a copy. */
export type CutTake = { samples: Float32Array; raw: Float32Array; headMs: number };

/** Where the slate begins in a decoded source (mono, 48 kHz), in samples and a fraction. Throws slate_not_found. */
export function slateIn(decoded: Float32Array): number {
  const searched = audible(decoded.slice(0, (SLATE_WITHIN_MS + 1_000) * SAMPLES_PER_MS));
  const found = findSlate(searched, { withinMs: SLATE_WITHIN_MS });
  if (!found) throw new AppError('slate_not_found');
  return found.atSamples;
}

/** A file that is the take from its first sample on: ten minutes of it at most, down to whole milliseconds. */
export function cutWhole(decoded: Float32Array): CutTake {
  const samples = audible(decoded.slice(0, wholeMs(decoded.length) * SAMPLES_PER_MS));
  return { samples, raw: samples, headMs: 0 };
}

/**
 * Cuts a take out of its decoded source (mono, 48 kHz), whole milliseconds from the punch on and ten minutes at most. An answer has
 * a second of the recording on either side, into which its nudge moves, and silence where the recording has nothing; a seed what
 * there is of it. Throws source_cut_short when the take itself is not all there.
 */
export function cutTake(decoded: Float32Array, cut: Cut, place: Place, isAnswer: boolean): CutTake {
  const durationMs = cut.durationMs ?? wholeMs(endOf(decoded, place));
  // Whoever draws the end of an answer out into its margin may find silence there.
  const spareMs = isAnswer ? MARGIN_MS : 0;
  assertWithin(decoded, cut, { durationMs, from: Math.round(place.expectedSamples), spareMs });
  const around = isAnswer ? { before: MARGIN_MS, after: MARGIN_MS } : thereIsAround(decoded, cut, place, durationMs);
  const length = (around.before + durationMs + around.after) * SAMPLES_PER_MS;
  const raw = audible(pieced(decoded, place, around.before * SAMPLES_PER_MS, length));
  const headMs = isAnswer ? headOf(cut.nudgeMs ?? 0) : around.before;
  return { samples: stemIn(raw, durationMs, headMs), raw, headMs };
}

/** What a recording holds beside a take (whole ms), between its slate and its end; after one that broke off there is nothing. */
function thereIsAround(decoded: Float32Array, cut: Cut, place: Place, durationMs: number) {
  const within = (ms: number) => clamp(Math.floor(ms), { least: 0, most: MARGIN_MS });
  return {
    before: within(cut.slateToPunchMs - AFTER_SLATE_MS),
    after: cut.durationMs === null ? 0 : within(endOf(decoded, place) / SAMPLES_PER_MS - durationMs),
  };
}

/** How much of the take there is in the source (samples of the take). */
const endOf = (decoded: Float32Array, { fromSamples, ratio, jumps }: Place): number =>
  (decoded.length - fromSamples - jumps.reduce((sum, { bySamples }) => sum + bySamples, 0)) / ratio;

/**
 * Against the place at which the recorder expected the take, for it went on recording accordingly: a take that is measured to lie
 * elsewhere, or is nudged, may lack as much of its edge, where nobody spoke.
 */
function assertWithin(
  decoded: Float32Array,
  cut: Cut,
  { durationMs, from, spareMs }: { durationMs: number; from: number; spareMs: number },
): void {
  const spoken = Math.max(0, durationMs - spareMs) * SAMPLES_PER_MS;
  const missing = cut.durationMs === null ? 0 : from + spoken - decoded.length;
  const most = Math.max(-from, missing);
  if (from < 0 || durationMs === 0 || most > MISSING_AT_MOST_MS * SAMPLES_PER_MS) {
    throw new AppError('source_cut_short', { details: { missingMs: Math.ceil(Math.max(0, most) / SAMPLES_PER_MS) } });
  }
}

/** From `head` samples before the take on, with the recording's drift taken out and its jumps closed. */
function pieced(decoded: Float32Array, place: Place, head: number, length: number): Float32Array {
  const { ratio } = place;
  const [first, ...others] = piecesOf(place, head, length);
  const read = ({ from, by }: Piece, until: number) => {
    const at = place.fromSamples + (from - head) * ratio + by;
    // At an unchanged rate the nearest sample is 10 µs away at most, and is a copy.
    return resample(decoded, ratio === 1 ? Math.round(at) : at, ratio, until - from);
  };
  const raw = read(first, length);
  others.forEach((piece, i) => {
    const until = Math.min(length, (others[i + 1]?.from ?? length) + SEAM_SAMPLES);
    for (const [n, sample] of read(piece, until).entries()) {
      const share = Math.min(1, (n + 1) / SEAM_SAMPLES);
      raw[piece.from + n] = (1 - share) * (raw[piece.from + n] ?? 0) + share * sample;
    }
  });
  return raw;
}

/** From the sample `from` of raw on the source lies `by` samples later than before any jump. */
type Piece = { from: number; by: number };

function piecesOf({ jumps }: Place, head: number, length: number): [Piece, ...Piece[]] {
  const pieces: [Piece, ...Piece[]] = [{ from: 0, by: 0 }];
  let by = 0;
  for (const { atSamples, bySamples } of jumps) {
    const from = Math.round(atSamples + head);
    by += bySamples;
    if (from <= 0) pieces[0] = { from: 0, by };
    else if (from < length) pieces.push({ from, by });
  }
  return pieces;
}

/** How many whole milliseconds of a take so many samples are. */
const wholeMs = (samples: number): number =>
  Math.min(MAX_DURATION_MS, Math.max(0, Math.floor(samples / SAMPLES_PER_MS)));

/** A broken file can decode to values that are no numbers, and a codec swings beyond full scale, which no stem can hold. */
export function audible(samples: Float32Array): Float32Array {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    samples[i] = Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  }
  return samples;
}
