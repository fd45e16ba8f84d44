import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { AnewView } from '@/lib/domain/tree-views';
import type { StorySource } from './story-source';
import { createStoryStore } from './story-store';
import { leafBelow, published, tellingOf, testTree } from './test-story';
import { toldStory } from './told-story';

const tree = testTree(`a
  b a 5
  c b 3
  c2 b 2
  d c 1
  e c2 0`);

/** A source that answers as the tree is then, and writes down what it was asked. */
function scripted(grown = tree) {
  const asked: string[] = [];
  let tree = grown;
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
    async anew(takeId) {
      asked.push(`anew ${takeId}`);
      return anewOf(tree, takeId);
    },
    like: async (_, isLiked) => ({ likeCount: 0, isLiked }),
  };
  return { asked, source, grows: (next: typeof tree) => (tree = next) };
}

/** As if the path were so deep that nothing of it is around its end. */
const anewOf = (of: typeof tree, takeId: string): AnewView => ({
  takes: [...of.values()].filter(({ id }) => !tellingOf(of, takeId).takes.some((any) => any.id === id)),
  likedIds: [],
  path: tellingOf(of, takeId).takes.map(({ likeCount, childCount, bestChildId }) => [
    likeCount,
    childCount,
    bestChildId,
  ]),
});

