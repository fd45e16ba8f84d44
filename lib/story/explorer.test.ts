import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { createExplorer } from './explorer';
import { tellingOf, testTree } from './test-story';
import { type ToldStory, toldStory } from './told-story';

/** A star: 100 answers to the seed, of which a page has ten. */
const tree = testTree(['a', ...Array.from({ length: 100 }, (_, n) => `b${n} a ${100 - n}`)].join('\n'));
const PAGE = 10;

function aMap({ isAway = () => false }: { isAway?: () => boolean } = {}) {
  let told: ToldStory = toldStory({ ...tellingOf(tree, 'a'), answers: [] }, []);
  const asked: string[] = [];
  const all = tellingOf(tree, 'a').answers;
  const explorer = createExplorer({
    getState: () => told,
    become: (next) => {
      told = next;
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
  return { asked, explorer, known: () => told.map.size - 1 };
}

test('first what is around, then page by page what is missing, until all is there', async () => {
  const map = aMap();
  const known: number[] = [];
  for (let calls = 0; calls < 9; calls += 1) {
    expect(await map.explorer.explore('a')).toBe(true);
    known.push(map.known());
  }
  // Two pages are known already, and gone past in one call.
  expect(known).toEqual([24, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(map.asked.slice(0, 4)).toEqual(['around a', 'answers a null', 'answers a 10', 'answers a 20']);
});

test('what could not be reached is told, and may be asked for again', async () => {
  let isAway = true;
  const map = aMap({ isAway: () => isAway });
  expect(await map.explorer.explore('a')).toBe(false);
  isAway = false;
  expect(await map.explorer.explore('a')).toBe(true);
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
});
