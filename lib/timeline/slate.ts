import { fft, ifft } from 'fourier-transform';

/**
 * The slate: a short chirp that is written into a recording at a known instant, so that its place in the file says
 * which sample is which instant, whatever the recorder, the codec and the container did to its start.
 */

const SECONDS = 0.08;
const FROM_HZ = 1_000;
const TO_HZ = 6_000;
const AMPLITUDE = 0.5;
/** A tenth at each end is a raised cosine (Tukey window), so that the chirp does not click. */
const TAPER = 0.1;

/** The rate at which `findSlate` reads (samples a second). */
const SLATE_SEARCH_RATE = 48_000;

/**
 * A found slate has at least this normalised correlation. Of 14,000 windows of its length (real speech at half to double speed,
 * noise, tones) none came above 0.2, of glides near its own slope none above 0.26; a slate as loud as the speech over it keeps
 * 0.67, one of half the speech's power 0.54 (measured; slate.test.ts holds both sides).
 */
const LEAST_MATCH = 0.4;

/** The chirp at `rate` samples a second, −0.5 to 0.5. */
export function slate(rate: number): Float32Array {
  const length = Math.round(SECONDS * rate);
  return Float32Array.from({ length }, (_, n) => {
    const t = n / rate;
    const phase = 2 * Math.PI * (FROM_HZ * t + ((TO_HZ - FROM_HZ) * t * t) / (2 * SECONDS));
    return AMPLITUDE * tukey(n / (length - 1)) * Math.sin(phase);
  });
}

function tukey(x: number): number {
  const edge = Math.min(x, 1 - x) / (TAPER / 2);
  return edge >= 1 ? 1 : (1 - Math.cos(Math.PI * edge)) / 2;
}

export type FoundSlate = {
  /** Where its first sample lies, to a fraction of a sample. */
  atSamples: number;
  /** Normalised correlation with the pure chirp, 0 to 1. */
  match: number;
};

/**
 * Finds the slate in the first `withinMs` of mono samples at 48 kHz: a matched filter by FFT, each lag divided by the energy
 * under it (normalised cross-correlation; Lewis, "Fast Template Matching", 1995), the peak refined by a parabola.
 */
export function findSlate(samples: Float32Array, { withinMs }: { withinMs: number }): FoundSlate | null {
  const chirp = slate(SLATE_SEARCH_RATE);
  const lags = Math.min(samples.length - chirp.length + 1, Math.round((withinMs * SLATE_SEARCH_RATE) / 1_000));
  if (lags <= 0) return null;
  const searched = samples.subarray(0, lags + chirp.length - 1);
  const dots = correlate(searched, chirp);
  const match = matches(dots, searched, chirp, lags);
  let best = 0;
  for (let lag = 1; lag < lags; lag++) if ((match[lag] ?? 0) > (match[best] ?? 0)) best = lag;
  const height = match[best] ?? 0;
  if (height < LEAST_MATCH) return null;
  // The correlation is circular: what lies before the first lag is at its end.
  return { atSamples: best + vertex(dots.at(best - 1) ?? 0, dots[best] ?? 0, dots[best + 1] ?? 0), match: height };
}

/** Cross-correlation at every lag, by multiplication of spectra. */
function correlate(signal: Float32Array, pattern: Float32Array): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(signal.length + pattern.length));
  const padded = (values: Float32Array) => {
    const out = new Float64Array(size);
    out.set(values);
    return out;
  };
  const copy = ([re, im]: [Float64Array, Float64Array]): [Float64Array, Float64Array] => [re.slice(), im.slice()];
  const [ar, ai] = copy(fft(padded(signal)));
  const [br, bi] = fft(padded(pattern));
  for (let k = 0; k < ar.length; k++) {
    const re = ar[k] ?? 0;
    const im = ai[k] ?? 0;
    ar[k] = re * (br[k] ?? 0) + im * (bi[k] ?? 0);
    ai[k] = im * (br[k] ?? 0) - re * (bi[k] ?? 0);
  }
  return ifft(ar, ai);
}

function matches(dots: Float64Array, signal: Float32Array, pattern: Float32Array, lags: number): Float64Array {
  const patternEnergy = energyOf(pattern);
  // Digital silence has no energy to divide by; a hundred-thousandth of the chirp's stands in.
  const floor = patternEnergy * 1e-5;
  let energy = energyOf(signal.subarray(0, pattern.length));
  const out = new Float64Array(lags);
  for (let lag = 0; lag < lags; lag++) {
    out[lag] = (dots[lag] ?? 0) / Math.sqrt(Math.max(energy, floor) * patternEnergy);
    energy += (signal[lag + pattern.length] ?? 0) ** 2 - (signal[lag] ?? 0) ** 2;
  }
  return out;
}

const energyOf = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);

/** The offset of a parabola's vertex from its middle point, −0.5 to 0.5. */
function vertex(before: number, middle: number, after: number): number {
  const curve = before - 2 * middle + after;
  return curve === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / curve));
}
