import { expect, test } from 'vitest';
import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import { forkAhead, lanesAround } from './forks';
import { newTake, published, tellingOf, testTree } from './test-story';
import {
  afterEvent,
  answeredOf,
  type ToldStory,
  toldStory,
  walked,
  withAnswers,
  withLike,
  withMap,
  withSiblings,
} from './told-story';

/** a - b - c - d, with b answered three times and c twice. */
const tree = testTree(`a
  b a 5
  c b 3
  c2 b 2
  c3 b 1
  d c 1
  d2 c 0
  e c2 0`);

const told = (takeId: string): ToldStory => toldStory(tellingOf(tree, takeId), [...tree.values()]);
const ids = (takes: readonly { id: string }[]) => takes.map(({ id }) => id).join(' ');
const lanes = (story: ToldStory, parentId: string, takeId: string) => {
  const fork = story.forks.get(parentId);
  const { above, below, rest } = lanesAround(fork ?? { branches: [], more: 0 }, takeId);
  return `${ids(above)} | ${ids(below)} +${rest}`;
};

test('an answer answers the last take that is still heard, and a refusal is of the path that is told', () => {
  const silent = (...gone: string[]) => {
    const view = tellingOf(tree, 'd');
    const author = { id: NOT_SHOWN_ID, name: 'Removed' };
    return { ...view, takes: view.takes.map((take) => (gone.includes(take.id) ? { ...take, author } : take)) };
  };
  const answered = (...gone: string[]) => answeredOf(toldStory(silent(...gone), []))?.id;
  expect([answered(), answered('d'), answered('d', 'c', 'a')]).toEqual(['d', 'c', 'b']);
  expect(answered('a', 'b', 'c', 'd')).toBeUndefined();
  const refused = toldStory({ ...silent(), refusal: 'No further.' }, []);
  expect(refused.refusal).toBe('No further.');
  expect(walked(refused, tellingOf(tree, 'e', 'b'), 'b').refusal).toBeUndefined();
});

test('a path is told with its forks, and lanes stay where they are through any switch', () => {
  const first = told('d');
  expect(ids(first.takes)).toBe('a b c d');
  expect(lanes(first, 'b', 'c')).toBe('c3 | c2 +0');
  expect(lanes(first, 'c', 'd')).toBe(' | d2 +0');

  const second = walked(first, tellingOf(tree, 'e', 'b'), 'b');
  expect(ids(second.takes)).toBe('a b c2 e');
  expect(lanes(second, 'b', 'c2')).toBe('c | c3 +0');

  const back = walked(second, tellingOf(tree, 'd', 'b'), 'b');
  expect(ids(back.takes)).toBe('a b c d');
  expect(lanes(back, 'b', 'c')).toBe('c3 | c2 +0');
});

test('a walk may start anew, end higher up, or go on further down', () => {
  expect(ids(walked(told('d'), tellingOf(tree, 'c', 'b'), 'b').takes)).toBe('a b c');
  expect(ids(walked(told('c'), tellingOf(tree, 'd', 'c'), 'c').takes)).toBe('a b c d');
  expect(ids(walked(told('d'), tellingOf(tree, 'e'), null).takes)).toBe('a b c2 e');
  expect(ids(walked(told('c'), tellingOf(tree, 'd2', 'c'), 'c').answers)).toBe('');
});

test('the fork to show is that of the sounding take, the next one on the way, or the last one passed', () => {
  const story = told('d');
  expect(forkAhead(story, 0)?.take.id).toBe('c');
  expect(forkAhead(story, 2)?.take.id).toBe('c');
  expect(forkAhead(story, 3)?.take.id).toBe('d');
  expect(forkAhead(told('e'), 3)?.take.id).toBe('c2');
  expect(forkAhead(toldStory(tellingOf(tree, 'b'), []), 0)).toBeNull();
});

test('a fork that was not sent is known by its count, and learnt from a page of answers', () => {
  const unsent = toldStory({ ...tellingOf(tree, 'd'), forks: [] }, []);
  expect(forkAhead(unsent, 0)).toMatchObject({ parentId: 'b' });
  const page = { answers: tellingOf(tree, 'b').answers.slice(0, 2), nextCursor: 'more', likedIds: ['c2'] };
  const learnt = withSiblings(unsent, 'b', page);
  expect(lanes(learnt, 'b', 'c')).toBe(' | c2 +1');
  expect(learnt.likedIds.has('c2')).toBe(true);
});

test('with many branches two stand on either side, and the rest is counted', () => {
  const wide = testTree(['a', 'b a 9', ...Array.from({ length: 8 }, (_, i) => `b${i} a ${8 - i}`)].join('\n'));
  const story = toldStory(tellingOf(wide, 'b'), []);
  expect(lanes(story, 'a', 'b')).toBe('b6 b7 | b0 b1 +4');
});

