import { expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { createShelf } from './player-shelf';

type Outcome = ArrayBuffer | Error;

/** A shelf whose fetches end when the test says so, and whose clock the test turns. */
function shelfInHand() {
  const fetches = new Map<string, { end(outcome: Outcome): void; signal: AbortSignal }>();
  const started: string[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let decodes = 0;
  const shelf = createShelf(
    {
      load: (takeId, signal) =>
        new Promise((resolve, reject) => {
          started.push(takeId);
          fetches.set(takeId, {
            signal,
            end: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)),
          });
        }),
      // Only its identity counts here.
      decode: async (_, { fromMs, toMs }) => {
        decodes++;
        return { buffer: {} as AudioBuffer, enoughForMs: toMs - fromMs };
      },
      after(ms, run) {
        const timer = { ms, run };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
    },
    () => undefined,
  );
  const stretch = (takeId: string, toMs = 1_000, offsetMs = 0) => ({ takeId, fromMs: 0, toMs, offsetMs });
  const want = (...ids: string[]) =>
    shelf.want(ids.map((id) => ({ stretch: stretch(id.replace('?', '')), decoded: !id.endsWith('?') })));
  const look = (id: string) => shelf.look(stretch(id));
  const arrive = (id: string, outcome: Outcome = new ArrayBuffer(1)) => fetches.get(id)?.end(outcome);
  const ready = (id: string) => vi.waitFor(() => expect(look(id).phase).toBe('ready'));
  return { shelf, want, look, stretch, arrive, ready, started, timers, fetches, decodes: () => decodes };
}

it('gives the line to the mix that is needed first, then fetches two at a time in order', async () => {
  const { want, arrive, ready, started } = shelfInHand();
  want('a', 'b', 'c', 'd');
  expect(started).toEqual(['a']);
  arrive('a');
  await ready('a');
  expect(started).toEqual(['a', 'b', 'c']);
});

it('decodes once, and only what is near', async () => {
  const { want, arrive, ready, started, decodes } = shelfInHand();
  want('a', 'b?');
  arrive('a');
  await ready('a');
  arrive('b');
  want('a', 'b?');
  expect(decodes()).toBe(1);
  want('a', 'b');
  await ready('b');
  want('b', 'a');
  expect([decodes(), started]).toEqual([2, ['a', 'b']]);
});

it('drops what is not wanted, and ends its fetch', async () => {
  const { want, look, arrive, ready, fetches } = shelfInHand();
  want('a', 'b');
  arrive('a');
  await ready('a');
  want('c');
  expect(look('a').phase).toBe('missing');
  expect(fetches.get('b')?.signal.aborted).toBe(true);
});

it('tries a passing failure again after growing pauses, and at once when asked', async () => {
  const { shelf, want, look, arrive, ready, started, timers } = shelfInHand();
  want('a');
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 7; attempt++) {
    arrive('a', new TypeError('Failed to fetch'));
    await vi.waitFor(() => expect(look('a')).toMatchObject({ phase: 'missing', attempts: attempt }));
    const timer = timers.pop();
    waits.push(timer?.ms ?? 0);
    timer?.run();
  }
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  arrive('a', new Error('503'));
  await vi.waitFor(() => expect(timers).toHaveLength(1));
  shelf.retry();
  expect([timers.length, started.length]).toEqual([0, 9]);
  arrive('a');
  await ready('a');
});

it('gives up on a refusal until it is asked again', async () => {
  const { shelf, want, look, arrive, ready, timers } = shelfInHand();
  want('a');
  arrive('a', new AppError('playback_failed'));
  await vi.waitFor(() => expect(look('a').phase).toBe('failed'));
  expect(timers).toEqual([]);
  shelf.retry();
  arrive('a');
  await ready('a');
});

it('gets more of a mix when another path needs more, and no less where two need it', async () => {
  const { shelf, stretch, arrive, started } = shelfInHand();
  const both = (...lengths: number[]) =>
    shelf.want(lengths.map((toMs) => ({ stretch: stretch('a', toMs), decoded: true })));
  const isReady = (toMs: number) => shelf.look(stretch('a', toMs)).phase === 'ready';
  both(1_000);
  arrive('a');
  await vi.waitFor(() => expect(isReady(1_000)).toBe(true));
  both(500);
  expect([isReady(500), isReady(1_000), isReady(1_001)]).toEqual([true, true, false]);
  both(1_000, 3_000);
  expect([isReady(1_000), started]).toEqual([false, ['a', 'a']]);
  arrive('a');
  await vi.waitFor(() => expect(isReady(3_000)).toBe(true));
});

it('holds the parts of one mix apart, and forgets them together', async () => {
  const { shelf, stretch, arrive } = shelfInHand();
  const first = stretch('a', 1_000);
  const second = stretch('a', 1_000, 1_000);
  shelf.want([{ stretch: first, decoded: true }]);
  arrive('a');
  await vi.waitFor(() => expect(shelf.look(first).phase).toBe('ready'));
  expect(shelf.look(second).phase).toBe('missing');
  shelf.want([first, second].map((each) => ({ stretch: each, decoded: true })));
  arrive('a');
  await vi.waitFor(() => expect(shelf.look(second).phase).toBe('ready'));
  shelf.forget('a');
  expect([shelf.look(first).phase, shelf.look(second).phase]).toEqual(['missing', 'missing']);
});
