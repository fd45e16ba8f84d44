import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PUT } from '@/app/api/v1/takes/[takeId]/nudge/route';
import { guarded } from '@/db/guard';
import { wishNudge } from '@/db/queries/nudges';
import { publishTake } from '@/db/queries/publish';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { stories, takes, users } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { Rendered } from '@/lib/mixing/job';
import { renderNudge } from './jobs/nudge-take';
import { log } from './log';
import { mixOnServer } from './mixing/pool';
import { lagOf, decode as listen, recording, voice, voiceFile } from './mixing/test-sounds';
import { moveOf } from './moves';
import type { Storage } from './storage/port';
import { sweepStore } from './sweep';
import { callRoute, openTestApp, type Person, refusal, signIn, storedFiles, type TestApp } from './test-api';

const OVERLAP_MS = 1_000;

let app: TestApp;
let ada: Person;
let bob: Person;
let told: Rendered;
let spoken: Rendered;
let seed: TakeRow;
let take: TakeRow;

beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
  const source = { bytes: await voiceFile('austen-0870'), contentType: 'audio/flac' };
  told = await mixOnServer({ source, cut: 'whole', parent: null });
  const fromMs = told.durationMs - OVERLAP_MS;
  spoken = await mixOnServer({
    ...(await recording(await voice('austen-0880'), 'PCM in WebM')),
    parent: { mix: told.mix, fromMs, overlapMs: OVERLAP_MS },
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  seed = await publishSeed(app.db, await storedFiles(app, uuidv7(), told));
  take = await publishAnswer(seed, ada);
});

async function publishAnswer(parent: TakeRow, author: Person): Promise<TakeRow> {
  const startMs = parent.startMs + parent.durationMs - OVERLAP_MS;
  const files = await storedFiles(app, uuidv7(), spoken);
  return (await publishTake(app.db, answerTo(parent, { ...files, authorId: author.id, startMs }))).take;
}

async function now({ storyId, id }: TakeRow): Promise<TakeRow> {
  const row = await getTake(app.db, { storyId, id });
  if (!row) throw new Error('gone');
  return row;
}

const settle = (change: Partial<typeof stories.$inferInsert>) =>
  app.db.update(stories).set(change).where(eq(stories.id, take.storyId));
const nudge = (as: Person | null, nudgeMs: number, of = take) =>
  callRoute(
    PUT,
    'PUT',
    `/api/v1/takes/${of.id}/nudge`,
    { takeId: of.id },
    { as, body: { storyId: of.storyId, nudgeMs } },
  );

const ctx = (storage: Storage = app.storage) => ({ address: '', db: app.db, storage, log });
const render = (nudgeMs: number, storage?: Storage) =>
  renderNudge(ctx(storage), { storyId: take.storyId, takeId: take.id, nudgeMs });
const moveFor = async (person: Person | null) =>
  moveOf(
    { ...ctx(), actor: person && { id: person.id, name: person.name, role: 'guest', isSuspended: false } },
    await now(take),
  );
const sounds = ({ stemKey, mixKey, marginsKey, nudgeMs }: TakeRow) => ({ stemKey, mixKey, marginsKey, nudgeMs });
const heard = async ({ stemKey }: TakeRow) => (await listen(await app.storage.read(stemKey))).samples;
const queued = async (kind: string) =>
  (await app.db.execute(sql`select data from pgboss.job where name = ${kind} and data->>'takeId' = ${take.id}`)).map(
    ({ data }) => data,
  );

