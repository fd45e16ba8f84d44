/** After so many minutes of listening, or at the end of the take or of the path that is heard. */
export type SleepChoice = 5 | 15 | 30 | 60 | 'take' | 'path';

/** What the timer knows of the listening: instants and lengths of the timeline in ms; `moves` as a player counts them. */
export type Heard = {
  /** It plays, or waits for what it plays next. */
  isOn: boolean;
  positionMs: number;
  takeEndMs: number;
  pathEndMs: number;
  rate: number;
  moves: number;
};

/** `leftMs` is time that passes while one listens; `endMs` an instant of the timeline, known after so many `moves`. */
export type Sleep =
  | { choice: null }
  | { choice: 5 | 15 | 30 | 60; leftMs: number }
  | { choice: 'take'; endMs: number; moves: number }
  | { choice: 'path'; endMs: number };

export type SleepEvent =
  | { type: 'set'; choice: SleepChoice | null; heard: Heard }
  | { type: 'tick'; passedMs: number; heard: Heard };

/** It falls silent over its last seconds (ms). */
export const FADE_OUT_MS = 5_000;
/** So near to the end of a take, the next tick would come too late (ms). */
const NEAR_MS = 60;

export function stepSleep(sleep: Sleep, event: SleepEvent): { sleep: Sleep; isOver: boolean } {
  const { heard } = event;
  if (event.type === 'set') return { sleep: begin(event.choice, heard), isOver: false };
  if (sleep.choice === null || !heard.isOn) return { sleep, isOver: false };
  if (sleep.choice === 'path') return { sleep: { choice: 'path', endMs: heard.pathEndMs }, isOver: false };
  if (sleep.choice === 'take') {
    // Until a path that is over by now begins elsewhere, what was heard before it is still heard.
    if (heard.positionMs > heard.pathEndMs) return { sleep, isOver: false };
    // Whoever has gone to another take, or to another path, means what is heard there.
    if (heard.moves !== sleep.moves) return { sleep: begin('take', heard), isOver: false };
    const isOver = heard.positionMs >= sleep.endMs - NEAR_MS;
    return { sleep: isOver ? { choice: null } : sleep, isOver };
  }
  const leftMs = sleep.leftMs - event.passedMs;
  return leftMs <= 0
    ? { sleep: { choice: null }, isOver: true }
    : { sleep: { choice: sleep.choice, leftMs }, isOver: false };
}

function begin(choice: SleepChoice | null, heard: Heard): Sleep {
  if (choice === null) return { choice };
  if (choice === 'take') return { choice, endMs: heard.takeEndMs, moves: heard.moves };
  if (choice === 'path') return { choice, endMs: heard.pathEndMs };
  return { choice, leftMs: choice * 60_000 };
}

/** How long one can still listen (ms); null without an end. */
export function leftMs(sleep: Sleep, { positionMs, pathEndMs, rate }: Heard): number | null {
  if (sleep.choice === null || (!('leftMs' in sleep) && positionMs > pathEndMs)) return null;
  return 'leftMs' in sleep ? sleep.leftMs : Math.max(0, sleep.endMs - positionMs) / rate;
}

/** How loud it is with so much left: 0 to 1. */
export const volumeAt = (left: number | null): number => (left === null ? 1 : Math.min(1, left / FADE_OUT_MS));
