import { chirp } from './chirp';
import { matchedFilter } from './matched-filter';

/**
 * Probes: a train of chirps that is played to the speakers and looked for in the recording, to measure the round trip. They
 * fall where the slate rises, so that neither is taken for the other.
 */
const SECONDS = 0.06;
const FROM_HZ = 6_000;
const TO_HZ = 800;
/** When each starts (ms). No two are as far apart as two others, so that only the right lag has all of them. */
const STARTS_MS = [0, 230, 500, 830, 1_190];

/** The rate at which `findProbes` reads (samples a second). */
const RATE = 48_000;
const SAMPLES_PER_MS = RATE / 1_000;
/** A probe that is there has at least this normalised correlation; speech and noise keep below 0.2 (as for the slate). */
const LEAST_MATCH = 0.25;
/** So many must agree, within so much (ms). */
const FEWEST = 3;
const AGREE_MS = 2;
/** Nothing is more certain than this (ms): the way from the earphone to the microphone is a part of what is measured. */
const LEAST_ERROR_MS = 0.3;
/** The search begins a little early, so that what comes at once has a peak as well (ms). */
const EARLY_MS = 5;

/** The train at `rate` samples a second, −0.5 to 0.5, 1.25 s long. */
export function probes(rate: number): Float32Array {
  const one = probe(rate);
  const starts = STARTS_MS.map((ms) => Math.round((ms / 1_000) * rate));
  const out = new Float32Array((starts.at(-1) ?? 0) + one.length);
  for (const start of starts) out.set(one, start);
  return out;
}

/** One of them. */
export const probe = (rate: number): Float32Array => chirp(rate, SECONDS, FROM_HZ, TO_HZ);

export type FoundProbes = {
  /** How much later than played they arrive (ms): the median of those that agree. */
  offsetMs: number;
  /** Half-width of the expected error (ms). */
  errorMs: number;
  /** Of each that agrees (ms). */
  each: number[];
  /** The normalised correlation of each that agrees, 0 to 1. */
  matches: number[];
};

/**
 * Finds a train in mono samples at 48 kHz: `atSamples` is where its first sample would lie if sound took no time, and it may be
 * up to `searchMs` late. Null when fewer than three probes agree.
 */
export function findProbes(recorded: Float32Array, atSamples: number, searchMs = 1_000): FoundProbes | null {
  const pattern = probe(RATE);
  const from = Math.round(atSamples - EARLY_MS * SAMPLES_PER_MS);
  const lags = Math.round((searchMs + EARLY_MS) * SAMPLES_PER_MS) + 1;
  const filters = STARTS_MS.map((ms) =>
    matchedFilter(stretch(recorded, from + ms * SAMPLES_PER_MS, lags + pattern.length - 1), pattern, lags),
  );
  const together = new Float64Array(lags);
  for (const { match } of filters) {
    for (let lag = 0; lag < lags; lag++) together[lag] = (together[lag] ?? 0) + Math.max(0, match[lag] ?? 0);
  }
  const common = highest(together, 0, lags);
  const reach = AGREE_MS * SAMPLES_PER_MS;
  const found = filters.flatMap(({ match, top }) => {
    const lag = highest(match, Math.max(0, common - reach), Math.min(lags, common + reach + 1));
    const height = match[lag] ?? 0;
    return height < LEAST_MATCH ? [] : [{ ms: (from + top(lag) - atSamples) / SAMPLES_PER_MS, match: height }];
  });
  const sorted = found.map(({ ms }) => ms).sort((a, b) => a - b);
  const offsetMs = sorted[sorted.length >> 1] ?? 0;
  const agreeing = found.filter(({ ms }) => Math.abs(ms - offsetMs) <= AGREE_MS / 2);
  if (agreeing.length < FEWEST) return null;
  const each = agreeing.map(({ ms }) => ms);
  const spread = Math.max(...each) - Math.min(...each);
  return { offsetMs, errorMs: LEAST_ERROR_MS + spread, each, matches: agreeing.map(({ match }) => match) };
}

/** Silence where the recording holds nothing, or no number. */
function stretch(samples: Float32Array, from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => {
    const sample = samples[from + n] ?? 0;
    return Number.isFinite(sample) ? sample : 0;
  });
}

function highest(values: Float64Array, from: number, to: number): number {
  let best = from;
  for (let n = from + 1; n < to; n++) if ((values[n] ?? 0) > (values[best] ?? 0)) best = n;
  return best;
}
