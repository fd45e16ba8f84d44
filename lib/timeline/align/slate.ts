import { chirp } from './chirp';
import { matchedFilter } from './matched-filter';

/**
 * The slate: a short chirp that is written into a recording at a known instant, so that its place in the file says
 * which sample is which instant, whatever the recorder, the codec and the container did to its start.
 */

const SECONDS = 0.08;
const FROM_HZ = 1_000;
const TO_HZ = 6_000;

/** The rate at which `findSlate` reads (samples a second). */
const SLATE_SEARCH_RATE = 48_000;

/**
 * A found slate has at least this normalised correlation. Of 14,000 windows of its length (real speech at half to double speed,
 * noise, tones) none came above 0.2, of glides near its own slope none above 0.26; a slate as loud as the speech over it keeps
 * 0.67, one of half the speech's power 0.54 (measured; slate.test.ts holds both sides).
 */
const LEAST_MATCH = 0.4;

/** The chirp at `rate` samples a second, −0.5 to 0.5. */
export const slate = (rate: number): Float32Array => chirp(rate, SECONDS, FROM_HZ, TO_HZ);

export type FoundSlate = {
  /** Where its first sample lies, to a fraction of a sample. */
  atSamples: number;
  /** Normalised correlation with the pure chirp, 0 to 1. */
  match: number;
};

/** Finds the slate in the first `withinMs` of mono samples at 48 kHz. */
export function findSlate(samples: Float32Array, { withinMs }: { withinMs: number }): FoundSlate | null {
  const pattern = slate(SLATE_SEARCH_RATE);
  const lags = Math.min(samples.length - pattern.length + 1, Math.round((withinMs * SLATE_SEARCH_RATE) / 1_000));
  if (lags <= 0) return null;
  const { match, top } = matchedFilter(samples.subarray(0, lags + pattern.length - 1), pattern, lags);
  let best = 0;
  for (let lag = 1; lag < lags; lag++) if ((match[lag] ?? 0) > (match[best] ?? 0)) best = lag;
  const height = match[best] ?? 0;
  return height < LEAST_MATCH ? null : { atSamples: top(best), match: height };
}
