import { expect, test } from 'vitest';
import { eventWords } from './event-words';
import { tellingOf, testTree } from './test-story';
import { toldStory } from './told-story';

const tree = testTree(`a
  b a 1
  c b 0
  c2 b 0`);
const told = toldStory(tellingOf(tree, 'c'), [...tree.values()]);
const like = (...canon: { parentId: string; bestChildId: string }[]) =>
  eventWords(told, { type: 'like', takeId: 'c2', likeCount: 1, canon });

test('who has answered whom, along the path that one hears', () => {
  const take = { ...tellingOf(tree, 'c').takes[2]!, id: 'd' };
  expect(eventWords(told, { type: 'take', take: { ...take, parentId: 'c' } })).toBe('C has answered C');
  expect(eventWords(told, { type: 'take', take: { ...take, parentId: 'c2' } })).toBeNull();
  expect(eventWords(told, { type: 'take', take: { ...take, parentId: 'elsewhere' } })).toBeNull();
});

test('where the canon goes on now, at the first of its forks', () => {
  expect(like({ parentId: 'b', bestChildId: 'c2' }, { parentId: 'a', bestChildId: 'b' })).toBe(
    'B’s branch is loved best now',
  );
  expect(like({ parentId: 'c2', bestChildId: 'b' })).toBeNull();
  expect(like({ parentId: 'x', bestChildId: 'y' })).toBeNull();
  expect(like()).toBeNull();
});
