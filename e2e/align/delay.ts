import { fft, ifft } from 'fourier-transform';

/** The test's own ear for time: nothing of it is shared with what it judges. */

export const SAMPLES_PER_MS = 48;

export type Delay = {
  /** How much later the sound is in `heard` than in `reference` (samples, to a fraction). */
  samples: number;
  /** Normalised correlation there, −1 to 1. */
  match: number;
};

/**
 * Where `reference` sounds in `heard`, of all delays between `from` and `to` (samples): the largest magnitude of the normalised
 * cross-correlation, its top refined by a parabola. Both at one rate, mono, starting at one instant.
 */
export function delayOf(heard: Float32Array, reference: Float32Array, [from, to]: [number, number]): Delay {
  const [a, b] = [Math.ceil(from), Math.floor(to)];
  // What can be reached by any of these delays, so that no energy of elsewhere counts.
  const stretch = new Float32Array(reference.length + b - a);
  for (let i = 0; i < stretch.length; i++) stretch[i] = heard[a + i] ?? 0;
  const dots = correlation(stretch, reference);
  const energies = slidingEnergy(stretch, reference.length);
  const own = energyOf(reference);
  const at = (lag: number) => (dots[lag] ?? 0) / Math.sqrt(Math.max((energies[lag] ?? 0) * own, 1e-12));
  let best = 0;
  for (let lag = 1; lag <= b - a; lag++) if (Math.abs(at(lag)) > Math.abs(at(best))) best = lag;
  return { samples: a + best + top(at(best - 1), at(best), at(best + 1)), match: at(best) };
}

/** The dot product of `reference` with `heard` from each sample on. */
function correlation(heard: Float32Array, reference: Float32Array): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(heard.length + reference.length));
  const [hr, hi] = spectrum(heard, size);
  const [rr, ri] = spectrum(reference, size);
  const re = hr.map((x, k) => x * (rr[k] ?? 0) + (hi[k] ?? 0) * (ri[k] ?? 0));
  const im = hr.map((x, k) => (hi[k] ?? 0) * (rr[k] ?? 0) - x * (ri[k] ?? 0));
  return ifft(re, im);
}

function spectrum(samples: Float32Array, size: number): [Float64Array, Float64Array] {
  const padded = new Float64Array(size);
  padded.set(samples);
  const [re, im] = fft(padded);
  return [re.slice(), im.slice()];
}

function slidingEnergy(samples: Float32Array, length: number): Float64Array {
  let energy = energyOf(samples.subarray(0, length));
  return Float64Array.from({ length: samples.length - length + 1 }, (_, lag) => {
    const here = energy;
    energy += (samples[lag + length] ?? 0) ** 2 - (samples[lag] ?? 0) ** 2;
    return here;
  });
}

export const energyOf = (samples: Float32Array): number => samples.reduce((sum, x) => sum + x * x, 0);

/** How far from the middle of three points the vertex of their parabola lies, −0.5 to 0.5. */
function top(before: number, middle: number, after: number): number {
  const curve = before - 2 * middle + after;
  return curve === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curve)));
}
