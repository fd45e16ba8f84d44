import { fft, ifft } from 'fourier-transform';

/** How well a pattern fits at each of the first lags of a signal. */
export type Matches = {
  /** Normalised correlation at each lag, −1 to 1. */
  match: Float64Array;
  /** Where the top of the peak at a whole lag lies, by a parabola through its neighbours (samples). */
  top: (lag: number) => number;
};

/**
 * A matched filter by FFT, each lag divided by the energy under it (normalised cross-correlation; Lewis, "Fast Template
 * Matching", 1995). `signal` must be `lags + pattern.length - 1` samples long.
 */
export function matchedFilter(signal: Float32Array, pattern: Float32Array, lags: number): Matches {
  const dots = correlate(signal, pattern);
  return {
    match: normalised(dots, signal, pattern, lags),
    // The correlation is circular: what lies before the first lag is at its end.
    top: (lag) => lag + vertex(dots.at(lag - 1) ?? 0, dots[lag] ?? 0, dots[lag + 1] ?? 0),
  };
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

function normalised(dots: Float64Array, signal: Float32Array, pattern: Float32Array, lags: number): Float64Array {
  const patternEnergy = energyOf(pattern);
  // Digital silence has no energy to divide by; a hundred-thousandth of the pattern's stands in.
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
export function vertex(before: number, middle: number, after: number): number {
  const curve = before - 2 * middle + after;
  return curve === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / curve));
}
