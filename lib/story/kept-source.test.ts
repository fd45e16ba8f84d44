import { expect, test } from 'vitest';
import { createKeptSource, keptTelling } from './kept-source';
import { testTree } from './test-story';

const tree = testTree(`a
  b a 1
  b2 a 2
  c b 0
  d b2 0`);
/** Both branches are kept, but not what answers the second one. */
const known = [...tree.values()].filter(({ id }) => id !== 'd');

test('a kept path is told with the forks that are kept', () => {
  const told = keptTelling(known, 'c');
  expect(told.takes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(told.forks.map(({ others }) => others.map(({ id }) => id))).toEqual([[], ['b2'], []]);
  expect(told.answers).toEqual([]);
});

test('one switches among what is kept, and goes on as far as that reaches', async () => {
  const source = createKeptSource(known);
  const to = async (takeId: string, afterId: string | null) =>
    (await source.path(takeId, true, afterId)).takes.map(({ id }) => id);
  expect(await to('b2', 'a')).toEqual(['b2']);
  expect(await to('b', 'a')).toEqual(['b', 'c']);
  await expect(source.path('d', true, null)).rejects.toMatchObject({ code: 'network_unreachable' });
  await expect(source.like('b', true)).rejects.toMatchObject({ code: 'network_unreachable' });
});
