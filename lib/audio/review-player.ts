import { AppError } from '@/lib/domain/errors';
import type { CutStem } from '@/lib/mixing/job';
import type { Scope } from '@/lib/scope';
import type { Aim } from '@/lib/studio/aim';
import type { ReviewPort } from '@/lib/studio/ports';
import type { ContextDoor } from './audio-context';
import type { ParentTailFile } from './parent-tail';
import { type ReviewLoop, startLoop } from './review-loop';
import { type ReviewSound, startSound, wholeMix, withParent } from './review-sound';

/** From Play to the first sample (s), so that both voices start on it. */
const START_DELAY = 0.03;
const TICK_MS = 20;

type Playing = { scope: Scope; sound: ReviewSound; startedAt: number; fromMs: number; onEnd: () => void };

/**
 * Plays a take as it will be published: first its stem over the parent's tail, as soon as there is a stem; then, from
 * the next Play on, the finished mix itself. Or a stretch of both over and over, while the take is moved.
 */
export function createReviewPlayer(
  studio: Scope,
  { context: door, parent }: { context: ContextDoor; parent: ParentTailFile | null },
): ReviewPort {
  let take: { stem: CutStem; aim: Aim } | null = null;
  let mix: Promise<AudioBuffer | null> | null = null;
  let playing: Playing | null = null;
  let looping: { scope: Scope; loop: ReviewLoop } | null = null;
  let restMs = 0;
  let asked = 0;

  const positionMs = (): number => {
    if (!playing) return restMs;
    const sincePlay = (door.open().currentTime - playing.startedAt) * 1_000;
    return Math.min(playing.sound.durationMs, playing.fromMs + Math.max(0, sincePlay));
  };

  function halt(atMs: number): void {
    playing?.scope.close();
    playing = null;
    looping?.scope.close();
    looping = null;
    restMs = atMs;
  }

  function start(context: AudioContext, whole: ReviewSound, fromMs: number, onEnd: () => void): void {
    const scope = studio.child();
    const startedAt = context.currentTime + START_DELAY;
    startSound(scope, context, whole, startedAt, fromMs);
    playing = { scope, sound: whole, startedAt, fromMs, onEnd };
    scope.every(TICK_MS, () => {
      if (positionMs() < whole.durationMs) return;
      halt(0);
      onEnd();
    });
  }

  function loaded(): { stem: CutStem; aim: Aim } {
    if (!take) throw new AppError('playback_failed', { cause: 'nothing is loaded' });
    return take;
  }

  /** What the take lies over, if it can be had: the mixing, which cannot do without it, tells why not. */
  const parentBuffer = async (): Promise<AudioBuffer | null> =>
    (await parent?.buffer(door.open()).catch(() => null)) ?? null;

  return {
    load(stem, aim) {
      take = { stem, aim };
      mix = null;
      looping?.loop.place(stem, aim);
      if (!playing) restMs = 0;
      void parentBuffer();
    },
    loadMix(bytes) {
      const { buffer } = new Uint8Array(bytes);
      mix = door
        .open()
        .decodeAudioData(buffer)
        .catch((cause) => {
          reportError(cause);
          return null;
        });
    },
    async play(onEnd) {
      asked += 1;
      const mine = asked;
      const context = await door.running();
      const finished = await mix;
      if (mine !== asked) return;
      const { stem, aim } = loaded();
      const under = parent?.decoded() ?? null;
      const sound = finished ? wholeMix(finished, stem.durationMs) : withParent(context, stem, aim, under);
      const fromMs = restMs;
      halt(fromMs);
      start(context, sound, fromMs, onEnd);
    },
    async loop(span) {
      asked += 1;
      const mine = asked;
      const context = await door.running();
      const under = await parentBuffer();
      if (mine !== asked) return;
      const { stem, aim } = loaded();
      halt(positionMs());
      const scope = studio.child();
      looping = { scope, loop: startLoop(scope, context, span, under) };
      looping.loop.place(stem, aim);
    },
    loopAtMs: () => looping?.loop.atMs() ?? null,
    async parentSound() {
      const buffer = await parent?.buffer(door.open());
      return buffer ? { samples: buffer.getChannelData(0), rate: buffer.sampleRate } : null;
    },
    pause() {
      asked += 1;
      halt(positionMs());
    },
    seek(ms) {
      const toMs = Math.min(Math.max(0, ms), take?.stem.durationMs ?? 0);
      const was = playing;
      if (looping) restMs = toMs;
      else halt(toMs);
      if (was) start(door.open(), was.sound, toMs, was.onEnd);
    },
    positionMs,
    unload() {
      asked += 1;
      halt(0);
      take = null;
      mix = null;
    },
  };
}
