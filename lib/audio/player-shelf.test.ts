import { expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import type { Stretch } from '@/lib/timeline/path';
import { createShelf } from './player-shelf';
import type { Piece } from './player-source';

type Outcome = Partial<Piece> | Error;

/** A shelf whose fetches end when the test says so, and whose clock the test turns. */
function shelfInHand() {
  const fetches = new Map<string, { end(outcome: Outcome): void; signal: AbortSignal }>();
  const started: string[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let decodes = 0;
  const decoding: (() => void)[] = [];
  const hold = { decodes: false };
  const nameOf = ({ takeId, offsetMs }: Stretch) => takeId + (offsetMs || '');
  const shelf = createShelf(
    {
      load: (stretch, signal) =>
        new Promise((resolve, reject) => {
          started.push(nameOf(stretch));
          const whole = { bytes: new ArrayBuffer(1), leadMs: 0, enoughForMs: stretch.toMs - stretch.fromMs };
          fetches.set(nameOf(stretch), {
            signal,
            end: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve({ ...whole, ...outcome })),
          });
        }),
      async decode(piece) {
        decodes++;
        if (hold.decodes) await new Promise<void>((done) => decoding.push(done));
        // Only its identity counts here.
        return { buffer: {} as AudioBuffer, enoughForMs: piece.enoughForMs };
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
  const arrive = (id: string, outcome: Outcome = {}) => fetches.get(id)?.end(outcome);
  const ready = (id: string) => vi.waitFor(() => expect(look(id).phase).toBe('ready'));
  return {
    shelf,
    want,
    look,
    stretch,
    arrive,
    ready,
    started,
    timers,
    fetches,
    hold,
    decoding,
    decodes: () => decodes,
  };
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

it('fetches anew what came for less than is needed by then', async () => {
  const { shelf, stretch, arrive, started, decodes } = shelfInHand();
  const want = (toMs: number) => shelf.want([{ stretch: stretch('a', toMs), decoded: true }]);
  want(1_000);
  want(3_000);
  arrive('a', { enoughForMs: 1_000 });
  await vi.waitFor(() => expect(started).toEqual(['a', 'a']));
  arrive('a', { enoughForMs: 3_000 });
  await vi.waitFor(() => expect(shelf.look(stretch('a', 3_000)).phase).toBe('ready'));
  expect(decodes()).toBe(1);
});

it('fetches the parts of one mix one after another, but for what is needed first', async () => {
  const { shelf, stretch, arrive, started } = shelfInHand();
  const want = (...offsets: number[]) =>
    shelf.want(offsets.map((offsetMs) => ({ stretch: stretch('a', 1_000, offsetMs), decoded: false })));
  want(0, 1_000, 2_000);
  arrive('a');
  await vi.waitFor(() => expect(started).toEqual(['a', 'a1000']));
  want(5_000, 0, 1_000);
  expect(started).toEqual(['a', 'a1000', 'a5000']);
});

it('decodes what is needed first at once, and all else one after another', async () => {
  const { want, arrive, started, hold, decoding, decodes } = shelfInHand();
  hold.decodes = true;
  want('a?', 'b', 'c');
  arrive('a');
  await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c']));
  arrive('b');
  arrive('c');
  await vi.waitFor(() => expect(decoding).toHaveLength(1));
  want('a', 'b', 'c');
  expect(decodes()).toBe(2);
  for (const done of decoding.splice(0)) done();
  await vi.waitFor(() => expect(decodes()).toBe(3));
});

it('decodes two at a time at most, however quickly one goes elsewhere', async () => {
  const { want, arrive, ready, hold, decoding, decodes } = shelfInHand();
  hold.decodes = true;
  for (const id of ['a', 'b', 'c', 'd']) {
    want(id);
    arrive(id);
    await vi.waitFor(() => expect(decodes()).toBe(Math.min(2, id.charCodeAt(0) - 96)));
  }
  hold.decodes = false;
  decoding.shift()?.();
  await ready('d');
  expect(decodes()).toBe(3);
});

it('fetches nothing ahead while nobody listens, and keeps what is there', async () => {
  const { shelf, want, stretch, arrive, ready, started } = shelfInHand();
  want('a', 'b?', 'c?', 'd?');
  arrive('a');
  await ready('a');
  shelf.rest();
  arrive('b');
  arrive('c');
  await new Promise((later) => setImmediate(later));
  const all = ['a', 'b', 'c', 'd'].map((id) => ({ stretch: stretch(id), decoded: id === 'a' }));
  shelf.want(all, true);
  expect(started).toEqual(['a', 'b', 'c']);
  shelf.want(all);
  expect(started).toEqual(['a', 'b', 'c', 'd']);
});

it('decodes what is there while what is needed first is on its way', async () => {
  const { want, arrive, ready } = shelfInHand();
  want('a', 'b?');
  arrive('a');
  await ready('a');
  arrive('b');
  want('c', 'b');
  await ready('b');
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
  arrive('a1000');
  await vi.waitFor(() => expect(shelf.look(second).phase).toBe('ready'));
  shelf.forget('a');
  expect([shelf.look(first).phase, shelf.look(second).phase]).toEqual(['missing', 'missing']);
});
