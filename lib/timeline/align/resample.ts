/** Taps on either side of the place that is read. */
const REACH = 16;
/** The kernel is tabulated at so many places between two samples, and read between them along a straight line. */
const PHASES = 512;
/** Shape of the Kaiser window: exact to −80 dB up to 17 kHz. */
const BETA = 8;

/**
 * Reads `samples` at `fromSamples`, `fromSamples + ratio`, `fromSamples + 2 · ratio` and so on: `length` values, of the same rate
 * for a ratio of 1. A windowed sinc (Smith, "Digital Audio Resampling", 2002; the window is Kaiser's, 1974), for ratios so near
 * to 1 that nothing folds (drift of up to 1,000 ppm is 0.999 to 1.001). Before the first sample and after the last is silence. A
 * ratio of 1 from a whole place is an exact copy.
 */
export function resample(samples: Float32Array, fromSamples: number, ratio: number, length: number): Float32Array {
  const out = new Float32Array(length);
  if (ratio === 1 && Number.isInteger(fromSamples)) {
    const skipped = Math.max(0, -fromSamples);
    const from = Math.max(0, fromSamples);
    if (skipped < length) out.set(samples.subarray(from, from + length - skipped), skipped);
    return out;
  }
  const kernel = table();
  for (let i = 0; i < length; i++) {
    const at = fromSamples + i * ratio;
    const whole = Math.floor(at);
    if (whole < -REACH || whole >= samples.length + REACH) continue;
    out[i] = valueAt(samples, whole, (at - whole) * PHASES, kernel);
  }
  return out;
}

function valueAt(samples: Float32Array, whole: number, phase: number, kernel: Float32Array): number {
  const row = Math.floor(phase);
  const part = phase - row;
  const taps = 2 * REACH;
  let near = 0;
  let next = 0;
  for (let tap = 0; tap < taps; tap++) {
    const sample = samples[whole - REACH + 1 + tap] ?? 0;
    near += sample * (kernel[row * taps + tap] ?? 0);
    next += sample * (kernel[(row + 1) * taps + tap] ?? 0);
  }
  return near + part * (next - near);
}

let tabulated: Float32Array | null = null;

/** One row of taps for each phase from 0 to 1, both included. */
function table(): Float32Array {
  if (tabulated) return tabulated;
  const taps = 2 * REACH;
  const made = new Float32Array((PHASES + 1) * taps);
  for (let row = 0; row <= PHASES; row++) {
    for (let tap = 0; tap < taps; tap++) {
      const x = tap - REACH + 1 - row / PHASES;
      made[row * taps + tap] = sinc(x) * kaiser(x / REACH);
    }
  }
  tabulated = made;
  return made;
}

const sinc = (x: number) => (Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number) => (Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA));

/** The modified Bessel function of the first kind and order zero, by its series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
