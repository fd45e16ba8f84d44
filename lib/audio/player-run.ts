import { CROSSFADE_MS, gainCurve, type PlayPlan } from '@/lib/timeline/path';
import type { PlayerContext } from './player-ports';

const FADE_S = CROSSFADE_MS / 1000;

/** How far ahead of the context's clock a sound is scheduled, so that it is never already late (s). */
const leadS = (context: PlayerContext): number => 0.02 + (context.baseLatency ?? 0);

/**
 * One uninterrupted sounding of the path from `fromMs` (whole ms) on. All sources are scheduled on the context's clock
 * from one start frame, so takes meet on a sample. Everything goes through one bus, which fades in over CROSSFADE_MS.
 */
export function startRun(context: PlayerContext, plan: PlayPlan, fromIndex: number, fromMs: number) {
  const rate = context.sampleRate;
  const startFrame = Math.ceil((context.currentTime + leadS(context)) * rate);
  const timeOf = (ms: number): number => (startFrame + ((ms - fromMs) * rate) / 1000) / rate;
  const startTime = timeOf(fromMs);

  const enter = context.createGain();
  const exit = context.createGain();
  enter.gain.value = 0;
  enter.gain.setValueAtTime(0, startTime);
  enter.gain.linearRampToValueAtTime(1, startTime + FADE_S);
  enter.connect(exit).connect(context.destination);

  const sources = new Set<AudioBufferSourceNode>();
  let next = fromIndex;
  let scheduledToMs = fromMs;

  const positionAt = (time: number): number =>
    Math.min(scheduledToMs, fromMs + Math.max(0, Math.round((time - startTime) * 1e6) / 1e3));

  /** Schedules the next stretch of the plan; false when it would come too late to meet the one before. */
  function schedule(buffer: AudioBuffer): boolean {
    const stretch = plan[next];
    if (!stretch) return false;
    const isFirst = next === fromIndex;
    const beginMs = isFirst ? fromMs : stretch.fromMs;
    if (timeOf(beginMs) < context.currentTime + (isFirst ? 0 : leadS(context))) return false;
    const source = context.createBufferSource();
    const gain = context.createGain();
    source.buffer = buffer;
    source.connect(gain).connect(enter);
    // The first one has nothing to fade over from: the bus fades it in.
    const corners = isFirst
      ? [
          { atMs: beginMs, gain: 1 },
          { atMs: stretch.toMs, gain: 1 },
          { atMs: stretch.toMs + CROSSFADE_MS, gain: 0 },
        ]
      : gainCurve(stretch);
    // The value before the first event counts too: an engine may start the source a sample before that event.
    gain.gain.value = corners[0]?.gain ?? 0;
    for (const [index, corner] of corners.entries()) {
      if (index === 0) gain.gain.setValueAtTime(corner.gain, timeOf(corner.atMs));
      else gain.gain.linearRampToValueAtTime(corner.gain, timeOf(corner.atMs));
    }
    const offsetMs = stretch.offsetMs + beginMs - stretch.fromMs;
    source.start(timeOf(beginMs), offsetMs / 1000, (stretch.toMs + CROSSFADE_MS - beginMs) / 1000);
    sources.add(source);
    source.addEventListener('ended', () => {
      sources.delete(source);
      source.disconnect();
      gain.disconnect();
    });
    scheduledToMs = stretch.toMs;
    next++;
    return true;
  }

  /** Fades out and ends; the answer is the position at which the fade begins (whole ms). */
  function stop(): number {
    const isMoving = context.state === 'running';
    const time = context.currentTime + (isMoving ? leadS(context) : 0);
    if (isMoving) {
      exit.gain.setValueAtTime(1, time);
      exit.gain.linearRampToValueAtTime(0, time + FADE_S);
    } else {
      exit.disconnect();
    }
    for (const source of sources) source.stop(time + FADE_S);
    return Math.round(positionAt(time));
  }

  return {
    schedule,
    stop,
    /** Where the path is now (ms). */
    positionMs: () => positionAt(context.currentTime),
    /** Index of the stretch that `schedule` takes next. */
    next: () => next,
    /** The end of what is scheduled (ms). */
    scheduledToMs: () => scheduledToMs,
  };
}

export type Run = ReturnType<typeof startRun>;
