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
      decode: async () => {
        decodes++;
        return {} as AudioBuffer;
      },
      after(ms, run) {
        const timer = { ms, run };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
    },
    () => undefined,
  );
  const want = (...ids: string[]) =>
    shelf.want(ids.map((id) => ({ takeId: id.replace('?', ''), heardMs: 1_000, decoded: !id.endsWith('?') })));
  const arrive = (id: string, outcome: Outcome = new ArrayBuffer(1)) => fetches.get(id)?.end(outcome);
  const ready = (id: string) => vi.waitFor(() => expect(shelf.look(id).phase).toBe('ready'));
  return { shelf, want, arrive, ready, started, timers, fetches, decodes: () => decodes };
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
  const { shelf, want, arrive, ready, fetches } = shelfInHand();
  want('a', 'b');
  arrive('a');
  await ready('a');
  want('c');
  expect(shelf.look('a').phase).toBe('missing');
  expect(fetches.get('b')?.signal.aborted).toBe(true);
});

it('tries a passing failure again after growing pauses, and at once when asked', async () => {
  const { shelf, want, arrive, ready, started, timers } = shelfInHand();
  want('a');
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 7; attempt++) {
    arrive('a', new TypeError('Failed to fetch'));
    await vi.waitFor(() => expect(shelf.look('a')).toMatchObject({ phase: 'missing', attempts: attempt }));
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
  const { shelf, want, arrive, ready, timers } = shelfInHand();
  want('a');
  arrive('a', new AppError('playback_failed'));
  await vi.waitFor(() => expect(shelf.look('a').phase).toBe('failed'));
  expect(timers).toEqual([]);
  shelf.retry();
  arrive('a');
  await ready('a');
});