describe('moving a published take', () => {
  test('its author is told that it is being made, then it is there, later by so much, and back again to the byte', async () => {
    const answered = await nudge(ada, 40);
    expect(answered.status).toBe(200);
    expect(await answered.json()).toEqual({
      move: { state: 'making', nudgeMs: 0, wantedMs: 40, gainDb: expect.closeTo(spoken.gainDb, 3) },
    });
    expect(sounds(await now(take))).toEqual(sounds(take));

    expect(await render(40)).toBe('moved');
    const moved = await now(take);
    expect(moved).toMatchObject({
      nudgeMs: 40,
      wantedNudgeMs: null,
      durationMs: take.durationMs,
      startMs: take.startMs,
    });
    expect(lagOf(await heard(moved), await heard(take))).toBe(40 * 48);
    expect(moved.mixSha256).not.toBe(take.mixSha256);
    expect(await moveFor(ada)).toEqual({ state: 'free', nudgeMs: 40, gainDb: moved.gainDb });
    expect(await queued('take.verify')).toEqual([{ storyId: take.storyId, takeId: take.id }]);

    await nudge(ada, 0);
    expect(await render(0)).toBe('moved');
    const back = await now(take);
    for (const file of ['stemSha256', 'mixSha256', 'marginsSha256', 'peaks'] as const)
      expect(back[file]).toEqual(take[file]);
  });

  test('nobody else may, and nobody else is told that one could', async () => {
    expect(await refusal(await nudge(null, 5))).toMatchObject({ status: 401, code: 'not_signed_in' });
    expect(await refusal(await nudge(bob, 5))).toMatchObject({ status: 403, code: 'forbidden' });
    expect([await moveFor(null), await moveFor(bob)]).toEqual([null, null]);
    expect(await now(take)).toEqual(take);
    expect(await queued('take.nudge')).toEqual([]);
  });

  test('only so often within an hour, whatever became of it, and again later', async () => {
    for (let n = 1; n <= 20; n++) expect((await nudge(ada, n)).status).toBe(200);
    expect(await refusal(await nudge(ada, 21))).toMatchObject({ status: 429, code: 'moved_too_often' });
    expect((await now(take)).wantedNudgeMs).toBe(20);
    await app.db.execute(
      sql`update pgboss.job set created_on = now() - interval '61 minutes' where data->>'takeId' = ${take.id}`,
    );
    expect((await nudge(ada, 21)).status).toBe(200);
  });

  test('a job that ends between the look at the row and the look at the queue has not failed', async () => {
    await nudge(ada, 40);
    const before = await now(take);
    await render(40);
    await app.db.execute(sql`update pgboss.job set state = 'completed' where data->>'takeId' = ${take.id}`);
    const actor = { id: ada.id, name: ada.name, role: 'guest' as const, isSuspended: false };
    expect(await moveOf({ ...ctx(), actor }, before)).toMatchObject({ state: 'free', nudgeMs: 40 });
    await app.db.update(takes).set({ wantedNudgeMs: 50 }).where(eq(takes.id, take.id));
    expect(await moveOf({ ...ctx(), actor }, before)).toMatchObject({ state: 'failed', nudgeMs: 40, wantedMs: 50 });
  });

  test('not further than what was kept, and not where nothing was', async () => {
    expect(await refusal(await nudge(ada, 1_001))).toMatchObject({ status: 422, code: 'invalid_request' });
    const bare = await publishTake(app.db, answerTo(seed, { authorId: ada.id, margins: null }));
    expect(await refusal(await nudge(ada, 5, bare.take))).toMatchObject({ status: 409, code: 'take_cannot_be_moved' });
  });

  test('the last of two wishes wins, whichever is made first', async () => {
    await nudge(ada, 5);
    await nudge(ada, 9);
    expect(await render(5)).toBe('dropped');
    expect((await now(take)).wantedNudgeMs).toBe(9);
    expect(await render(9)).toBe('moved');
    expect(await now(take)).toMatchObject({ nudgeMs: 9, wantedNudgeMs: null });
  });

  test('the same wish twice is one move, also when both are made at once', async () => {
    await nudge(ada, 7);
    await nudge(ada, 7);
    expect((await Promise.all([render(7), render(7)])).sort()).toEqual(['dropped', 'moved']);
    expect(await render(7)).toBe('dropped');
    expect((await now(take)).nudgeMs).toBe(7);
  });

  test('a worker that dies after it has stored the files leaves all as it was, and the next one makes the same', async () => {
    await nudge(ada, -30);
    const dying: Storage = {
      ...app.storage,
      async write(key, bytes, type) {
        await app.storage.write(key, bytes, type);
        if (key.includes('-mix.')) throw new Error('killed');
      },
    };
    await expect(render(-30, dying)).rejects.toThrow('killed');
    expect(await now(take)).toEqual({ ...take, wantedNudgeMs: -30 });
    expect(await render(-30)).toBe('moved');
    expect(lagOf(await heard(await now(take)), await heard(take))).toBe(-30 * 48);
  });

  test('in a story that is closed is refused, and what was wished before is not done', async () => {
    await nudge(ada, 9);
    await settle({ closedAt: new Date() });
    expect(await refusal(await nudge(ada, 5))).toMatchObject({ status: 409, code: 'story_closed' });
    expect(await moveFor(ada)).toBeNull();
    expect(await render(9)).toBe('dropped');
    expect(await now(take)).toEqual(take);
  });

  test('is not done either when the story is closed, or its author suspended, while it is being made', async () => {
    const meanwhile = (happens: () => Promise<unknown>): Storage => ({
      ...app.storage,
      async write(key, bytes, type) {
        if (key.includes('-mix.')) await happens();
        await app.storage.write(key, bytes, type);
      },
    });
    await nudge(ada, 9);
    expect(
      await render(
        9,
        meanwhile(() => settle({ closedAt: new Date() })),
      ),
    ).toBe('dropped');
    expect(await now(take)).toEqual(take);
    await settle({ closedAt: null });
    await nudge(ada, 9);
    const suspend = (suspendedAt: Date | null) => app.db.update(users).set({ suspendedAt }).where(eq(users.id, ada.id));
    expect(
      await render(
        9,
        meanwhile(() => suspend(new Date())),
      ),
    ).toBe('dropped');
    await suspend(null);
    expect(await now(take)).toEqual(take);
  });

  test('without its parent’s mix it is told to have failed, and can be wished again', async () => {
    await nudge(ada, 3);
    const mix = await app.storage.read(seed.mixKey);
    await app.storage.remove(seed.mixKey);
    await expect(render(3)).rejects.toMatchObject({ code: 'upload_missing' });
    await app.db.execute(sql`update pgboss.job set state = 'failed' where data->>'takeId' = ${take.id}`);
    expect(await moveFor(ada)).toMatchObject({ state: 'failed', nudgeMs: 0, wantedMs: 3 });
    await app.storage.write(seed.mixKey, mix, 'audio/mp4');
    expect(await (await nudge(ada, 3)).json()).toMatchObject({ move: { state: 'making' } });
    expect(await render(3)).toBe('moved');
  });

  test('what it replaces can be heard for a day', async () => {
    await nudge(ada, 12);
    await render(12);
    const later = (hours: number) => new Date(Date.now() + hours * 60 * 60 * 1000);
    await sweepStore(app.db, app.storage, later(23.9));
    // An hour after the move: the earlier files are old by then, and nobody names them.
    await app.db.execute(sql`update takes set moved_at = ${later(24).toISOString()} where id = ${take.id}`);
    await sweepStore(app.db, app.storage, later(25));
    expect(await app.storage.stat(take.mixKey)).not.toBeNull();
    await sweepStore(app.db, app.storage, later(49));
    expect(await app.storage.stat(take.mixKey)).toBeNull();
    expect(await app.storage.stat((await now(take)).mixKey)).not.toBeNull();
  });
});

