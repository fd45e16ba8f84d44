import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTurn } from './outbox-turn';

/** The browser's own locks, in Node. */
describe('the turn to send', () => {
  let heardAt = 0;
  let isVisible = true;
  const line = { lastHeardAt: () => heardAt, isVisible: () => isVisible };
  const stay = new AbortController().signal;
  const waits = async () => (await navigator.locks.query()).pending?.length ?? 0;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    heardAt = 0;
    isVisible = true;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A page that has the turn, until it is told to let it go. */
  async function holder() {
    let release: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    const started = Promise.withResolvers<void>();
    const turn = inTurn(
      line,
      () => {
        started.resolve();
        return ended;
      },
      stay,
    );
    await started.promise;
    return { release, turn };
  }

  it('is one page’s after the other’s', async () => {
    const first = await holder();
    const run = vi.fn(async () => undefined);
    const second = inTurn(line, run, stay);
    await vi.waitFor(async () => expect(await waits()).toBe(1));
    expect(run).not.toHaveBeenCalled();
    first.release();
    await Promise.all([first.turn, second]);
    expect(run).toHaveBeenCalledOnce();
  });

  it('leaves the line when the page closes', async () => {
    const first = await holder();
    const closing = new AbortController();
    const second = expect(inTurn(line, () => Promise.reject(new Error('ran')), closing.signal)).rejects.toThrow(
      /abort/i,
    );
    closing.abort();
    await second;
    first.release();
    await first.turn;
  });

  it('is taken from a page that was put to sleep, by one that somebody looks at', async () => {
    const asleep = await holder();
    const taken = expect(asleep.turn).rejects.toMatchObject({ name: 'AbortError' });
    const run = vi.fn(async () => undefined);
    isVisible = false;
    const second = inTurn(line, run, stay);
    await vi.advanceTimersByTimeAsync(400_000);
    expect(await waits()).toBe(1);
    heardAt = Date.now();
    isVisible = true;
    await vi.advanceTimersByTimeAsync(190_000);
    expect(await waits()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all([taken, second]);
    expect(run).toHaveBeenCalledOnce();
    asleep.release();
  });
});
