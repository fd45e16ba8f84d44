/** From `fromMs` up to `toMs`, in whole ms. */
export type Part = { fromMs: number; toMs: number };

/** The level is measured in windows of this length (ms). */
const WINDOW_MS = 20;
/** Shorter pauses are a part of speech (ms). */
const SHORTEST_MS = 700;
/** Of a silence, this much stays on either side, so that no word loses its breath (ms). */
const KEPT_MS = 150;
/** How far below the voice a silence lies: 30 dB, as a factor. */
const BELOW_VOICE = 10 ** (-30 / 20);
/** Whatever the voice does, below -60 dBFS there is nothing to hear. */
const INAUDIBLE = 1e-3;
/** The voice is as loud as its loudest windows but these: a knock on the table is no voice. */
const KNOCKS = 0.02;

/**
 * Where nobody speaks, so that a listener in a hurry may pass over it; in order, counted from the first sample. The voice is taken to
 * be no softer than `leastVoice` (RMS), for who listens to a pause alone hears none.
 */
export function silencesIn(samples: Float32Array, sampleRate: number, leastVoice = 0): Part[] {
  const size = Math.round((WINDOW_MS * sampleRate) / 1000);
  const levels = Array.from({ length: Math.floor(samples.length / size) }, (_, index) =>
    rms(samples, index * size, size),
  );
  const byLevel = Float64Array.from(levels).sort();
  const voice = Math.max(leastVoice, byLevel[Math.floor((byLevel.length - 1) * (1 - KNOCKS))] ?? 0);
  const threshold = Math.max(INAUDIBLE, voice * BELOW_VOICE);
  const silences: Part[] = [];
  let from = 0;
  for (let index = 0; index <= levels.length; index++) {
    if ((levels[index] ?? Number.POSITIVE_INFINITY) < threshold) continue;
    if ((index - from) * WINDOW_MS >= SHORTEST_MS)
      silences.push({ fromMs: from * WINDOW_MS + KEPT_MS, toMs: index * WINDOW_MS - KEPT_MS });
    from = index + 1;
  }
  return silences;
}

function rms(samples: Float32Array, from: number, size: number): number {
  let sum = 0;
  for (let n = from; n < from + size; n++) sum += (samples[n] ?? 0) ** 2;
  return Math.sqrt(sum / size);
}

/**
 * The parts of [fromMs, toMs) that are left when `silences` are passed over. A silence that `fromMs` lies in is heard to
 * its end: whoever goes there wants to hear it.
 */
export function partsBetween(silences: readonly Part[], fromMs: number, toMs: number): Part[] {
  const parts: Part[] = [];
  let beginMs = fromMs;
  for (const silence of silences) {
    // One that lasts longer than what is heard of the mix is one up to there.
    const overMs = Math.min(silence.toMs, toMs - KEPT_MS);
    if (silence.fromMs <= beginMs || overMs <= silence.fromMs) continue;
    parts.push({ fromMs: beginMs, toMs: silence.fromMs });
    beginMs = overMs;
  }
  if (toMs > beginMs) parts.push({ fromMs: beginMs, toMs });
  return parts;
}