describe('an answer', () => {
  test('fixes the take it answers, and its author is told by whom', async () => {
    await publishAnswer(take, bob);
    expect(await refusal(await nudge(ada, 5))).toMatchObject({ status: 409, code: 'take_is_answered' });
    expect(await moveFor(ada)).toEqual({ state: 'fixed', by: 'Bob' });
    expect(await queued('take.nudge')).toEqual([]);
  });

  test('that comes while the mix is being made wins, and the wish is gone', async () => {
    await nudge(ada, 25);
    const answered: Storage = {
      ...app.storage,
      async write(key, bytes, type) {
        if (key.includes('-mix.')) await publishAnswer(take, bob);
        await app.storage.write(key, bytes, type);
      },
    };
    expect(await render(25, answered)).toBe('dropped');
    expect(await now(take)).toEqual({ ...take, childCount: 1, bestChildId: expect.any(String) });
  });

  test('that is being published holds a wish back until it is decided', async () => {
    const { promise: published, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: inserted, resolve: isInserted } = Promise.withResolvers<void>();
    const publishing = app.db.transaction(async (tx) => {
      await publishTake(tx, answerTo(take, { authorId: bob.id }));
      isInserted();
      await published;
    });
    await inserted;
    const wish = wishNudge(app.db, { storyId: take.storyId, takeId: take.id, nudgeMs: 5 });
    const isHeld = async () =>
      (await app.owner.execute(sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)).length > 0;
    await expect.poll(isHeld).toBe(true);
    goOn();
    await publishing;
    expect(await wish).toBe(false);
  });

  test('is kept by the database itself, whoever writes', async () => {
    await publishAnswer(take, bob);
    const set = (change: Partial<typeof takes.$inferInsert>) =>
      guarded(() => app.db.update(takes).set(change).where(eq(takes.id, take.id)));
    for (const change of [
      { stemKey: 'x' },
      { mixKey: 'x' },
      { marginsKey: 'x' },
      { nudgeMs: 1 },
      { gainDb: 0 },
      { wantedNudgeMs: 1 },
    ])
      await expect(set(change)).rejects.toMatchObject({ code: 'take_is_answered' });
    await set({ childCount: 2, likeCount: 1, wantedNudgeMs: null });
    expect(await now(take)).toMatchObject({ childCount: 2, likeCount: 1 });
  });
});
