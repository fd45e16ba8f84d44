import { CROSSFADE_MS, gainCurve, type Stretch } from '@/lib/timeline/path';
import type { Part } from '@/lib/timeline/silence';
import type { Lane } from './player-lanes';
import type { PlayerContext } from './player-ports';

const FADE_S = CROSSFADE_MS / 1000;

/** How far ahead of the context's clock a sound is scheduled, so that it is never already late (s). */
const leadS = (context: PlayerContext): number => 0.02 + (context.baseLatency ?? 0);
/** The first frame that may be scheduled: whatever begins and ends there meets on it. */
const soonestFrame = (context: PlayerContext): number =>
  Math.round((context.currentTime + leadS(context)) * context.sampleRate);

/** A part of the timeline that sounds; `atMs` counts what the run sounds, without what it leaves out. */
type Sounded = Part & { atMs: number };

/**
 * Where a run begins. After another run: when its sources begin (on the context's clock), and what is heard until then.
 * Without `after` it begins as soon as can be.
 */
type Begin = { lane: Lane; fromMs: number; after?: Meeting | undefined };

/**
 * One uninterrupted sounding of a path from `fromMs` (whole ms) on, at the rate of its lane. All sources are scheduled
 * on the context's clock from one start frame, so takes meet on a sample. Everything goes through one bus, which fades
 * in over CROSSFADE_MS. Positions are of what is heard: what sounds comes `lane.delayS` after its source.
 */
