import { expect, it } from 'vitest';
import { endMs } from '@/lib/timeline/rule';
import type { Player, PlayerState, PlayerTake } from './player';
import { createSleepTimer } from './sleep-timer';

const take = (id: string, startMs: number, durationMs: number): PlayerTake => ({
  id,
  startMs,
  durationMs,
  mixUrl: '',
  authorName: id,
});

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
    isCutOff: false,
    moves: 0,
    error: null,
  };
  const heard = { volume: 1, positionMs: 0 };
  const set = (next: Partial<{ phase: 'loading' | 'playing' | 'paused' | 'ended'; rate: number; moves: number }>) => {
    state = { ...state, ...next } as PlayerState;
    for (const listener of listeners) listener();
  };
  let takes = [take('A', 0, 20_000), take('B', 20_000, 40_000), take('C', 60_000, 60_000)];
  const player: Pick<Player, 'getState' | 'subscribe' | 'takes' | 'positionMs' | 'pause' | 'setVolume'> = {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    takes: () => takes,
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
  /** It is told to go another path; what is heard is heard on. */
  function walk(next: PlayerTake[]) {
    takes = next;
    state = { ...state, durationMs: Math.max(...next.map(endMs)) };
    set({ moves: state.moves + 1 });
  }
  return { timer, player, heard, walk, set, pass, phase: () => state.phase, isTicking: () => due !== null };
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

it('counts while one listens, or waits to go on, and rests while one does not', () => {
  const { timer, set, pass, phase } = playerInHand();
  timer.set(5);
  pass(200_000);
  set({ phase: 'paused' });
  pass(1_000_000);
  set({ phase: 'playing' });
  pass(49_000);
  set({ phase: 'loading' });
  pass(50_000);
  expect([phase(), timer.getState().leftMs]).toEqual(['loading', 1_000]);
  pass(1_100);
  expect(phase()).toBe('paused');
});

it('stops at the end of the take, at any speed, and of the one that somebody went on to', () => {
  const { timer, heard, set, pass, phase } = playerInHand();
  set({ rate: 2 });
  timer.set('take');
  expect(timer.getState().leftMs).toBe(10_000);
  heard.positionMs = 20_000;
  set({ moves: 1 });
  expect(timer.getState().leftMs).toBe(20_000);
  pass(17_500);
  expect(heard.volume).toBeLessThan(0.6);
  pass(5_000);
  expect(phase()).toBe('paused');
  expect(heard.positionMs).toBeGreaterThan(59_800);
  expect(heard.positionMs).toBeLessThanOrEqual(60_000);
});

it('stops at the end of what is heard on another path, and of a take that somebody went back to', () => {
  const { timer, heard, walk, set, pass, phase } = playerInHand();
  heard.positionMs = 25_000;
  timer.set('take');
  walk([take('A', 0, 20_000), take('B', 20_000, 40_000), take('D', 30_000, 60_000)]);
  expect(timer.getState().leftMs).toBe(5_000);
  heard.positionMs = 1_000;
  set({ moves: 2 });
  expect(timer.getState().leftMs).toBe(19_000);
  pass(18_800);
  expect(phase()).toBe('playing');
  pass(200);
  expect(phase()).toBe('paused');
});

it('waits while a path that is over by now still has to begin elsewhere', () => {
  const { timer, heard, walk, set, pass, phase } = playerInHand();
  heard.positionMs = 61_000;
  timer.set('take');
  walk([take('A', 0, 20_000), take('E', 20_000, 10_000)]);
  set({});
  pass(1_000);
  expect([phase(), heard.volume]).toEqual(['playing', 1]);
  heard.positionMs = 20_000;
  set({});
  pass(9_900);
  expect(phase()).toBe('playing');
  pass(100);
  expect(phase()).toBe('paused');
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
