import { fft, ifft } from 'fourier-transform';
import { resample } from './resample';

/** Made-up takes: what was played, how it comes back, and what is heard over it. All of it mono, 48 kHz. */
const RATE = 48_000;

export type Random = () => number;

/** The same pseudo-random numbers every time (mulberry32), 0 to 1. */
export function numbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export const levelOf = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

/** Sentences one after another, each at a speed and from a place of its own. */
export function speech(voices: readonly Float32Array[], seconds: number, random: Random): Float32Array {
  const out = new Float32Array(Math.round(seconds * RATE));
  for (let at = 0; at < out.length; ) {
    const voice = voices[Math.floor(random() * voices.length)] ?? new Float32Array(RATE);
    const speed = 0.85 + random() * 0.35;
    const from = random() * voice.length * 0.5;
    const length = Math.min(out.length - at, Math.floor((voice.length - from) / speed));
    out.set(resample(voice, from, speed, length), at);
    at += length;
  }
  return out;
}

/** Kick, snare and hi-hat, the very same samples in every bar. */
export function drums(seconds: number, beatsPerMinute: number, random: Random): Float32Array {
  const out = new Float32Array(Math.round(seconds * RATE));
  const hit = (length: number, at: (t: number) => number) => Float32Array.from({ length }, (_, n) => at(n / RATE));
  const kick = hit(9_600, (t) => Math.sin(2 * Math.PI * (50 * t + 8 * (1 - Math.exp(-30 * t)))) * Math.exp(-18 * t));
  const snare = hit(7_200, (t) => (0.3 * normal(random) + 0.5 * Math.sin(380 * Math.PI * t)) * Math.exp(-25 * t));
  const hat = hit(2_400, (t) => 0.2 * normal(random) * Math.exp(-80 * t));
  const half = 30 / beatsPerMinute;
  for (let n = 0; n * half < seconds; n++) {
    add(out, hat, Math.round(n * half * RATE), 0.5);
    if (n % 4 === 0) add(out, kick, Math.round(n * half * RATE), 0.5);
    if (n % 4 === 2) add(out, snare, Math.round(n * half * RATE), 0.5);
  }
  return out;
}

/** Sines of one octave, softly begun and ended. */
export function melody(seconds: number, random: Random, noteSeconds = 0.35): Float32Array {
  const steps = [0, 2, 4, 5, 7, 9, 11, 12];
  const length = Math.round(noteSeconds * RATE);
  let hz = 0;
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => {
    const within = n % length;
    if (within === 0) hz = 261.63 * 2 ** ((steps[Math.floor(random() * steps.length)] ?? 0) / 12);
    const edge = Math.min(1, within / (0.01 * RATE), (length - within) / (0.02 * RATE));
    return 0.4 * edge * Math.sin((2 * Math.PI * hz * within) / RATE);
  });
}

export const tone = (seconds: number, hz: number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => 0.3 * Math.sin((2 * Math.PI * hz * n) / RATE));

/** A room: what comes straight, sparse reflections, and a tail that decays by 60 dB in `seconds`, `directDb` weaker than it. */
export function room(seconds: number, directDb: number, random: Random): Float32Array {
  const response = new Float32Array(Math.round(seconds * RATE * 0.8));
  let energy = 0;
  for (let n = 48; n < response.length; n++) {
    if (random() >= (n < 0.02 * RATE ? 0.02 : 0.3)) continue;
    response[n] = normal(random) * Math.exp((-6.9 * n) / RATE / seconds);
    energy += (response[n] ?? 0) ** 2;
  }
  const gain = Math.sqrt(10 ** (-directDb / 10) / energy);
  for (let n = 48; n < response.length; n++) response[n] = (response[n] ?? 0) * gain;
  response[0] = 1;
  return response;
}

export function through(samples: Float32Array, response: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(samples.length + response.length));
  const spectrum = (values: Float32Array) => {
    const padded = new Float64Array(size);
    padded.set(values);
    const [re, im] = fft(padded);
    return { re: re.slice(), im: im.slice() };
  };
  const [a, b] = [spectrum(samples), spectrum(response)];
  for (let k = 0; k < a.re.length; k++) {
    const [re, im, re2, im2] = [a.re[k] ?? 0, a.im[k] ?? 0, b.re[k] ?? 0, b.im[k] ?? 0];
    a.re[k] = re * re2 - im * im2;
    a.im[k] = re * im2 + im * re2;
  }
  return Float32Array.from(ifft(a.re, a.im).subarray(0, samples.length));
}

/** Nothing above `hz`, and no delay. */
export function dull(samples: Float32Array, hz: number): Float32Array {
  const reach = 96;
  const taps = Float32Array.from({ length: 2 * reach + 1 }, (_, n) => {
    const x = (2 * hz * (n - reach)) / RATE;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return ((2 * hz) / RATE) * sinc * (0.5 + 0.5 * Math.cos((Math.PI * (n - reach)) / (reach + 1)));
  });
  const longer = new Float32Array(samples.length + reach);
  longer.set(samples);
  return through(longer, taps).slice(reach);
}

/** What lies quieter than `level` for a while goes, as a noise gate does it. */
export function gated(samples: Float32Array, level: number): Float32Array {
  let held = 0;
  return samples.map((x) => {
    held = Math.max(Math.abs(x), held * 0.9997);
    return held > level ? x : 0;
  });
}

export type Way = {
  offsetMs: number;
  driftPpm?: number;
  /** At these instants of what was played (ms) the offset grows by so much (ms). */
  jumps?: { atMs: number; byMs: number }[];
  /** What happens to it on its way. */
  leak?: (samples: Float32Array) => Float32Array;
  /** What is heard over it, and how much weaker than that it comes back (dB). */
  over?: { sound: Float32Array; leakDb: number };
  /** What happens to all of it in the end. */
  all?: (samples: Float32Array) => Float32Array;
};

/** A recording of `played`, and where its first sample would be if sound took no time. */
export function recording(
  played: Float32Array,
  way: Way,
  random: Random,
): { recorded: Float32Array; atSamples: number } {
  const atSamples = 30_000 + random() * 1_000;
  const length = Math.round(atSamples + played.length + 60_000);
  const ratio = 1 + (way.driftPpm ?? 0) * 1e-6;
  let recorded: Float32Array = new Float32Array(length);
  const edges = [{ atMs: 0, byMs: 0 }, ...(way.jumps ?? [])];
  let offsetMs = way.offsetMs;
  for (const [n, { atMs, byMs }] of edges.entries()) {
    offsetMs += byMs;
    const end = edges[n + 1]?.atMs ?? played.length / 48;
    const piece = played.slice();
    piece.fill(0, 0, Math.round(atMs * 48));
    piece.fill(0, Math.round(end * 48));
    add(recorded, resample(piece, -(atSamples + offsetMs * 48) / ratio, 1 / ratio, length), 0, 1);
  }
  if (way.leak) recorded = way.leak(recorded);
  if (way.over) {
    const gain = (levelOf(way.over.sound) / levelOf(recorded)) * 10 ** (way.over.leakDb / 20);
    recorded = recorded.map((x, n) => gain * x + (way.over?.sound[n % way.over.sound.length] ?? 0));
  }
  recorded = recorded.map((x) => x + 3e-4 * normal(random));
  return { recorded: way.all ? way.all(recorded) : recorded, atSamples };
}

function add(to: Float32Array, what: Float32Array, at: number, gain: number): void {
  for (let n = 0; n < what.length && at + n < to.length; n++) to[at + n] = (to[at + n] ?? 0) + gain * (what[n] ?? 0);
}
