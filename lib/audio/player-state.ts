import type { PlayerState } from './player-contract';

const ASPECTS = [
  'phase',
  'takeId',
  'durationMs',
  'rate',
  'skipsSilence',
  'rateError',
  'isCutOff',
  'moves',
] as const satisfies (keyof PlayerState)[];

/** What a player is known to do; whoever listens is told when that is another thing. */
export function createPlayerState(first: PlayerState) {
  const listeners = new Set<() => void>();
  let state = first;
  return {
    get: () => state,
    enter(next: PlayerState) {
      if (ASPECTS.every((aspect) => next[aspect] === state[aspect])) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
