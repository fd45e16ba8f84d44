import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JOB_QUEUES } from '../db/job-queues.mjs';
import { JOBS } from '../e2e/doors/jobs';
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

test('every kind of job says what it asks of the policy, and does; so does what writes the daily mails', () => {
  expect(Object.keys(JOBS).toSorted()).toEqual(Object.keys(JOB_QUEUES).toSorted());
  const asking = Object.values(JOBS).filter((job) => 'by' in job);
  for (const { by, asks } of [...asking, { by: 'lib/server/digest.ts', asks: 'mayStillBeTold' }])
    expect(readFileSync(by, 'utf8'), by).toContain(`${asks}(`);
  expect(readFileSync('lib/server/acting.ts', 'utf8')).toContain("can(actor, 'take.move', story)");
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
