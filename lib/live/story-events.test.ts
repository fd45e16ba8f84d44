import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StoryEvent } from '@/lib/domain/story-event';
import { subscribeToStory } from './story-events';

class FakeSource extends EventTarget {
  isOpen = true;
  close() {
    this.isOpen = false;
  }
  say(message: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  fail() {
    this.dispatchEvent(new Event('error'));
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aPage({
  mark = 'first',
  reads = () => Promise.resolve(),
}: {
  mark?: string | null;
  reads?: () => Promise<void>;
} = {}) {
  const sources: FakeSource[] = [];
  const told: (StoryEvent | 'missed')[] = [];
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const window = new EventTarget();
  const leave = subscribeToStory(
    'a-story',
    {
      mark,
      onEvent: (event) => told.push(event),
      onMissed() {
        told.push('missed');
        return reads();
      },
    },
    {
      open: (url) => {
        expect(url).toBe('/api/v1/stories/a-story/events');
        const source = new FakeSource();
        sources.push(source);
        return source;
      },
      document: page,
      window,
      random: () => 1,
    },
  );
  return {
    sources,
    told,
    window,
    leave,
    now: () => sources.at(-1) ?? new FakeSource(),
    isSeen(visibilityState: DocumentVisibilityState) {
      page.visibilityState = visibilityState;
      page.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

const helloAt = (mark: string | null) => ({ type: 'hello', mark, recording: [] });
const hello = helloAt('first');
const take = {
  id: 'b',
  parentId: 'a',
  bestChildId: null,
  startMs: 0,
  durationMs: 1,
  author: { id: 'x', name: 'Ada' },
  likeCount: 0,
  childCount: 0,
  peaks: [1, 2],
};

test('tells what it understands, and nothing else', () => {
  const { now, told, sources, leave } = aPage();
  now().say(hello);
  const like = { type: 'like', takeId: 'b', likeCount: 1, canon: [{ parentId: 'a', bestChildId: 'b' }] };
  now().say({ type: 'take', take });
  now().say(like);
  for (const other of [
    { type: 'tomorrow' },
    null,
    3,
    { type: 'take' },
    { type: 'take', take: { ...take, author: null } },
    { type: 'take', take: { ...take, startMs: 'soon' } },
    { type: 'take', take: { ...take, peaks: null } },
    { ...like, canon: [{}] },
    { type: 'recording', takeId: 'b', names: [1] },
    { type: 'hello', recording: [] },
  ])
    now().say(other);
  now().dispatchEvent(new MessageEvent('message', { data: '{' }));
  expect(told).toEqual([{ type: 'take', take }, like]);
  leave();
  expect(sources.map(({ isOpen }) => isOpen)).toEqual([false]);
});

test('who records is told at every connection, and whose end was missed is taken back', () => {
  const { now, told } = aPage();
  now().say({ ...hello, recording: [{ takeId: 'a', names: ['Ada'] }] });
  now().say({ type: 'recording', takeId: 'b', names: ['Ben'] });
  told.length = 0;
  now().say({ ...hello, recording: [{ takeId: 'b', names: ['Ben'] }] });
  expect(told).toEqual([
    { type: 'recording', takeId: 'a', names: [] },
    { type: 'recording', takeId: 'b', names: ['Ben'] },
  ]);
});

describe('a page that is not what the story is', () => {
  test('at the first hello reads anew, at once', async () => {
    const { now, told } = aPage();
    now().say(helloAt('second'));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['missed']);
  });

  test.each([
    ['the page', null, 'first'],
    ['the process', 'first', null],
  ])('may be so when %s does not know its mark', async (_, mark, said) => {
    const { now, told } = aPage({ mark });
    now().say(helloAt(said));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['missed']);
  });

  test('reads once, and again only when the story has another mark', async () => {
    const { now, told } = aPage();
    for (const mark of ['first', 'second', 'second', 'third', 'third']) {
      now().fail();
      await vi.advanceTimersByTimeAsync(2_000);
      now().say(helloAt(mark));
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(told).toEqual(['missed', 'missed']);
  });

  test('is not told so at one instant with all others, and asks later than they are told', async () => {
    const { now, told } = aPage();
    now().say(hello);
    now().say(helloAt('second'));
    await vi.advanceTimersByTimeAsync(2_999);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['missed']);
  });

  test('reads until it succeeds, later and later', async () => {
    const answers = [false, false, false, true];
    const { now, told } = aPage({
      reads: async () => {
        if (!answers.shift()) throw new Error('away');
      },
    });
    now().say(helloAt('second'));
    const after: number[] = [];
    for (const ms of [0, 2_000, 4_000, 8_000, 600_000]) {
      await vi.advanceTimersByTimeAsync(ms);
      after.push(told.length);
    }
    expect(after).toEqual([1, 2, 3, 4, 4]);
    now().say(helloAt('second'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toHaveLength(4);
  });

  test('is behind until it has read, whatever connection it has, and what was asked before the last miss does not count', async () => {
    const reading: PromiseWithResolvers<void>[] = [];
    const { now, told } = aPage({
      reads() {
        const one = Promise.withResolvers<void>();
        reading.push(one);
        return one.promise;
      },
    });
    const connects = async (mark: string) => {
      now().fail();
      await vi.advanceTimersByTimeAsync(2_000);
      now().say(helloAt(mark));
      await vi.advanceTimersByTimeAsync(0);
    };
    await connects('second');
    await connects('third');
    reading[0]?.resolve();
    reading[1]?.reject(new Error('away'));
    await connects('third');
    expect(told).toHaveLength(3);
    reading[2]?.resolve();
    await connects('third');
    expect(told).toHaveLength(3);
  });
});

describe('a connection that fails', () => {
  test('is tried again later and later, and soon again once it was back', () => {
    const { now, sources, told } = aPage();
    now().say(hello);
    for (const waitMs of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const failed = now();
      const before = sources.length;
      failed.fail();
      expect(failed.isOpen).toBe(false);
      vi.advanceTimersByTime(waitMs - 1);
      expect(sources).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sources).toHaveLength(before + 1);
    }
    now().say(hello);
    const before = sources.length;
    now().fail();
    vi.advanceTimersByTime(2_000);
    expect(sources).toHaveLength(before + 1);
    expect(told).toEqual([]);
  });

  test('is tried at once when the network is back, and not while it is away', () => {
    const { now, sources, window } = aPage();
    now().fail();
    window.dispatchEvent(new Event('offline'));
    vi.advanceTimersByTime(600_000);
    expect(sources).toHaveLength(1);
    window.dispatchEvent(new Event('online'));
    expect(sources).toHaveLength(2);
    expect(now().isOpen).toBe(true);
  });
});

describe('a page that is not seen', () => {
  test('for a minute leaves, and comes back when it is seen', () => {
    const { now, sources, told, isSeen } = aPage();
    now().say(hello);
    isSeen('hidden');
    vi.advanceTimersByTime(59_999);
    isSeen('visible');
    isSeen('hidden');
    vi.advanceTimersByTime(59_999);
    expect(now().isOpen).toBe(true);
    vi.advanceTimersByTime(1);
    expect(now().isOpen).toBe(false);
    expect(sources).toHaveLength(1);
    isSeen('visible');
    expect(sources).toHaveLength(2);
    now().say(helloAt('second'));
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['missed']);
  });

  test('is put aside whole, and restored', () => {
    const { now, sources, window } = aPage();
    window.dispatchEvent(new Event('pageshow'));
    expect(sources).toHaveLength(1);
    window.dispatchEvent(new Event('pagehide'));
    expect(now().isOpen).toBe(false);
    window.dispatchEvent(new Event('pageshow'));
    expect(sources).toHaveLength(2);
  });

  test('and was left tries nothing any more', () => {
    const { now, sources, leave } = aPage();
    now().fail();
    leave();
    vi.advanceTimersByTime(600_000);
    expect(sources).toHaveLength(1);
  });
});
