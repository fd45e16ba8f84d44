import type { CutStem } from '@/lib/mixing/job';
import type { Scope } from '@/lib/scope';
import { type Aim, overlapOfMs, punchInParentMs } from '@/lib/studio/aim';

/** The rate of every stem (Hz). */
const STEM_RATE = 48_000;

/** One voice: `lengthMs` of `buffer` from `fromMs` on, `gain` times as loud, from the take's start. */
type Voice = { buffer: AudioBuffer; fromMs: number; lengthMs: number; gain: number };

/** What is heard of a take from its punch to its end. */
export type ReviewSound = { durationMs: number; voices: readonly Voice[] };

/** The stem at its loudness over the parent's tail. */
export function withParent(
  context: BaseAudioContext,
  stem: CutStem,
  aim: Aim,
  parent: AudioBuffer | null,
): ReviewSound {
  const { durationMs, samples } = stem;
  const buffer = context.createBuffer(1, Math.max(1, samples.length), STEM_RATE);
  buffer.getChannelData(0).set(samples);
  const own: Voice = { buffer, fromMs: 0, lengthMs: durationMs, gain: 10 ** (stem.gainDb / 20) };
  const overlap = overlapOfMs(aim);
  if (!parent || overlap === 0) return { durationMs, voices: [own] };
  return { durationMs, voices: [own, { buffer: parent, fromMs: punchInParentMs(aim), lengthMs: overlap, gain: 1 }] };
}

/** The finished mix, without its padding. */
export const wholeMix = (buffer: AudioBuffer, durationMs: number): ReviewSound => ({
  durationMs,
  voices: [{ buffer, fromMs: 0, lengthMs: durationMs, gain: 1 }],
});

/** Starts every voice at context time `startedAt` (s), `fromMs` into the take; closing the scope ends it. */
export function startSound(
  scope: Scope,
  context: AudioContext,
  sound: ReviewSound,
  startedAt: number,
  fromMs: number,
): void {
  const target = scope.add(createLimiter(context), disconnect);
  target.connect(context.destination);
  for (const { buffer, fromMs: first, lengthMs, gain } of sound.voices) {
    const rest = lengthMs - fromMs;
    if (rest <= 0) continue;
    const volume = scope.add(new GainNode(context, { gain }), disconnect);
    const node = scope.add(new AudioBufferSourceNode(context, { buffer }), disconnect);
    node.connect(volume).connect(target);
    node.start(startedAt, (first + fromMs) / 1_000, rest / 1_000);
  }
}

/** Keeps two voices together from clipping until the mix, which has its own limiter, is there. */
const createLimiter = (context: AudioContext) =>
  new DynamicsCompressorNode(context, { threshold: -2, knee: 0, ratio: 20, attack: 0.002, release: 0.1 });

const disconnect = (node: AudioNode) => node.disconnect();
