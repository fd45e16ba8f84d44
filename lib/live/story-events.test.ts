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

function aPage() {
  const sources: FakeSource[] = [];
  const told: (StoryEvent | 'reconnect')[] = [];
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const window = new EventTarget();
  const leave = subscribeToStory(
    'a-story',
    { onEvent: (event) => told.push(event), onReconnect: () => told.push('reconnect') },
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

const hello = { type: 'hello', recording: [] };
const take = {
  id: 'b',
  parentId: 'a',
  bestChildId: null,
  startMs: 0,
  durationMs: 1,
  author: { id: 'x', name: 'Ada' },
  likeCount: 0,
  childCount: 0,
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
    { ...like, canon: [{}] },
    { type: 'recording', takeId: 'b', names: [1] },
  ])
    now().say(other);
  now().dispatchEvent(new MessageEvent('message', { data: '{' }));
  expect(told).toEqual([{ type: 'take', take }, like]);
  leave();
  expect(sources.map(({ isOpen }) => isOpen)).toEqual([false]);
});

test('who records is told at every connection, and whose end was missed is taken back', () => {
  const { now, told } = aPage();
  now().say({ type: 'hello', recording: [{ takeId: 'a', names: ['Ada'] }] });
  now().say({ type: 'recording', takeId: 'b', names: ['Ben'] });
  told.length = 0;
  now().say({ type: 'hello', recording: [{ takeId: 'b', names: ['Ben'] }] });
  expect(told).toEqual([
    { type: 'recording', takeId: 'a', names: [] },
    { type: 'recording', takeId: 'b', names: ['Ben'] },
    'reconnect',
  ]);
});

describe('a connection that fails', () => {
  test('is tried again later and later, and reports once it is back', () => {
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
    expect(told).toEqual([]);
    now().say(hello);
    expect(told).toEqual(['reconnect']);
    const before = sources.length;
    now().fail();
    vi.advanceTimersByTime(2_000);
    expect(sources).toHaveLength(before + 1);
  });

  test('before anything was said has missed what happened until then', () => {
    const { now, told } = aPage();
    now().fail();
    vi.advanceTimersByTime(2_000);
    now().say(hello);
    expect(told).toEqual(['reconnect']);
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
    now().say(hello);
    expect(told).toEqual(['reconnect']);
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
