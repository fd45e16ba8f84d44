import type { CutStem } from '@/lib/mixing/job';
import type { Scope } from '@/lib/scope';
import { type Aim, punchInParentMs } from '@/lib/studio/aim';
import { within } from '@/lib/studio/recut';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import type { Span } from '@/lib/timeline/rule';
import { disconnect, startLimiter } from './review-sound';

/** From the asking to the first sample (s), so that both voices begin on it. */
const START_DELAY = 0.02;
/** One place fades into the next so fast that it is heard as a step and not as a click (s). */
const FADE = 0.008;

export type ReviewLoop = {
  /** The take as it lies now; heard from a few hundredths of a second on, in the same round. */
  place(stem: Pick<CutStem, 'samples' | 'gainDb'>, aim: Aim): void;
  /** Where in the timeline it sounds now (ms). */
  atMs(): number;
};

/**
 * A stretch of the timeline, both voices, over and over. Each voice is a buffer of exactly that length at its own rate, so
 * that the two never drift apart; `parent` is the decoded mix, or null when there is none. Closing the scope ends it.
 */
export function startLoop(scope: Scope, context: BaseAudioContext, span: Span, parent: AudioBuffer | null): ReviewLoop {
  const target = startLimiter(scope, context);
  const seconds = span.durationMs / 1_000;
  const startedAt = context.currentTime + START_DELAY;
  let own: { node: AudioBufferSourceNode; volume: GainNode } | null = null;
  let isParentOn = false;

  /** Starts a round, or joins the one that is under way. */
  function play(buffer: AudioBuffer, gain: number): { node: AudioBufferSourceNode; volume: GainNode } {
    const volume = scope.add(new GainNode(context, { gain: 0 }), disconnect);
    const node = scope.add(new AudioBufferSourceNode(context, { buffer, loop: true }), disconnect);
    node.connect(volume).connect(target);
    const at = Math.max(startedAt, context.currentTime + START_DELAY);
    node.start(at, (at - startedAt) % seconds);
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(gain, at + FADE);
    return { node, volume };
  }

  function end({ node, volume }: NonNullable<typeof own>): void {
    const at = context.currentTime + START_DELAY;
    volume.gain.setValueAtTime(volume.gain.value, at);
    volume.gain.linearRampToValueAtTime(0, at + FADE);
    node.stop(at + FADE);
    node.onended = () => {
      node.disconnect();
      volume.disconnect();
    };
  }

  return {
    place(stem, aim) {
      if (parent && !isParentOn) {
        const from = punchInParentMs(aim) + span.startMs - aim.punchMs;
        play(parentPart(context, parent, from, span.durationMs, aim), 1);
        isParentOn = true;
      }
      const before = own;
      const samples = ownPart(stem, aim, span);
      const buffer = context.createBuffer(1, samples.length, SAMPLE_RATE);
      buffer.getChannelData(0).set(samples);
      own = play(buffer, 10 ** (stem.gainDb / 20));
      if (before) end(before);
    },
    atMs: () => span.startMs + (Math.max(0, context.currentTime - startedAt) % seconds) * 1_000,
  };
}

/** The take within `span`, silent before its punch and after its end. */
function ownPart(stem: Pick<CutStem, 'samples'>, aim: Aim, span: Span): Float32Array {
  return within(stem.samples, span.startMs - aim.punchMs, span.durationMs);
}

/** The parent within `span`, at the context's rate and silent after its end. */
function parentPart(
  context: BaseAudioContext,
  parent: AudioBuffer,
  fromMs: number,
  lengthMs: number,
  { answer }: Aim,
): AudioBuffer {
  const at = (ms: number) => Math.round((ms * parent.sampleRate) / 1_000);
  const part = context.createBuffer(1, Math.max(1, at(lengthMs)), parent.sampleRate);
  const first = at(Math.max(0, fromMs));
  const last = Math.min(parent.length, at(Math.min(fromMs + lengthMs, answer?.parent.durationMs ?? 0)));
  if (last > first) part.getChannelData(0).set(parent.getChannelData(0).subarray(first, last), first - at(fromMs));
  return part;
}
