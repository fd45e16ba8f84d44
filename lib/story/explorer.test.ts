import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { createExplorer } from './explorer';
import { tellingOf, testTree } from './test-story';
import { type ToldStory, toldStory, withMap } from './told-story';

/** A star: 200 answers to the seed, of which a page has ten. */
const ANSWERS = 200;
const tree = testTree(['a', ...Array.from({ length: ANSWERS }, (_, n) => `b${n} a ${ANSWERS - n}`)].join('\n'));
const PAGE = 10;

function aMap({ isAway = () => false }: { isAway?: () => boolean } = {}) {
  let told: ToldStory = toldStory({ ...tellingOf(tree, 'a'), answers: [] }, []);
  const asked: string[] = [];
  const all = tellingOf(tree, 'a').answers;
  const explorer = createExplorer({
    getState: () => told,
    async learn(ask, learnt) {
      const answer = await ask;
      told = learnt(answer);
      return answer;
    },
    source: {
      async around(takeId) {
        asked.push(`around ${takeId}`);
        if (isAway()) throw new AppError('network_unreachable');
        return { takes: [...all.slice(0, 24), ...tellingOf(tree, 'a').takes], likedIds: [] };
      },
      async answers(takeId, cursor) {
        asked.push(`answers ${takeId} ${cursor}`);
        const from = Number(cursor);
        const next = from + PAGE;
        return {
          answers: all.slice(from, next),
          nextCursor: next < all.length ? `${next}` : null,
          likedIds: [],
        };
      },
    },
  });
  return {
    asked,
    explorer,
    known: () => told.map.size - 1,
    /** What a list has brought. */
    brought: (takes: number) => {
      told = withMap(told, { takes: all.slice(0, takes), likedIds: [] });
    },
  };
}

test('first what is around, then page by page what is missing, until all is there', async () => {
  const map = aMap();
  const known: number[] = [];
  for (let calls = 0; calls < 19; calls += 1) {
    expect(await map.explorer.explore('a')).toBe('done');
    known.push(map.known());
  }
  // Two pages are known already, and gone past in one call.
  expect(known).toEqual([24, ...Array.from({ length: 18 }, (_, n) => 30 + n * 10)]);
  expect(map.asked.slice(0, 4)).toEqual(['around a', 'answers a null', 'answers a 10', 'answers a 20']);
});

test('of a take of which lists have brought a lot the rest comes too', async () => {
  const map = aMap();
  map.brought(150);
  const went: string[] = [];
  while (map.known() < ANSWERS && went.length < 9) went.push(await map.explorer.explore('a'));
  expect(went).toEqual(['onward', 'done', 'done', 'done', 'done', 'done']);
});

test('what could not be reached is told, and may be asked for again', async () => {
  let isAway = true;
  const map = aMap({ isAway: () => isAway });
  expect(await map.explorer.explore('a')).toBe('failed');
  isAway = false;
  expect(await map.explorer.explore('a')).toBe('done');
  expect(map.known()).toBe(24);
});

test('asked twice at once it asks once', async () => {
  const map = aMap();
  await Promise.all([map.explorer.explore('a'), map.explorer.explore('a')]);
  expect(map.asked).toEqual(['around a']);
});

test('where one has been is read anew, the last few places', async () => {
  const map = aMap();
  for (const takeId of ['b1', 'b2', 'b3', 'b4', 'b5']) await map.explorer.explore(takeId);
  map.asked.length = 0;
  await map.explorer.refresh();
  expect(map.asked).toEqual(['around b2', 'around b3', 'around b4', 'around b5']);
  await map.explorer.explore('b1');
  map.asked.length = 0;
  await map.explorer.refresh();
  expect(map.asked).toEqual(['around b3', 'around b4', 'around b5', 'around b1']);
});
