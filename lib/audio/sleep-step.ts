/** After so many minutes of listening, or at the end of the take or of the path that is heard. */
export type SleepChoice = 5 | 15 | 30 | 60 | 'take' | 'path';

/** What the timer knows of the listening: instants and lengths of the timeline in ms. */
export type Heard = { isPlaying: boolean; positionMs: number; takeEndMs: number; pathEndMs: number; rate: number };

/** `leftMs` is time that passes while one listens; `endMs` an instant of the timeline. */
export type Sleep =
  | { choice: null }
  | { choice: 5 | 15 | 30 | 60; leftMs: number }
  | { choice: 'take'; endMs: number }
  | { choice: 'path'; endMs: number };

export type SleepEvent =
  | { type: 'set'; choice: SleepChoice | null; heard: Heard }
  | { type: 'tick'; passedMs: number; heard: Heard };

/** It falls silent over its last seconds (ms). */
export const FADE_OUT_MS = 5_000;
/** A tick may come this late: what is further behind the end was gone to (ms). */
const LATE_MS = 2_000;
/** So near to the end of a take, the next tick would come too late (ms). */
const NEAR_MS = 60;

export function stepSleep(sleep: Sleep, event: SleepEvent): { sleep: Sleep; isOver: boolean } {
  const { heard } = event;
  if (event.type === 'set') return { sleep: begin(event.choice, heard), isOver: false };
  if (sleep.choice === null || !heard.isPlaying) return { sleep, isOver: false };
  if (sleep.choice === 'path') return { sleep: { choice: 'path', endMs: heard.pathEndMs }, isOver: false };
  if (sleep.choice === 'take') {
    const lateMs = heard.positionMs - sleep.endMs;
    // Whoever has gone on to another take means that one.
    if (lateMs > LATE_MS) return { sleep: { choice: 'take', endMs: heard.takeEndMs }, isOver: false };
    return lateMs >= -NEAR_MS ? { sleep: { choice: null }, isOver: true } : { sleep, isOver: false };
  }
  const leftMs = sleep.leftMs - event.passedMs;
  return leftMs <= 0
    ? { sleep: { choice: null }, isOver: true }
    : { sleep: { choice: sleep.choice, leftMs }, isOver: false };
}

function begin(choice: SleepChoice | null, heard: Heard): Sleep {
  if (choice === null) return { choice };
  if (choice === 'take') return { choice, endMs: heard.takeEndMs };
  if (choice === 'path') return { choice, endMs: heard.pathEndMs };
  return { choice, leftMs: choice * 60_000 };
}

/** How long one can still listen (ms); null without an end. */
export function leftMs(sleep: Sleep, { positionMs, rate }: Heard): number | null {
  if (sleep.choice === null) return null;
  return 'leftMs' in sleep ? sleep.leftMs : Math.max(0, sleep.endMs - positionMs) / rate;
}

/** How loud it is with so much left: 0 to 1. */
export const volumeAt = (left: number | null): number => (left === null ? 1 : Math.min(1, left / FADE_OUT_MS));
