import { AppError } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import type { ReviewPort } from '@/lib/studio/ports';
import type { ContextDoor } from './audio-context';
import type { ParentTailFile } from './parent-tail';
import { type ReviewSound, startSound, wholeMix, withParent } from './review-sound';

/** From Play to the first sample (s), so that both voices start on it. */
const START_DELAY = 0.03;
const TICK_MS = 20;

type Playing = { scope: Scope; sound: ReviewSound; startedAt: number; fromMs: number; onEnd: () => void };

/**
 * Plays a take as it will be published: first its stem over the parent's tail, as soon as there is a stem; then, from
 * the next Play on, the finished mix itself.
 */
export function createReviewPlayer(
  studio: Scope,
  { context: door, parent }: { context: ContextDoor; parent: ParentTailFile | null },
): ReviewPort {
  let sound: ReviewSound | null = null;
  let mix: Promise<AudioBuffer | null> | null = null;
  let playing: Playing | null = null;
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

  return {
    load(stem, aim) {
      halt(0);
      mix = null;
      sound = withParent(door.open(), stem, aim, parent?.decoded() ?? null);
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
      if (!sound) throw new AppError('playback_failed', { cause: 'nothing is loaded' });
      if (finished) sound = wholeMix(finished, sound.durationMs);
      const fromMs = restMs;
      halt(fromMs);
      start(context, sound, fromMs, onEnd);
    },
    pause() {
      asked += 1;
      halt(positionMs());
    },
    seek(ms) {
      const toMs = Math.min(Math.max(0, ms), sound?.durationMs ?? 0);
      const was = playing;
      halt(toMs);
      if (was) start(door.open(), was.sound, toMs, was.onEnd);
    },
    positionMs,
    unload() {
      asked += 1;
      halt(0);
      sound = null;
      mix = null;
    },
  };
}
