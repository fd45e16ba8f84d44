import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POST as mixRoute } from '@/app/api/v1/takes/[takeId]/mix/route';
import { GET as readUrls } from '@/app/api/v1/takes/[takeId]/urls/route';
import { type Draft, draft, publishTake, render, upload } from '@/app/api/v1/test-publishing';
import { getTake } from '@/db/queries/takes';
import { takeAlignments, takes } from '@/db/schema';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Rendered } from '@/lib/mixing/job';
import type { MixedTake } from './mixes';
import { recording, voice } from './mixing/test-sounds';
import { sweepStore } from './sweep';
import { callRoute, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

// What is kept around an answer, and how it was put in time, from the server's mix to the row and the sweep.

let app: TestApp;
let ada: Person;
let spoken: Rendered;
let seed: Draft;
beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
  spoken = await render('0880');
  seed = await draft(ada, spoken);
  expect((await publishTake(ada, seed.takeId, seed.body)).status).toBe(200);
});
afterAll(() => app.close());

const GEAR = {
  inputLabel: 'ab'.repeat(8),
  outputLabel: null,
  contextRate: 44_100,
  inputRate: 48_000,
  browser: 'Firefox 153',
};
const CALIBRATED = {
  ...NOT_ALIGNED,
  method: 'calibrated',
  errorMs: 1.5,
  offsetMs: 83.25,
  reportedMs: 57,
  doubt: 'busy',
};

/** An answer of two seconds that the server has mixed, ready to be published. */
async function mixedAnswer(overlapMs: number, nudgeMs = 0, heardSha256: string | null = null) {
  const takeId = uuidv7();
  const samples = await voice('austen-0890');
  const { source, cut } = await recording(samples.subarray(0, 2_000 * 48), 'Opus in WebM');
  const place = { storyId: seed.body.storyId, parentId: seed.takeId, startMs: spoken.durationMs - overlapMs };
  const sent = await upload(ada, takeId, 'source', source.bytes);
  const body = { ...place, cut: { ...cut, nudgeMs }, alignment: CALIBRATED, heardSha256, source: sent };
  const answer = await callRoute(mixRoute, 'POST', `/api/v1/takes/${takeId}/mix`, { takeId }, { as: ada, body });
  expect(answer.status).toBe(200);
  const mixed: MixedTake = await answer.json();
  const { title: _, ...rest } = seed.body;
  return { takeId, mixed, body: { ...rest, ...place, ...mixed, gear: GEAR } };
}

const rowOf = ({ takeId }: { takeId: string }) =>
  app.db.select().from(takeAlignments).where(eq(takeAlignments.takeId, takeId));

test.each([900, 0])(
  'an answer over %i ms is mixed, published and kept with its margins and all that is known',
  async (overlapMs) => {
    const made = await mixedAnswer(overlapMs, -12);
    const { margins, alignment } = made.mixed;
    expect(alignment).toEqual({ ...CALIBRATED, nudgeMs: -12 });
    expect((await publishTake(ada, made.takeId, made.body)).status).toBe(200);
    const take = await getTake(app.db, { storyId: seed.body.storyId, id: made.takeId });
    expect(take).toMatchObject({
      ...{ marginsKey: margins?.key, marginsBytes: margins?.bytes, marginsSha256: margins?.sha256 },
      ...{ alignMethod: 'calibrated', alignErrorMs: 1.5, nudgeMs: -12, wantedNudgeMs: null },
    });
    const [row, ...more] = await rowOf(made);
    expect(row).toMatchObject({
      ...GEAR,
      offsetMs: 83.25,
      reportedMs: 57,
      doubt: 'busy',
      peakDb: null,
      residualMs: null,
    });
    expect(more).toEqual([]);
    // Told again it is one row still.
    expect((await publishTake(ada, made.takeId, made.body)).status).toBe(200);
    expect(await rowOf(made)).toEqual([row]);
  },
);

