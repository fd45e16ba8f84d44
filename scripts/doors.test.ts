import { expect, test } from 'vitest';
import { doorsInSource } from '../e2e/doors/listed';
import { DOORS } from '../e2e/doors/table';
import { ACTORS, expectedOf } from '../e2e/doors/words';

const LISTED = doorsInSource();

test('every page, route and action of the source has its rows in the table of doors, and nothing else has', () => {
  const tabled = Object.keys(DOORS);
  expect(
    LISTED.filter((door) => !tabled.includes(door)),
    'doors without a row in e2e/doors',
  ).toEqual([]);
  expect(
    tabled.filter((door) => !LISTED.includes(door)),
    'rows of doors that are not there',
  ).toEqual([]);
  // The list itself is not empty because a folder has moved.
  for (const door of ['page /s/[storyId]/[[...take]]', 'GET /media/[...key]', 'PUT /api/v1/takes/[takeId]/like'])
    expect(LISTED).toContain(door);
  expect(LISTED.some((door) => door.startsWith('action '))).toBe(true);
});

test.each(Object.entries(DOORS))('%s: each row says what every actor is answered, once', (_, rows) => {
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  for (const { answers } of rows) expect(Object.keys(expectedOf(answers)).toSorted()).toEqual([...ACTORS].toSorted());
});

test('a row that names an actor twice, or nobody knows, is refused', () => {
  expect(() => expectedOf('ok nn')).toThrow('n');
  expect(() => expectedOf('ok n, forbidden n')).toThrow('n');
  expect(() => expectedOf('ok Z')).toThrow('Z');
  expect(expectedOf('ok gm, not_signed_in *')).toMatchObject({
    g: 'ok',
    m: 'ok',
    n: 'not_signed_in',
    A: 'not_signed_in',
  });
});
