import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { createPathCache } from './path-cache';
import type { StorySource } from './story-source';
import { createStoryStore } from './story-store';
import { leafBelow, tellingOf, testTree } from './test-story';
import { toldStory } from './told-story';

const tree = testTree(`a
  b a 5
  c b 3
  c2 b 2
  d c 1
  e c2 0`);

/** A source that answers when it is told to, and writes down what it was asked. */
function scripted(liked: (takeId: string, isLiked: boolean) => Promise<{ likeCount: number; isLiked: boolean }>) {
  const asked: string[] = [];
  const source: StorySource = {
    async path(takeId, on, afterId) {
      asked.push(`path ${takeId} ${on ? 'on ' : ''}after ${afterId}`);
      if (!tree.has(takeId)) throw new AppError('take_not_found');
      return tellingOf(tree, on ? leafBelow(tree, takeId) : takeId, afterId);
    },
    async answers(takeId) {
      asked.push(`answers ${takeId}`);
      return { answers: tellingOf(tree, takeId).answers, nextCursor: null, likedIds: [] };
    },
    around: async () => ({ takes: [], likedIds: [] }),
    like(takeId, isLiked) {
      asked.push(`like ${takeId} ${isLiked}`);
      return liked(takeId, isLiked);
    },
  };
  return { asked, source };
}

const open = (script = scripted(async (_, isLiked) => ({ likeCount: isLiked ? 4 : 3, isLiked }))) => ({
  ...script,
  store: createStoryStore(toldStory(tellingOf(tree, 'd'), [...tree.values()]), script.source),
});
const path = ({ store }: ReturnType<typeof open>) =>
  store
    .getState()
    .takes.map(({ id }) => id)
    .join(' ');

test('a walk asks only for what lies below the take that both paths share', async () => {
  const page = open();
  expect(await page.store.walk('c2', true)).toBe(true);
  expect(path(page)).toBe('a b c2 e');
  expect(await page.store.walk('d', false)).toBe(true);
  expect(path(page)).toBe('a b c d');
  expect(page.asked).toEqual(['path c2 on after b', 'path d after b']);
});

test('what was prepared is not asked for again, until the story has changed', async () => {
  const page = open();
  page.store.prepare('c2');
  await page.store.walk('c2', true);
  expect(page.asked).toHaveLength(1);
  await page.store.walk('d', false);
  page.store.happened({ type: 'like', takeId: 'e', likeCount: 1, canon: [{ parentId: 'b', bestChildId: 'c2' }] });
  await page.store.walk('c2', true);
  expect(page.asked).toHaveLength(3);
});

test('of two wishes the last one is granted, whichever answer comes last', async () => {
  const page = open();
  const [first, second] = [page.store.walk('c2', true), page.store.walk('b', false)];
  expect(await Promise.all([first, second])).toEqual([false, true]);
  expect(path(page)).toBe('a b');
});

test('a walk that fails changes nothing and says so', async () => {
  const page = open();
  await expect(page.store.walk('nowhere', true)).rejects.toMatchObject({ code: 'take_not_found' });
  expect(path(page)).toBe('a b c d');
});

test('a like shows at once, holds what the server counted, and is undone', async () => {
  const page = open();
  const liking = page.store.like('c', true);
  expect(page.store.getState().map.get('c')?.likeCount).toBe(4);
  expect(page.store.getState().likedIds.has('c')).toBe(true);
  await liking;
  await page.store.like('c', false);
  expect(page.store.getState().map.get('c')?.likeCount).toBe(3);
  expect(page.store.getState().likedIds.has('c')).toBe(false);
  expect(page.asked).toEqual(['like c true', 'like c false']);
});

test('a like that fails is taken back', async () => {
  const page = open(
    scripted(async () => {
      throw new AppError('network_unreachable');
    }),
  );
  await expect(page.store.like('c', true)).rejects.toMatchObject({ code: 'network_unreachable' });
  expect(page.store.getState().takes[2]?.likeCount).toBe(3);
  expect(page.store.getState().likedIds.has('c')).toBe(false);
});

test('pressed again while it is on its way, the last wish arrives', async () => {
  const answers: (() => void)[] = [];
  const page = open(
    scripted(
      (_, isLiked) => new Promise((resolve) => answers.push(() => resolve({ likeCount: isLiked ? 4 : 3, isLiked }))),
    ),
  );
  const first = page.store.like('c', true);
  await page.store.like('c', false);
  expect(page.store.getState().likedIds.has('c')).toBe(false);
  answers.shift()?.();
  await expect.poll(() => answers.length).toBe(1);
  answers.shift()?.();
  await first;
  expect(page.asked).toEqual(['like c true', 'like c false']);
  expect(page.store.getState().map.get('c')?.likeCount).toBe(3);
});

test('a fork is asked for once', async () => {
  const script = scripted(async (_, isLiked) => ({ likeCount: 0, isLiked }));
  const store = createStoryStore(toldStory({ ...tellingOf(tree, 'd'), forks: [] }, []), script.source);
  await Promise.all([store.openFork('b'), store.openFork('b')]);
  await store.openFork('b');
  expect(script.asked).toEqual(['answers b']);
  expect(
    store
      .getState()
      .forks.get('b')
      ?.branches.map(({ id }) => id),
  ).toEqual(['c', 'c2']);
});

test('a path that was read anew keeps its place, and one of another path is left alone', () => {
  const { store } = open();
  const moved = tellingOf(tree, 'd');
  store.reread({ ...moved, takes: moved.takes.map((take) => ({ ...take, mixUrl: '/moved.m4a' })) });
  expect(store.getState().takes.every(({ mixUrl }) => mixUrl === '/moved.m4a')).toBe(true);
  store.reread(tellingOf(tree, 'e'));
  expect(store.getState().takes.at(-1)?.id).toBe('d');
});

test('a prepared path grows stale, and a failed one is forgotten', async () => {
  let nowMs = 0;
  const { source, asked } = scripted(async (_, isLiked) => ({ likeCount: 0, isLiked }));
  const cache = createPathCache(source, () => nowMs);
  await cache.get('d', true, null);
  nowMs = 59_000;
  await cache.get('d', true, null);
  expect(asked).toHaveLength(1);
  nowMs = 61_000;
  await cache.get('d', true, null);
  expect(asked).toHaveLength(2);
  cache.prepare('nowhere', true, null);
  await expect(cache.get('nowhere', true, null)).rejects.toThrow();
  await expect(cache.get('nowhere', true, null)).rejects.toThrow();
  expect(asked.length).toBeGreaterThan(3);
});
