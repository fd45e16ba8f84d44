import { expect, test } from 'vitest';
import type { StoryCard } from '@/lib/domain/schemas';
import { keepList, listIn } from './kept-list';

/** What a tab may keep things in, with room for so many letters. */
function storageOf(room: number): Storage {
  const kept = new Map<string, string>();
  const used = () => [...kept].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  return {
    get length() {
      return kept.size;
    },
    // In no order that means anything.
    key: (n) => [...kept.keys()].reverse()[n] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, text) {
      if (used() - (kept.get(key)?.length ?? 0) + text.length > room)
        throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, text);
    },
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A card of a tree of 60 takes, each the answer to one of those before it, by ten voices. */
const card = (n: number): StoryCard => ({
  id: uuid(n),
  title: `Story ${n}`,
  seedId: uuid(1_000),
  visibility: 'public',
  takeCount: 60,
  voiceCount: 10,
  likeCount: n,
  durationMs: 100_000,
  createdAt: '2026-01-01T00:00:00.000Z',
  grownAt: '2026-01-02T00:00:00.000Z',
  shape: Array.from({ length: 60 }, (_, take) => ({
    id: uuid(1_000 + take),
    parentId: take === 0 ? null : uuid(1_000 + Math.floor(take / 2)),
    startMs: take * 10_000,
    durationMs: 5_000 + take,
    authorId: uuid(take % 10),
  })),
});
const listOf = (length: number) => ({
  stories: Array.from({ length }, (_, n) => card(n)),
  nextCursor: 'next',
  scrollY: 1_234,
});

test('a list comes back as it was left, its trees in the same shape', () => {
  const storage = storageOf(Number.POSITIVE_INFINITY);
  keepList('1', '/?list=mine', listOf(2), storage);
  const back = listIn(storage, '1', '/?list=mine');
  expect(back).toMatchObject({ nextCursor: 'next', scrollY: 1_234, stories: [{ id: uuid(0) }, { id: uuid(1) }] });
  const { shape } = card(1);
  const placeOf = new Map(shape.map(({ id }, place) => [id, String(place)]));
  expect(back?.stories[1]).toEqual({
    ...card(1),
    shape: shape.map(({ id, parentId, ...take }) => ({
      ...take,
      id: placeOf.get(id),
      parentId: parentId && placeOf.get(parentId),
    })),
  });
  expect(listIn(storage, '2', '/?list=mine')).toBeNull();
  expect(listIn(storage, '1', '/')).toBeNull();
});

test('twenty pages of full cards take less than a quarter of what a tab may keep', () => {
  const storage = storageOf(5_000_000 / 4);
  keepList('1', '/', listOf(20 * 24), storage);
  expect(listIn(storage, '1', '/')?.stories).toHaveLength(480);
});

test('where there is no room, the lists that were left longest ago make some', () => {
  const storage = storageOf(110_000);
  storage.setItem('somebody else', 'stays');
  for (const mark of ['9.5', '10', '1700000000000.1', '1700000000001']) keepList(mark, '/', listOf(24), storage);
  const kept = ['9.5', '10', '1700000000000.1', '1700000000001'].map((mark) => listIn(storage, mark, '/') !== null);
  expect(kept).toEqual([false, false, true, true]);
  expect(storage.getItem('somebody else')).toBe('stays');
  // One that is alone too long does no harm, and what it was before is not what is found.
  keepList('1700000000001', '/', listOf(24 * 4), storage);
  expect(listIn(storage, '1700000000001', '/')).toBeNull();
});

test('no more than twenty lists are kept', () => {
  const storage = storageOf(Number.POSITIVE_INFINITY);
  for (let mark = 1; mark <= 30; mark++) keepList(String(mark), '/', listOf(1), storage);
  keepList('30', '/', listOf(2), storage);
  expect(storage.length).toBe(20);
  expect(listIn(storage, '10', '/')).toBeNull();
  expect(listIn(storage, '11', '/')).not.toBeNull();
  expect(listIn(storage, '30', '/')?.stories).toHaveLength(2);
});

test('a list that another version of the app has kept is none', () => {
  const storage = storageOf(Number.POSITIVE_INFINITY);
  keepList('1', '/', listOf(1), storage);
  storage.setItem(storage.key(0) ?? '', JSON.stringify(listOf(1)));
  expect(listIn(storage, '1', '/')).toBeNull();
});

test('where nothing may be kept, nothing is', () => {
  expect(() => keepList('1', '/', listOf(1), null)).not.toThrow();
  expect(listIn(null, '1', '/')).toBeNull();
});
