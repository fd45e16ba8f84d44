/** Sounds are compared at this rate (samples a second): what speakers and microphones share lies below half of it. */
export const BAND_RATE = 12_000;
/** Of the 48 kHz that come in, to one that is compared. */
export const SAMPLES_PER_BAND = 4;

const REACH = 24;
const CUTOFF_HZ = 5_400;
/** A windowed sinc (Blackman's window), symmetric, so that it delays nothing: the middle tap, then those on either side. */
const TAPS = lowPass();

/** `count` values at `BAND_RATE` of what `samples` (48 kHz) hold from `from` on; silence where they hold nothing, or no number. */
export function toBand(samples: Float32Array, from: number, count: number): Float64Array {
  const near = numbersIn(samples, from - REACH, (count - 1) * SAMPLES_PER_BAND + 1 + 2 * REACH);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const middle = i * SAMPLES_PER_BAND + REACH;
    let sum = (near[middle] ?? 0) * (TAPS[0] ?? 0);
    for (let tap = 1; tap <= REACH; tap++) {
      sum += ((near[middle - tap] ?? 0) + (near[middle + tap] ?? 0)) * (TAPS[tap] ?? 0);
    }
    out[i] = sum;
  }
  return out;
}

function numbersIn(samples: Float32Array, from: number, length: number): Float64Array {
  const out = new Float64Array(length);
  const start = Math.max(0, -from);
  const end = Math.min(length, samples.length - from);
  for (let i = start; i < end; i++) {
    const sample = samples[from + i] ?? 0;
    // A broken file can decode to values that are no numbers, and one of them would spoil a whole spectrum.
    out[i] = Number.isFinite(sample) ? Math.max(-4, Math.min(4, sample)) : 0;
  }
  return out;
}

function lowPass(): Float64Array {
  const taps = Float64Array.from({ length: REACH + 1 }, (_, n) => {
    const x = (2 * CUTOFF_HZ * n) / (BAND_RATE * SAMPLES_PER_BAND);
    const window =
      0.42 + 0.5 * Math.cos((Math.PI * n) / (REACH + 1)) + 0.08 * Math.cos((2 * Math.PI * n) / (REACH + 1));
    return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
  });
  const sum = taps.reduce((all, tap) => all + 2 * tap, -(taps[0] ?? 0));
  return taps.map((tap) => tap / sum);
}