export function startRun(context: PlayerContext, { lane, fromMs, after }: Begin) {
  const { rate, delayS } = lane;
  const frames = context.sampleRate;
  const startFrame = after ? Math.round(after.startS * frames) : soonestFrame(context);
  /** When the sources reach `atMs` of what the run sounds. */
  const timeOf = (atMs: number): number => (startFrame + (atMs * frames) / 1000 / rate) / frames;
  const startTime = timeOf(0);

  const enter = context.createGain();
  const exit = context.createGain();
  enter.gain.value = 0;
  enter.gain.setValueAtTime(0, startTime);
  enter.gain.linearRampToValueAtTime(1, startTime + FADE_S);
  enter.connect(exit).connect(lane.input);

  const sources = new Set<AudioBufferSourceNode>();
  const sounded: Sounded[] = [];
  let scheduledMs = 0;
  let scheduledToMs = fromMs;
  let heardBefore = after?.heardMs ?? null;

  /** What of the run's sound has come out of its sources by `time` (ms). */
  const soundedBy = (time: number): number => Math.max(0, Math.round((time - startTime) * rate * 1e6) / 1e3);
  function positionOf(soundMs: number): number {
    const part = sounded.findLast(({ atMs }) => atMs <= soundMs);
    return part ? Math.min(part.fromMs + soundMs - part.atMs, scheduledToMs) : fromMs;
  }
  const ownPositionMs = (): number => positionOf(soundedBy(context.currentTime - delayS));
  function positionMs(): number {
    if (context.currentTime >= startTime + delayS) heardBefore = null;
    return heardBefore?.() ?? ownPositionMs();
  }

  function sound(buffer: AudioBuffer, offsetMs: number, { fromMs: beginMs, toMs }: Part) {
    const isFirst = sounded.length === 0;
    const endMs = scheduledMs + toMs - beginMs;
    const source = context.createBufferSource();
    const gain = context.createGain();
    source.buffer = buffer;
    if (rate !== 1) source.playbackRate.value = rate;
    source.connect(gain).connect(enter);
    // The first one has nothing to fade over from: the bus fades it in.
    const corners = isFirst
      ? [
          { atMs: 0, gain: 1 },
          { atMs: endMs, gain: 1 },
          { atMs: endMs + CROSSFADE_MS, gain: 0 },
        ]
      : gainCurve({ fromMs: scheduledMs, toMs: endMs });
    // The value before the first event counts too: an engine may start the source a sample before that event.
    gain.gain.value = corners[0]?.gain ?? 0;
    for (const [index, corner] of corners.entries()) {
      if (index === 0) gain.gain.setValueAtTime(corner.gain, timeOf(corner.atMs));
      else gain.gain.linearRampToValueAtTime(corner.gain, timeOf(corner.atMs));
    }
    source.start(timeOf(scheduledMs), offsetMs / 1000, (endMs - scheduledMs + CROSSFADE_MS) / 1000);
    sources.add(source);
    source.addEventListener('ended', () => {
      sources.delete(source);
      source.disconnect();
      gain.disconnect();
    });
    sounded.push({ fromMs: beginMs, toMs, atMs: scheduledMs });
    scheduledMs = endMs;
    scheduledToMs = toMs;
    lane.usedUntil = timeOf(endMs) + FADE_S;
  }

  /** Forgets what has sounded, so that an hour of short parts is no long list. */
  function forget() {
    const soundMs = soundedBy(context.currentTime - delayS);
    while ((sounded[1]?.atMs ?? Number.POSITIVE_INFINITY) <= soundMs) sounded.shift();
  }

  /**
   * Schedules what comes next: `parts` of a stretch, whose sound begins `buffer`. False when it would come too late to
   * meet what came before.
   */
  function schedule(buffer: AudioBuffer, stretch: Stretch, parts: readonly Part[]): boolean {
    const isFirst = sounded.length === 0;
    if (timeOf(scheduledMs) < context.currentTime + (isFirst ? 0 : leadS(context))) return false;
    forget();
    for (const part of parts) sound(buffer, part.fromMs - stretch.fromMs, part);
    return true;
  }

  function fadeOut(time: number) {
    exit.gain.setValueAtTime(1, time);
    exit.gain.linearRampToValueAtTime(0, time + FADE_S);
    end(time);
  }
  function end(time: number) {
    for (const source of sources) source.stop(time + FADE_S);
    lane.usedUntil = time + FADE_S;
  }

  return {
    lane,
    rate,
    schedule,
    /** Fades out and ends; the answer is the position at which the fade begins (whole ms). */
    stop(): number {
      const isMoving = context.state === 'running';
      const time = isMoving ? soonestFrame(context) / frames : context.currentTime;
      if (isMoving) fadeOut(time);
      else {
        exit.disconnect();
        end(time);
      }
      return Math.round(positionOf(soundedBy(time)));
    },
    /** The next instant at which a run on `next` may take over: the position there (whole ms), and when each has its turn. */
    meet(next: Lane): Meeting {
      const soonest = context.currentTime + leadS(context) + Math.max(delayS, next.delayS);
      // Not while this run still fades in, or one take into the next: the other would begin without that.
      let soundMs = Math.ceil(Math.max(CROSSFADE_MS * rate, soundedBy(soonest - delayS)));
      for (const { atMs } of sounded.slice(1)) if (atMs <= soundMs) soundMs = Math.max(soundMs, atMs + CROSSFADE_MS);
      const heardS = timeOf(soundMs) + delayS;
      const startS = heardS - next.delayS;
      return { positionMs: positionOf(soundMs), leaveS: timeOf(soundMs), startS, heardMs: positionMs };
    },
    /** Fades out from `leaveS` of a meeting on. */
    leave: fadeOut,
    /** Where the path is now: what is heard (ms). */
    positionMs,
    /** The same, of its own sound: where it begins, as long as an earlier run is heard (ms). */
    ownPositionMs,
    /** How long it takes until `ms` of the timeline is heard, or the end of what is scheduled before it (ms). */
    untilMs(ms: number): number {
      const part = sounded.find(({ toMs }) => toMs >= ms) ?? sounded.at(-1);
      const soundMs = part ? part.atMs + Math.max(0, Math.min(ms, part.toMs) - part.fromMs) : 0;
      return (timeOf(soundMs) + delayS - context.currentTime) * 1000;
    },
    /** All that is scheduled has been heard. */
    isDry: () => soundedBy(context.currentTime - delayS) >= scheduledMs,
    /** The end of what is scheduled (ms). */
    scheduledToMs: () => scheduledToMs,
  };
}

/**
 * Where one run gives way to the next: the position there (whole ms), when each run's sources have their turn, and the
 * position that is heard until then.
 */
export type Meeting = { positionMs: number; leaveS: number; startS: number; heardMs(): number };
export type Run = ReturnType<typeof startRun>;
