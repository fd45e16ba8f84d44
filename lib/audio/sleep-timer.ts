import { playPlan, stretchIndexAt } from '@/lib/timeline/path';
import type { Player } from './player';
import { type Heard, leftMs, type Sleep, type SleepChoice, stepSleep, volumeAt } from './sleep-step';

export type { SleepChoice } from './sleep-step';

const TICK_MS = 200;

/** `leftMs` is what one can still listen, in whole seconds. */
export type SleepState = { choice: SleepChoice | null; leftMs: number | null };

type Listened = Pick<Player, 'getState' | 'subscribe' | 'takes' | 'positionMs' | 'pause' | 'setVolume'>;
type SleepPorts = { nowMs(): number; after(ms: number, run: () => void): () => void };

const browser: SleepPorts = {
  nowMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Lets a player fall silent over the last five seconds of what was chosen, then pauses it. Counts while it plays, or waits
 * to: who sleeps is not to be woken by a network that is back.
 */
export function createSleepTimer(player: Listened, { nowMs, after }: SleepPorts = browser) {
  const listeners = new Set<() => void>();
  let sleep: Sleep = { choice: null };
  let state: SleepState = { choice: null, leftMs: null };
  let tickedMs = nowMs();
  let wasOn = false;
  let cancelTick: (() => void) | null = null;

  function heard(): Heard {
    const { phase, durationMs, rate, moves } = player.getState();
    const plan = playPlan(player.takes());
    const positionMs = player.positionMs();
    const takeEndMs = plan[stretchIndexAt(plan, positionMs)]?.toMs ?? 0;
    return {
      isOn: phase === 'playing' || phase === 'loading',
      positionMs,
      takeEndMs,
      pathEndMs: durationMs,
      rate,
      moves,
    };
  }

  function show(left: number | null) {
    const shownMs = left === null ? null : Math.ceil(left / 1000) * 1000;
    if (state.choice === sleep.choice && state.leftMs === shownMs) return;
    state = { choice: sleep.choice, leftMs: shownMs };
    for (const listener of listeners) listener();
  }

  function tick() {
    cancelTick?.();
    cancelTick = null;
    const now = heard();
    const sinceMs = nowMs() - tickedMs;
    tickedMs += sinceMs;
    // The time at rest does not count.
    const passedMs = wasOn ? sinceMs : 0;
    wasOn = now.isOn;
    const next = stepSleep(sleep, { type: 'tick', passedMs, heard: now });
    sleep = next.sleep;
    // What is on its way to the ear when it pauses stays silent; the next Play is as loud as ever.
    if (next.isOver) player.pause();
    const left = leftMs(sleep, now);
    if (now.isOn && !next.isOver) player.setVolume(volumeAt(left));
    show(left);
    if (left !== null && now.isOn) cancelTick = after(Math.min(TICK_MS, Math.max(20, left)), tick);
  }

  const stopListening = player.subscribe(() => {
    const { phase } = player.getState();
    if (phase === 'ended' && sleep.choice !== null) sleep = { choice: null };
    tick();
  });

  return {
    set(choice: SleepChoice | null) {
      sleep = stepSleep(sleep, { type: 'set', choice, heard: heard() }).sleep;
      tickedMs = nowMs();
      tick();
    },
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      stopListening();
      cancelTick?.();
      player.setVolume(1);
    },
  };
}
