import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import type { StoryEvent } from '@/lib/domain/story-event';
import { createLikes } from './likes';
import { tellingOf, testTree } from './test-story';
import { afterEvent, type ToldStory, toldStory } from './told-story';

const tree = testTree(`a
  b a 3`);

type Sent = PromiseWithResolvers<{ likeCount: number; isLiked: boolean }> & { isLiked: boolean };

/** A page on which one likes b, with answers that come when the test says so. */
function aPage() {
  let told: ToldStory = toldStory(tellingOf(tree, 'b'), [...tree.values()]);
  const sent: Sent[] = [];
  const likes = createLikes({
    getState: () => told,
    become: (next) => {
      told = next;
    },
    send(_, isLiked) {
      const answer = Promise.withResolvers<{ likeCount: number; isLiked: boolean }>();
      sent.push({ ...answer, isLiked });
      return answer.promise;
    },
  });
  return {
    sent,
    like: (isLiked: boolean) => likes.like('b', isLiked),
    answer: (n: number, likeCount: number) => sent[n]?.resolve({ likeCount, isLiked: sent[n].isLiked }),
    fail: (n: number) => sent[n]?.reject(new AppError('network_unreachable')),
    counted(likeCount: number) {
      const event: StoryEvent = { type: 'like', takeId: 'b', likeCount, canon: [] };
      likes.happened(event);
      told = afterEvent(told, event);
    },
    shows: () => [told.takes[1]?.likeCount, told.likedIds.has('b')],
  };
}

test('shows at once, holds what the server counted, and is taken back', async () => {
  const page = aPage();
  const liking = page.like(true);
  expect(page.shows()).toEqual([4, true]);
  page.answer(0, 6);
  await liking;
  expect(page.shows()).toEqual([6, true]);
  const again = page.like(false);
  expect(page.shows()).toEqual([5, false]);
  page.answer(1, 5);
  await again;
  expect(page.shows()).toEqual([5, false]);
});

test('one that fails is taken back', async () => {
  const page = aPage();
  const liking = page.like(true);
  page.fail(0);
  await expect(liking).rejects.toMatchObject({ code: 'network_unreachable' });
  expect(page.shows()).toEqual([3, false]);
});

test('pressed again while it is on its way, the last wish arrives', async () => {
  const page = aPage();
  const liking = page.like(true);
  await page.like(false);
  expect(page.shows()).toEqual([3, false]);
  page.answer(0, 4);
  await expect.poll(() => page.sent).toHaveLength(2);
  page.answer(1, 3);
  await liking;
  expect(page.shows()).toEqual([3, false]);
});

test('and when that fails, what the server had agreed to is shown', async () => {
  const page = aPage();
  const liking = page.like(true);
  await page.like(false);
  page.answer(0, 4);
  await expect.poll(() => page.sent).toHaveLength(2);
  page.fail(1);
  await expect(liking).rejects.toThrow();
  expect(page.shows()).toEqual([4, true]);
});

test('an answer that is older than what was told since does not count', async () => {
  const page = aPage();
  const liking = page.like(true);
  page.counted(4);
  page.counted(5);
  page.answer(0, 4);
  await liking;
  expect(page.shows()).toEqual([5, true]);
});

test('one that fails leaves the count that was told since', async () => {
  const page = aPage();
  const liking = page.like(true);
  page.counted(7);
  page.fail(0);
  await expect(liking).rejects.toThrow();
  expect(page.shows()).toEqual([7, false]);
});

test('a take that is not known cannot be liked', async () => {
  const likes = createLikes({
    getState: () => toldStory(tellingOf(tree, 'a'), []),
    become: () => undefined,
    send: async () => ({ likeCount: 1, isLiked: true }),
  });
  await expect(likes.like('nowhere', true)).rejects.toMatchObject({ code: 'take_not_found' });
});
