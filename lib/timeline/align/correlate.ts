import { fft, ifft } from 'fourier-transform';
import { BAND_RATE, SAMPLES_PER_BAND, toBand } from './band';
import type { Heard } from './measure';

export const LAGS_PER_MS = BAND_RATE / 1_000;
const SAMPLES_PER_MS = LAGS_PER_MS * SAMPLES_PER_BAND;

/** What speakers give and microphones take (Hz), with soft edges so wide (Hz). */
const BAND = { fromHz: 150, fromEdgeHz: 100, toHz: 5_400, toEdgeHz: 800 };
/** Parts of the spectrum so far below the strongest were not really played, and weigh little (power). */
const FLOOR = 1e-4;
/** The recorded stretch starts and ends softly (ms). */
const FADE_MS = 40;

/** A range of lags (whole ms). */
export type Range = { fromMs: number; toMs: number };

/** How well one window of what was played is found in the recording, at every lag of a range. */
export type Correlation = {
  /** The middle of the window (ms after the first played sample). */
  atMs: number;
  /** From −1 to 1, where 1 is a perfect copy; `LAGS_PER_MS` of them for each ms. */
  values: Float32Array;
};

/** The lag at a place in `values` (ms): what of `atSamples` is no whole number comes in here. */
export const lagMs = (place: number, { fromMs }: Range, { atSamples }: Heard): number =>
  fromMs + place / LAGS_PER_MS + (Math.round(atSamples) - atSamples) / SAMPLES_PER_MS;

/**
 * Generalised cross-correlation with phase transform (Knapp & Carter, "The Generalized Correlation Method for Estimation of Time
 * Delay", 1976): each frequency counts by its phase alone, so a voice over the sound, or a room's colour, spoils those where it
 * is strong and no others. A frequency that was hardly played counts by how much it was (a Wiener weight on the played spectrum).
 */
export function correlate(
  { recorded, played, atSamples }: Heard,
  window: { fromMs: number; lengthMs: number },
  range: Range,
): Correlation {
  const from = Math.round(window.fromMs * SAMPLES_PER_MS);
  const length = Math.round(window.lengthMs * LAGS_PER_MS);
  const lags = (range.toMs - range.fromMs) * LAGS_PER_MS + 1;
  const reach = length + lags - 1;
  const size = 2 ** Math.ceil(Math.log2(length + lags));
  const near = new Float64Array(size);
  near.set(shaped(toBand(played, from, length), hann));
  const far = new Float64Array(size);
  const place = Math.round(atSamples) + from + range.fromMs * SAMPLES_PER_MS;
  far.set(shaped(toBand(recorded, place, reach), softEnds(reach)));
  const [re, im] = fft(near);
  const spectrum = { re: re.slice(), im: im.slice() };
  const [otherRe, otherIm] = fft(far);
  const whole = whiten(spectrum, { re: otherRe, im: otherIm }, size);
  const circle = ifft(otherRe, otherIm);
  const scale = whole > 0 ? size / (2 * whole) : 0;
  const values = new Float32Array(lags);
  for (let lag = 0; lag < lags; lag++) values[lag] = (circle[lag] ?? 0) * scale;
  return { atMs: window.fromMs + window.lengthMs / 2, values };
}

type Spectrum = { re: Float64Array; im: Float64Array };

/** Turns the recorded spectrum into the weighed cross-spectrum, in place, and answers the sum of the weights. */
function whiten(played: Spectrum, recorded: Spectrum, size: number): number {
  const bins = played.re.length;
  const power = new Float64Array(bins);
  let most = 0;
  for (let k = 0; k < bins; k++) {
    const p = (played.re[k] ?? 0) ** 2 + (played.im[k] ?? 0) ** 2;
    power[k] = p;
    if (p > most) most = p;
  }
  const floor = FLOOR * most;
  let whole = 0;
  for (let k = 0; k < bins; k++) {
    const a = played.re[k] ?? 0;
    const b = played.im[k] ?? 0;
    const c = recorded.re[k] ?? 0;
    const d = recorded.im[k] ?? 0;
    const p = power[k] ?? 0;
    const wanted = inBand((k * BAND_RATE) / size);
    const weight = wanted > 0 && p > 0 ? (wanted * p) / (p + floor) : 0;
    const amplitude = Math.sqrt(p * (c * c + d * d));
    const scale = amplitude > 0 ? weight / amplitude : 0;
    recorded.re[k] = (c * a + d * b) * scale;
    recorded.im[k] = (d * a - c * b) * scale;
    whole += weight;
  }
  return whole;
}

const inBand = (hz: number) =>
  Math.max(0, Math.min(1, (hz - BAND.fromHz) / BAND.fromEdgeHz, (BAND.toHz - hz) / BAND.toEdgeHz));

function shaped(samples: Float64Array, shape: (part: number) => number): Float64Array {
  for (let n = 0; n < samples.length; n++) samples[n] = (samples[n] ?? 0) * shape((n + 0.5) / samples.length);
  return samples;
}

const hann = (part: number) => 0.5 - 0.5 * Math.cos(2 * Math.PI * part);
const softEnds = (length: number) => (part: number) =>
  Math.min(1, (Math.min(part, 1 - part) * length) / (FADE_MS * LAGS_PER_MS));
