import type { CutStem } from '@/lib/mixing/job';
import type { Scope } from '@/lib/scope';
import { type Aim, overlapOfMs, punchInParentMs } from '@/lib/studio/aim';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';

/** One voice: `lengthMs` of `buffer` from `fromMs` on (less than 0: after so much silence), `gain` times as loud. */
export type Voice = { buffer: AudioBuffer; fromMs: number; lengthMs: number; gain: number };

/** What is heard of a take from its punch to its end. */
export type ReviewSound = { durationMs: number; voices: readonly Voice[] };

/** A recording as the browser plays it: made once, however often the take is moved and trimmed within it. */
const buffers = new WeakMap<Float32Array, AudioBuffer>();

function bufferOf(context: BaseAudioContext, raw: Float32Array): AudioBuffer {
  const before = buffers.get(raw);
  if (before) return before;
  const buffer = context.createBuffer(1, Math.max(1, raw.length), SAMPLE_RATE);
  buffer.getChannelData(0).set(raw);
  buffers.set(raw, buffer);
  return buffer;
}

/** The take alone, at its loudness. */
export const ownVoice = (context: BaseAudioContext, { raw, headMs, durationMs, gainDb }: CutStem): Voice => ({
  buffer: bufferOf(context, raw),
  fromMs: headMs,
  lengthMs: durationMs,
  gain: 10 ** (gainDb / 20),
});

/** The stem at its loudness over the parent's tail. */
export function withParent(
  context: BaseAudioContext,
  stem: CutStem,
  aim: Aim,
  parent: AudioBuffer | null,
): ReviewSound {
  const { durationMs } = stem;
  const own = ownVoice(context, stem);
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
  const target = startLimiter(scope, context);
  for (const { buffer, fromMs: first, lengthMs, gain } of sound.voices) {
    const from = first + fromMs;
    const silentMs = Math.max(0, -from);
    const rest = lengthMs - fromMs - silentMs;
    if (rest <= 0) continue;
    const volume = scope.add(new GainNode(context, { gain }), disconnect);
    const node = scope.add(new AudioBufferSourceNode(context, { buffer }), disconnect);
    node.connect(volume).connect(target);
    node.start(startedAt + silentMs / 1_000, (from + silentMs) / 1_000, rest / 1_000);
  }
}

/** Keeps two voices together from clipping until the mix, which has its own limiter, is there. */
export function startLimiter(scope: Scope, context: BaseAudioContext): AudioNode {
  const limiter = new DynamicsCompressorNode(context, {
    threshold: -2,
    knee: 0,
    ratio: 20,
    attack: 0.002,
    release: 0.1,
  });
  scope.add(limiter, disconnect).connect(context.destination);
  return limiter;
}

export const disconnect = (node: AudioNode): void => node.disconnect();
