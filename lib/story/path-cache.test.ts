import { expect, test } from 'vitest';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { StoryEvent } from '@/lib/domain/story-event';
import { createPathCache } from './path-cache';
import { tellingOf, testTree } from './test-story';

const tree = testTree(`a
  b a 1
  b2 a 0
  c b 0`);
const MINUTE = 60_000;

function aCache() {
  const page = { nowMs: 0, fault: null as ErrorCode | null, asked: 0 };
  const cache = createPathCache(
    {
      async path(takeId) {
        page.asked += 1;
        if (page.fault) throw new AppError(page.fault);
        return tellingOf(tree, takeId);
      },
    },
    () => page.nowMs,
  );
  return { page, cache, to: (takeId: string) => cache.get(takeId, true, null) };
}

test('a path is asked for once, and again when it is a quarter of an hour old', async () => {
  const { page, to } = aCache();
  await Promise.all([to('c'), to('c')]);
  page.nowMs = 14 * MINUTE;
  await to('c');
  expect(page.asked).toBe(1);
  page.nowMs = 15 * MINUTE;
  await to('c');
  expect(page.asked).toBe(2);
});

test('one on which something has happened is asked for again, and others are not', async () => {
  const { page, cache, to } = aCache();
  await to('c');
  const take = { ...tellingOf(tree, 'b2').takes[1]!, id: 'new' };
  cache.happened({ type: 'take', take: { ...take, parentId: 'elsewhere' } });
  cache.happened({ type: 'recording', takeId: 'c', names: ['Ben'] });
  cache.happened({ type: 'like', takeId: 'elsewhere', likeCount: 1, canon: [] });
  await to('c');
  expect(page.asked).toBe(1);
  const events: StoryEvent[] = [
    { type: 'take', take: { ...take, parentId: 'c' } },
    { type: 'like', takeId: 'elsewhere', likeCount: 1, canon: [{ parentId: 'a', bestChildId: 'b2' }] },
  ];
  for (const [n, event] of events.entries()) {
    cache.happened(event);
    await to('c');
    expect(page.asked).toBe(n + 2);
  }
});

test('likes that move nothing are counted on the way and afterwards, and only whoever likes has it asked for again', async () => {
  const { page, cache, to } = aCache();
  const like = (takeId: string, likeCount: number) => cache.happened({ type: 'like', takeId, likeCount, canon: [] });
  const first = to('c');
  like('b', 5);
  like('b2', 3);
  cache.happened({ type: 'recording', takeId: 'c', names: ['Ben'] });
  const counts = ({ takes, forks }: Awaited<typeof first>) =>
    [...takes, ...forks.flatMap(({ others }) => others)].map(({ id, likeCount }) => `${id} ${likeCount}`);
  expect(counts(await first)).toEqual(['a 0', 'b 5', 'c 0', 'b2 3']);
  like('c', 2);
  expect(counts(await to('c'))).toEqual(['a 0', 'b 5', 'c 2', 'b2 3']);
  expect(page.asked).toBe(1);
  cache.liked('elsewhere');
  await to('c');
  expect(page.asked).toBe(1);
  cache.liked('b2');
  await to('c');
  expect(page.asked).toBe(2);
});

test('one that is not as it was serves where nobody answers, until somebody does', async () => {
  const { page, cache, to } = aCache();
  const first = await to('c');
  cache.forget();
  page.fault = 'network_unreachable';
  expect(await to('c')).toBe(first);
  page.fault = null;
  expect(await to('c')).not.toBe(first);
  expect(page.asked).toBe(3);
});

test('one that is not there any more is not told of', async () => {
  const { page, cache, to } = aCache();
  await to('c');
  cache.forget();
  page.fault = 'take_not_found';
  await expect(to('c')).rejects.toMatchObject({ code: 'take_not_found' });
});

test('one that failed is asked for again, and only whoever waits is told', async () => {
  const { page, cache, to } = aCache();
  page.fault = 'network_unreachable';
  cache.prepare('c', true, null);
  await expect(to('c')).rejects.toThrow();
  page.fault = null;
  expect((await to('c')).takes).toHaveLength(3);
});
