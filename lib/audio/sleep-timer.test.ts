import { expect, it } from 'vitest';
import type { Player, PlayerState } from './player';
import { createSleepTimer } from './sleep-timer';

/** A player that moves when the test says so: takes of 20 s, 40 s and 60 s. */
function playerInHand() {
  const listeners = new Set<() => void>();
  let state: PlayerState = {
    phase: 'playing',
    takeId: 'A',
    durationMs: 120_000,
    rate: 1,
    skipsSilence: false,
    rateError: null,
    error: null,
  };
  const heard = { volume: 1, positionMs: 0 };
  const set = (next: Partial<{ phase: 'playing' | 'paused' | 'ended'; rate: number }>) => {
    state = { ...state, ...next } as PlayerState;
    for (const listener of listeners) listener();
  };
  const take = (id: string, startMs: number, durationMs: number) => ({
    id,
    startMs,
    durationMs,
    mixUrl: '',
    authorName: id,
  });
  const player: Pick<Player, 'getState' | 'subscribe' | 'takes' | 'positionMs' | 'pause' | 'setVolume'> = {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    takes: () => [take('A', 0, 20_000), take('B', 20_000, 40_000), take('C', 60_000, 60_000)],
    positionMs: () => heard.positionMs,
    pause: () => set({ phase: 'paused' }),
    setVolume: (volume) => {
      heard.volume = volume;
    },
  };
  let nowMs = 0;
  let due: { atMs: number; run: () => void } | null = null;
  const timer = createSleepTimer(player, {
    nowMs: () => nowMs,
    after(ms, run) {
      const mine = { atMs: nowMs + ms, run };
      due = mine;
      return () => {
        if (due === mine) due = null;
      };
    },
  });
  /** Time passes, and the path with it while it plays. */
  function pass(ms: number) {
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, due ? Math.max(1, due.atMs - nowMs) : left);
      nowMs += step;
      left -= step;
      if (state.phase === 'playing') heard.positionMs += step * state.rate;
      const tick = due;
      if (!tick || tick.atMs > nowMs) continue;
      due = null;
      tick.run();
    }
  }
  return { timer, player, heard, set, pass, phase: () => state.phase, isTicking: () => due !== null };
}

it('falls silent over the last five seconds, then pauses, and is as loud as ever afterwards', () => {
  const { timer, heard, set, pass, phase, isTicking } = playerInHand();
  timer.set(5);
  expect(timer.getState()).toEqual({ choice: 5, leftMs: 300_000 });
  pass(294_000);
  expect([heard.volume, timer.getState().leftMs]).toEqual([1, 6_000]);
  pass(3_500);
  expect(heard.volume).toBeCloseTo(0.5, 1);
  pass(2_480);
  expect([heard.volume < 0.05, phase()]).toEqual([true, 'playing']);
  pass(100);
  expect([phase(), timer.getState(), isTicking()]).toEqual(['paused', { choice: null, leftMs: null }, false]);
  expect(heard.volume).toBeLessThan(0.05);
  set({ phase: 'playing' });
  expect(heard.volume).toBe(1);
});

it('counts while one listens, and rests while one does not', () => {
  const { timer, set, pass, phase } = playerInHand();
  timer.set(5);
  pass(200_000);
  set({ phase: 'paused' });
  pass(1_000_000);
  set({ phase: 'playing' });
  pass(99_000);
  expect([phase(), timer.getState().leftMs]).toEqual(['playing', 1_000]);
  pass(1_100);
  expect(phase()).toBe('paused');
});

it('stops at the end of the take, at any speed, and of the one that somebody went on to', () => {
  const { timer, heard, set, pass, phase } = playerInHand();
  set({ rate: 2 });
  timer.set('take');
  expect(timer.getState().leftMs).toBe(10_000);
  heard.positionMs = 30_000;
  pass(300);
  expect(timer.getState().leftMs).toBe(15_000);
  pass(12_500);
  expect(heard.volume).toBeLessThan(0.6);
  pass(5_000);
  expect(phase()).toBe('paused');
  expect(heard.positionMs).toBeGreaterThan(59_800);
  expect(heard.positionMs).toBeLessThanOrEqual(60_000);
});

it('lets the path fade to its end, and is off then', () => {
  const { timer, heard, set, pass } = playerInHand();
  timer.set('path');
  pass(119_500);
  expect(heard.volume).toBeLessThan(0.15);
  set({ phase: 'ended' });
  expect(timer.getState()).toEqual({ choice: null, leftMs: null });
  heard.positionMs = 0;
  set({ phase: 'playing' });
  expect(heard.volume).toBe(1);
});

it('is called off in the middle of its fade, or closed', () => {
  const { timer, heard, pass, isTicking } = playerInHand();
  timer.set(5);
  pass(297_000);
  expect(heard.volume).toBeLessThan(0.7);
  timer.set(null);
  expect([heard.volume, timer.getState().choice, isTicking()]).toEqual([1, null, false]);
  timer.set(5);
  pass(298_000);
  timer.close();
  expect([heard.volume, isTicking()]).toEqual([1, false]);
});