test('a new take appears among the answers, at its fork and on the map, once', () => {
  const answered = afterEvent(told('d'), published('new', 'd'));
  expect(ids(answered.answers)).toBe('new');
  expect(answered.answers[0]?.peaks).toEqual([9]);
  expect(answered.takes.at(-1)).toMatchObject({ childCount: 1, bestChildId: 'new' });
  expect(afterEvent(answered, published('new', 'd'))).toBe(answered);

  const forked = afterEvent(told('d'), published('new', 'b'));
  expect(lanes(forked, 'b', 'c')).toBe('new | c2 c3 +0');
  expect(forked.map.get('b')).toMatchObject({ childCount: 4, bestChildId: 'c' });

  const firstFork = afterEvent(told('d'), published('new', 'a'));
  expect(lanes(firstFork, 'a', 'b')).toBe(' | new +0');

  const elsewhere = afterEvent(told('d'), published('new', 'e'));
  expect(elsewhere.map.has('new')).toBe(true);
  expect(ids(elsewhere.answers)).toBe('');
});

test('likes move counts wherever a take is shown, and the canon', () => {
  const story = afterEvent(told('d'), {
    type: 'like',
    takeId: 'c2',
    likeCount: 4,
    canon: [{ parentId: 'b', bestChildId: 'c2' }],
  });
  expect(story.map.get('c2')?.likeCount).toBe(4);
  expect(story.forks.get('b')?.branches.find(({ id }) => id === 'c2')?.likeCount).toBe(4);
  expect(story.takes[1]?.bestChildId).toBe('c2');

  const liked = withLike(story, 'c', true, 4);
  expect(liked.likedIds.has('c')).toBe(true);
  expect(liked.takes[2]?.likeCount).toBe(4);
  expect(withLike(liked, 'c', false, 3).likedIds.has('c')).toBe(false);
});

test('what is read anew says what is liked of it, and of nothing else', () => {
  const liked = withLike(withLike(told('d'), 'a', true, 1), 'c2', true, 3);
  const again = walked(liked, tellingOf(tree, 'd', 'b'), 'b');
  expect([...again.likedIds]).toEqual(['a']);
});

test('who records is known until nobody does', () => {
  const on = afterEvent(told('d'), { type: 'recording', takeId: 'd', names: ['Ben'] });
  expect(on.recording.get('d')).toEqual(['Ben']);
  expect(afterEvent(on, { type: 'recording', takeId: 'd', names: [] }).recording.size).toBe(0);
});

test('a later page of answers repeats nobody', () => {
  const story = afterEvent(told('e'), published('new', 'e'));
  const answer = (id: string) => ({ ...newTake(id, 'e'), mixUrl: '', mixBytes: 0 });
  const paged = withAnswers(story, { answers: [answer('x'), answer('new')], nextCursor: null, likedIds: [] });
  expect(ids(paged.answers)).toBe('new x');
});

test('a take that the map has learnt before it is told of appears among the answers and at its fork, and is counted once', () => {
  const learnt = (id: string, parentId: string) => {
    const parent = tree.get(parentId);
    if (!parent) throw new Error('no such take');
    const takes = [newTake(id, parentId), { ...parent, childCount: parent.childCount + 1 }];
    return withMap(told('d'), { takes, likedIds: [] });
  };

  const answered = afterEvent(learnt('new', 'd'), published('new', 'd'));
  expect(ids(answered.answers)).toBe('new');
  expect(answered.takes.at(-1)?.childCount).toBe(1);
  expect(afterEvent(answered, published('new', 'd'))).toBe(answered);

  const forked = afterEvent(learnt('new', 'b'), published('new', 'b'));
  expect(lanes(forked, 'b', 'c')).toBe('new | c2 c3 +0');
  expect(forked.map.get('b')?.childCount).toBe(4);
  expect(afterEvent(forked, published('new', 'b'))).toBe(forked);
});

test('of many takes that are known, an event changes those that it is about', () => {
  const before = told('d');
  const after = afterEvent(before, {
    type: 'like',
    takeId: 'c2',
    likeCount: 9,
    canon: [{ parentId: 'b', bestChildId: 'c2' }],
  });
  const changed = [...after.map.keys()].filter((id) => after.map.get(id) !== before.map.get(id));
  expect(changed.toSorted()).toEqual(['b', 'c2']);
  expect(after.takes.map((take, n) => take === before.takes[n])).toEqual([true, false, true, true]);
  const again = afterEvent(after, { type: 'like', takeId: 'c2', likeCount: 9, canon: [] });
  expect([again.map, again.takes, again.forks, again.answers]).toEqual([
    after.map,
    after.takes,
    after.forks,
    after.answers,
  ]);
  expect(again.map).toBe(after.map);
  expect(again.takes).toBe(after.takes);
  expect(again.forks).toBe(after.forks);
});