test('the server mixes over the mix that was heard, while it is there', async () => {
  const other = await upload(ada, seed.takeId, 'mix', (await render('0890')).mix);
  const mixOver = async (heard: string | null) => (await mixedAnswer(900, 0, heard)).mixed.mix.sha256;
  const now = await mixOver(null);
  expect(await mixOver(seed.body.mix.sha256)).toBe(now);
  expect(await mixOver(other.sha256)).not.toBe(now);
  await app.storage.remove(other.key);
  expect(await mixOver(other.sha256)).toBe(now);
});

test('what lies around a take is told to its author alone', async () => {
  const made = await mixedAnswer(700);
  await publishTake(ada, made.takeId, made.body);
  const urls = async (as: Person | null) => {
    const path = `/api/v1/takes/${made.takeId}/urls?story=${seed.body.storyId}`;
    return (await callRoute(readUrls, 'GET', path, { takeId: made.takeId }, { as })).json();
  };
  const key = made.mixed.margins?.key ?? '';
  expect((await urls(ada)).marginsUrl).toContain(key);
  for (const as of [null, await signIn(app, 'Eve')]) expect(Object.keys(await urls(as))).toEqual(['mixUrl', 'stemUrl']);
});

test('margins stay when the sweep goes over what no take names', async () => {
  const [named, unnamed] = [await mixedAnswer(500), await mixedAnswer(500)];
  await publishTake(ada, named.takeId, named.body);
  const keys = [named, unnamed].map(({ mixed }) => mixed.margins?.key ?? '');
  const then = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const key of keys) await utimes(join(app.folder, 'store', key), then, then);
  await sweepStore();
  expect(await Promise.all(keys.map(async (key) => (await app.storage.stat(key)) !== null))).toEqual([true, false]);
});

test('a take that was moved since is the same take by its author and its place, and by nothing less', async () => {
  const made = await mixedAnswer(700);
  await publishTake(ada, made.takeId, made.body);
  const files = { stemKey: 'audio/moved/stem', mixKey: 'audio/moved/mix', marginsKey: 'audio/moved/margins' };
  const moved = { ...files, nudgeMs: 5, movedAt: new Date() };
  await app.db.update(takes).set(moved).where(eq(takes.id, made.takeId));
  const other = { ...made.body, peaks: [1], gainDb: 1 };
  expect((await publishTake(ada, made.takeId, other)).status).toBe(200);
  expect(await getTake(app.db, { storyId: seed.body.storyId, id: made.takeId })).toMatchObject({ nudgeMs: 5 });
  const eve = await signIn(app, 'Eve');
  for (const [as, body] of [
    [eve, other],
    [ada, { ...other, startMs: other.startMs + 1 }],
  ] as const) {
    expect(await refusal(await publishTake(as, made.takeId, body))).toMatchObject({
      status: 409,
      code: 'take_conflict',
    });
  }
});

test('a seed has none, whoever sends some', async () => {
  const made = await draft(ada, spoken);
  const margins = await upload(ada, made.takeId, 'margins', spoken.stem);
  const said = await refusal(await publishTake(ada, made.takeId, { ...made.body, margins }));
  expect(said).toMatchObject({ status: 422, code: 'invalid_request', issues: [{ path: 'margins' }] });
});

test('margins of another length, of another kind, or that never arrived are refused', async () => {
  const made = await mixedAnswer(600);
  const refusedWith = async (margins: object) =>
    refusal(await publishTake(ada, made.takeId, { ...made.body, margins }));
  const long = await upload(ada, made.takeId, 'margins', spoken.stem);
  const mismatch = { status: 422, code: 'upload_mismatch', kind: 'margins' };
  expect(await refusedWith(long)).toMatchObject({ ...mismatch, reason: 'length or format' });
  expect(await refusedWith(made.mixed.stem)).toMatchObject(mismatch);
  const gone = { ...made.mixed.margins, key: long.key.replace(/[0-9a-f]{8}-margins/, '00000000-margins') };
  expect(await refusedWith(gone)).toMatchObject({ status: 409, code: 'upload_missing', kind: 'margins' });
  const cut = (await app.storage.read(made.mixed.margins?.key ?? '')).slice(0, -100);
  expect(await refusedWith(await upload(ada, made.takeId, 'margins', cut))).toMatchObject({ code: 'not_audio' });
  expect(await getTake(app.db, { storyId: seed.body.storyId, id: made.takeId })).toBeNull();
});
