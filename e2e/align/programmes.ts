/** What the parents are: three ways to be easy or hard to place. Mono, 48 kHz. */

const RATE = 48_000;

const sound = (seconds: number, at: (t: number, n: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => at(n / RATE, n));

/** The same pseudo-random numbers every time (mulberry32), −1 to 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

const BEAT = 60 / 120;

/** A bar of two seconds, over and over, to the sample: kick on one and three, snare on two and four, a hat on each eighth. */
export function drumLoop(seconds: number): Float32Array {
  const random = noise(7);
  const bar = sound(4 * BEAT, (t) => {
    const inBeat = t % BEAT;
    const inEighth = t % (BEAT / 2);
    const beat = Math.floor(t / BEAT);
    const kick = Math.sin(2 * Math.PI * (45 * inBeat + 6 * (1 - Math.exp(-inBeat * 30)))) * Math.exp(-inBeat * 14);
    const snare = (0.5 * Math.sin(2 * Math.PI * 190 * inBeat) + random()) * Math.exp(-inBeat * 22);
    const hat = random() * Math.exp(-inEighth * 90);
    return 0.5 * (beat % 2 === 0 ? kick : snare * 0.6) + 0.15 * hat;
  });
  return sound(seconds, (_, n) => bar[n % bar.length] ?? 0);
}

const MELODY_HZ = [261.63, 329.63, 392, 523.25, 440, 349.23, 293.66, 246.94];
const NOTE = 0.4;
const FADE = 0.02;

/** Single sine tones, one after another, each faded in and out. */
export const sineMelody = (seconds: number): Float32Array =>
  sound(seconds, (t) => {
    const inNote = t % NOTE;
    const hz = MELODY_HZ[Math.floor(t / NOTE) % MELODY_HZ.length] ?? 0;
    return 0.4 * Math.min(1, inNote / FADE, (NOTE - inNote) / FADE) * Math.sin(2 * Math.PI * hz * inNote);
  });
