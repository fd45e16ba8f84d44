import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useEarlyPlay } from './use-early-play';

let leave: (() => void) | undefined;
vi.mock('react', () => ({
  useEffect(run: () => (() => void) | undefined) {
    leave = run();
  },
  useEffectEvent: (run: () => void) => run,
}));
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  globalThis.earlyMix = undefined;
});

function tapped(isTapped: boolean) {
  const stop = new AbortController();
  const end = vi.fn();
  globalThis.earlyPlay = { isTapped, end };
  if (isTapped) globalThis.earlyMix = { url: '/mix', range: '', stop, answer: Promise.resolve(new Response()) };
  return { play: vi.fn(), end, answer: stop.signal };
}

it('plays once the tap has gone its own way, and ends what the player does not ask for', () => {
  const { play, end, answer } = tapped(true);
  useEarlyPlay(play);
  expect([end.mock.calls.length, play.mock.calls.length, answer.aborted]).toEqual([1, 0, false]);
  vi.runAllTimers();
  expect([play.mock.calls.length, answer.aborted]).toEqual([1, true]);
});

it('plays nothing that nobody has tapped, nor on a page that is gone', () => {
  const untouched = tapped(false);
  useEarlyPlay(untouched.play);
  const left = tapped(true);
  useEarlyPlay(left.play);
  leave?.();
  vi.runAllTimers();
  expect([untouched.play, left.play].flatMap((play) => play.mock.calls)).toEqual([]);
  expect(left.answer.aborted).toBe(true);
});