const open = (script = scripted()) => ({
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
  page.store.happened({ type: 'like', takeId: 'e', likeCount: 1, canon: [{ parentId: 'c2', bestChildId: 'e' }] });
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

test('a fork is asked for once', async () => {
  const script = scripted();
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

describe('after a while in which nobody told what happened', () => {
  const grown = testTree(`a
    b a 9
    c b 3
    c2 b 8
    c3 b 0
    d c 1
    e c2 0
    f d 0
    a2 a 0`);
  const take = (page: ReturnType<typeof open>, id: string) => page.store.getState().takes.find((any) => any.id === id);

  test('all of the path, its answers, its forks and the map are as they are now, and nothing has moved', async () => {
    const page = open();
    page.grows(grown);
    await page.store.refresh();
    expect(path(page)).toBe('a b c d');
    const { answers, forks, map } = page.store.getState();
    expect(answers.map(({ id }) => id)).toEqual(['f']);
    expect([take(page, 'b')?.likeCount, take(page, 'b')?.bestChildId]).toEqual([9, 'c2']);
    expect(take(page, 'a')?.childCount).toBe(2);
    expect(map.get('a2')?.parentId).toBe('a');
    expect(map.get('c2')?.likeCount).toBe(8);
    const fork = forks.get('b');
    expect(fork?.branches.map(({ id, likeCount }) => `${id} ${likeCount}`)).toEqual(['c 3', 'c2 8']);
    expect([fork?.more, fork?.isBehind]).toEqual([1, true]);
    expect(page.asked).toEqual(['path d after c', 'anew d']);
  });

  test('answers that are shown stay where they are, and new ones come behind them', async () => {
    const page = open();
    await page.store.walk('c', false);
    page.grows(
      testTree(`a
      b a 9
      c b 3
      d9 c 5
      d c 1`),
    );
    await page.store.refresh();
    expect(page.store.getState().answers.map(({ id }) => id)).toEqual(['d', 'd9']);
  });

  test('a fork that has fallen behind is asked for again, and keeps its lanes', async () => {
    const page = open();
    page.grows(grown);
    await page.store.refresh();
    await page.store.openFork('b');
    const fork = page.store.getState().forks.get('b');
    expect(fork?.branches.map(({ id }) => id)).toEqual(['c', 'c2', 'c3']);
    expect([fork?.more, fork?.isBehind]).toEqual([0, undefined]);
    await page.store.openFork('b');
    expect(page.asked.slice(2)).toEqual(['answers b']);
  });

  test('a take of which nothing is new is the very same', async () => {
    const page = open();
    const before = page.store.getState();
    await page.store.refresh();
    const { takes, map } = page.store.getState();
    expect(takes.slice(0, 3).every((any, n) => any === before.takes[n])).toBe(true);
    expect(map).toBe(before.map);
  });

  test('it fails as the source does, and may be asked again', async () => {
    const page = open();
    page.grows(new Map());
    await expect(page.store.refresh()).rejects.toMatchObject({ code: 'take_not_found' });
    page.grows(grown);
    await page.store.refresh();
    expect(take(page, 'b')?.likeCount).toBe(9);
  });

  test('whoever went on to another path meanwhile has that one read', async () => {
    const page = open();
    page.grows(grown);
    const refreshing = page.store.refresh();
    await page.store.walk('c2', true);
    await refreshing;
    expect(path(page)).toBe('a b c2 e');
    expect(take(page, 'b')?.likeCount).toBe(9);
    expect(page.asked.filter((asked) => asked.startsWith('anew'))).toEqual(['anew d', 'anew e']);
  });
});

test('branches are kept ready: of those that are near, what is not as it was is asked for again', async () => {
  const page = open();
  const isThere = () => new Promise((resolve) => setImmediate(resolve));
  page.store.prepare('c2');
  await isThere();
  page.store.keepReady();
  expect(page.asked).toEqual(['path c2 on after b']);
  const like = (takeId: string): StoryEvent => ({ type: 'like', takeId, likeCount: 1, canon: [] });
  page.store.happened(published('n1', 'a'));
  page.store.happened(like('e'));
  page.store.keepReady();
  expect(page.asked).toHaveLength(1);
  page.store.happened(published('n2', 'e'));
  page.store.keepReady();
  await isThere();
  page.store.keepReady();
  expect(page.asked).toEqual(['path c2 on after b', 'path c2 on after b']);
  await page.store.walk('c2', true);
  page.store.happened(published('n3', 'e'));
  page.store.keepReady();
  expect(page.asked).toHaveLength(2);
});

describe('an answer that was read before what was told since', () => {
  /** Whatever is asked now is answered as the tree is at this instant, but not before `comes`. */
  function late() {
    const gate = Promise.withResolvers<void>();
    const now = scripted();
    const heldBack = async <T>(answer: Promise<T>) => {
      const read = await answer;
      await gate.promise;
      return read;
    };
    const source: StorySource = {
      ...now.source,
      path: (...asked) => heldBack(now.source.path(...asked)),
      answers: (...asked) => heldBack(now.source.answers(...asked)),
      anew: (...asked) => heldBack(now.source.anew(...asked)),
      around: () => heldBack(Promise.resolve({ takes: [...tree.values()], likedIds: [] })),
    };
    return { comes: gate.resolve, page: open({ ...now, source }) };
  }
  const moved: StoryEvent = {
    type: 'like',
    takeId: 'c2',
    likeCount: 7,
    canon: [{ parentId: 'b', bestChildId: 'c2' }],
  };
  const facts = ({ store }: ReturnType<typeof open>, id: string) => {
    const { likeCount, childCount, bestChildId } = store.getState().map.get(id) ?? {};
    return [likeCount, childCount, bestChildId];
  };

  test.each([
    ['the map', (page: ReturnType<typeof open>) => page.store.explore('b')],
    ['a list', (page: ReturnType<typeof open>) => page.store.branches('b', null)],
    ['reading anew', (page: ReturnType<typeof open>) => page.store.refresh()],
    ['another path', (page: ReturnType<typeof open>) => page.store.walk('c2', true)],
  ])('does not undo it: %s', async (_, ask) => {
    const { comes, page } = late();
    const asked = ask(page);
    page.store.happened(moved);
    page.store.happened(published('c3', 'b'));
    page.store.happened(published('f', 'd'));
    page.store.happened(published('g', 'e'));
    comes();
    await asked;
    expect(facts(page, 'c2')).toEqual([7, 1, 'e']);
    expect(facts(page, 'b')).toEqual([5, 3, 'c2']);
    expect(facts(page, 'd')).toEqual([1, 1, 'f']);
    expect(facts(page, 'e')).toEqual([0, 1, 'g']);
    const fork = page.store.getState().forks.get('b');
    expect(fork?.branches.map(({ id, likeCount }) => `${id} ${likeCount}`)).toEqual(['c 3', 'c2 7', 'c3 0']);
    expect(fork?.more).toBe(0);
    expect(page.store.getState().answers.map(({ id }) => id)).toEqual([path(page).endsWith('e') ? 'g' : 'f']);
  });

  test('and one that is newer is taken as it is', async () => {
    const { comes, page } = late();
    page.store.happened(moved);
    page.grows(
      testTree(`a
        b a 5
        c b 3
        c2 b 8
        d c 1
        e c2 0`),
    );
    const asked = page.store.branches('b', null);
    page.store.happened(published('g', 'e'));
    comes();
    await asked;
    expect(page.store.getState().map.get('c2')?.likeCount).toBe(8);
  });
});

test('whoever likes a take of a path that is kept ready finds it liked there', async () => {
  const page = open();
  page.store.prepare('c2');
  await page.store.like('c2', true);
  page.source.path = async (takeId) => ({ ...tellingOf(tree, takeId, 'b'), likedIds: ['c2'] });
  await page.store.walk('c2', true);
  expect(page.store.getState().likedIds.has('c2')).toBe(true);
});
