import type { PlayerPorts } from './player-ports';

/** One thing that will happen later, unless it is called off; set again it happens later still. */
export function createAlarm(after: PlayerPorts['after']) {
  let cancel: (() => void) | null = null;
  function off() {
    cancel?.();
    cancel = null;
  }
  return {
    off,
    isSet: () => cancel !== null,
    /** Runs `run` once after `ms`. */
    set(ms: number, run: () => void) {
      off();
      cancel = after(ms, () => {
        cancel = null;
        run();
      });
    },
  };
}
