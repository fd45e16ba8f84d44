import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '@/app/api/auth/test-browser';
import { GET as exportRoute } from '@/app/api/v1/me/export/route';
import { auditLog, notices, sessions, storyMembers, waitingTakes } from '@/db/people';
import { setLike } from '@/db/queries/likes';
import { publishTake } from '@/db/queries/publish';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { getUser } from '@/db/queries/users';
import { addWaiting, waitingOf } from '@/db/queries/waiting';
import { likes, stories, takeAlignments, users } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import { deleteAccount as deleteHere } from '@/lib/actions/delete';
import type { Rendered } from '@/lib/mixing/job';
import { deleteAccount, takeLeave } from './delete-account';
import { remixTake } from './jobs/remix-take';
import { log } from './log';
import { decode, mixOf, shares } from './mixing/test-sounds';
import { hashPassword } from './passwords';
import { silenceTake } from './silence';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, storedFiles, type TestApp } from './test-api';
import { generations } from './test-generations';
import { filesInZip } from './test-zip';

/** Of each with the one before it: enough to hear that one in. */
const OVERLAPS_MS = [0, 1_000, 1_000, 2_400] as const;
const overlapMs = (n: number): number => OVERLAPS_MS[n] ?? 0;
const RATE = 48;

let app: TestApp;
let told: Rendered[];

beforeAll(async () => {
  app = await openTestApp();
  told = await generations([
    ['austen-0870', 0],
    ['austen-0880', overlapMs(1)],
    ['austen-0890', overlapMs(2)],
    ['austen-0880', overlapMs(3)],
  ]);
});
afterAll(() => app.close());

function rendered(n: number): Rendered {
  const one = told[n];
  if (!one) throw new Error('not rendered');
  return one;
}

let ada: Person;
let bob: Person;
/** Ada, Bob, Ada, Bob, each over the end of the one before. */
let path: TakeRow[];
beforeEach(async () => {
  // Every story here is told by the same voices: nothing of an earlier one may be found.
  for await (const { key } of app.storage.list('audio/')) await app.storage.remove(key);
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
  path = [await publishSeed(app.db, { ...(await storedFiles(app, uuidv7(), rendered(0))), authorId: ada.id })];
  for (const n of [1, 2, 3]) path.push(await publishAnswer(at(n - 1), n, n % 2 === 1 ? bob : ada));
});

const placed = (parent: TakeRow, n: number) => parent.startMs + parent.durationMs - overlapMs(n);

async function publishAnswer(parent: TakeRow, n: number, author: Person): Promise<TakeRow> {
  const files = await storedFiles(app, uuidv7(), rendered(n));
  const take = answerTo(parent, { ...files, authorId: author.id, startMs: placed(parent, n) });
  return (await publishTake(app.db, { ...take, alignment: { ...take.alignment, method: 'measured', offsetMs: 83 } }))
    .take;
}

async function waitingTake(parent: TakeRow, author: Person) {
  const files = await storedFiles(app, uuidv7(), rendered(1));
  const take = answerTo(parent, { ...files, authorId: author.id, startMs: placed(parent, 1) });
  await addWaiting(app.db, waitingOf(take));
  const alone = [take.stem.key, take.margins?.key ?? ''].sort();
  return { id: take.id, stemKey: take.stem.key, alone };
}

function at(n: number): TakeRow {
  const take = path[n];
  if (!take) throw new Error(`no take ${n}`);
  return take;
}
async function now(n: number): Promise<TakeRow> {
  const row = await getTake(app.db, at(n));
  if (!row) throw new Error('gone');
  return row;
}

const jobCtx = () => ({ db: app.db, storage: app.storage, log });
/** Does the jobs of a story until there is nothing more to do. */
async function doJobs({ storyId }: { storyId: string }): Promise<void> {
  const due = () => app.db.execute<{ id: string }>(sql`select id from takes where mix_due and story_id = ${storyId}`);
  for (let some = await due(), round = 0; some.length > 0 && round < 10; some = await due(), round += 1)
    for (const { id: takeId } of some) await remixTake(jobCtx(), { storyId, takeId });
}

async function storeListing(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { key } of app.storage.list('audio/')) files.set(key, sha256(await app.storage.read(key)));
  return files;
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const samplesOf = async (bytes: Uint8Array) => (await decode(bytes)).samples;
const rowOf = async ({ id }: TakeRow) =>
  (await app.db.select().from(takeAlignments).where(eq(takeAlignments.takeId, id)))[0];

const exported = (as: Person | null) => callRoute(exportRoute, 'GET', '/api/v1/me/export', {}, { as });

describe('a story of four generations by two', () => {
  test('the export of one has everything of theirs, to the byte, and nothing of the other', async () => {
    const { storyId } = at(0);
    const waits = await waitingTake(at(3), ada);
    await setLike(app.db, { storyId, takeId: at(1).id, userId: ada.id, isLiked: true });
    const hidden = await now(2);
    await app.db.transaction((tx) => silenceTake(tx, { storyId, takeId: at(2).id, to: 'hidden' }));
    await doJobs(at(0));

    const answer = await exported(ada);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const files = await filesInZip(new Uint8Array(await answer.arrayBuffer()));
    const stored = async (key: string) => sha256(await app.storage.read(key));
    const has = (name: string) => sha256(files.get(name) ?? new Uint8Array());
    for (const take of [await now(0), hidden]) {
      expect(has(`takes/${take.id}/stem.flac`)).toBe(await stored(take.stemKey));
      expect(has(`takes/${take.id}/mix.m4a`)).toBe(await stored(take.mixKey));
    }
    expect(has(`takes/${hidden.id}/around.flac`)).toBe(await stored(hidden.marginsKey ?? ''));
    expect(has(`waiting/${waits.id}/stem.flac`)).toBe(await stored(waits.stemKey));
    expect(files.has(`waiting/${waits.id}/mix.m4a`)).toBe(true);
    expect([...files.keys()].some((name) => name.includes(at(1).id) || name.includes(at(3).id))).toBe(false);

    const text = new TextDecoder().decode(files.get('data.json'));
    const data = JSON.parse(text);
    expect(data.account).toMatchObject({ id: ada.id, name: 'Ada' });
    expect(data.stories).toEqual([expect.objectContaining({ id: storyId, title: 'A story' })]);
    expect(data.takes.map(({ id }: TakeRow) => id).sort()).toEqual([at(0).id, at(2).id].sort());
    expect(data.takes.find(({ id }: TakeRow) => id === at(2).id)).toMatchObject({
      startMs: at(2).startMs,
      state: 'hidden',
      alignment: expect.objectContaining({ offsetMs: 83 }),
    });
    expect(data.likes).toEqual([expect.objectContaining({ takeId: at(1).id })]);
    expect(data.waiting).toEqual([expect.objectContaining({ id: waits.id })]);
    expect(text).not.toMatch(/audio\/|passwordHash|token/i);
    expect(new TextDecoder().decode(files.get('README.txt'))).toContain('no transcripts');
    const [entry] = await app.db.select().from(auditLog).where(eq(auditLog.action, 'account.export'));
    expect(entry).toMatchObject({ actorId: ada.id, subjectId: ada.id, details: {} });
  });

  test('the export of the other has no mix with the voice of who has left, not before its new one is made either', async () => {
    const waits = await waitingTake(at(2), bob);
    const [before, later] = [await now(1), await now(3)];
    await deleteAccount(ctxOf(app, ada), {});

    const mixesOf = async () => {
      const files = await filesInZip(new Uint8Array(await (await exported(bob)).arrayBuffer()));
      expect(files.has(`waiting/${waits.id}/stem.flac`)).toBe(true);
      expect(files.has(`takes/${before.id}/stem.flac`)).toBe(true);
      return [...files].filter(([name]) => name.endsWith('mix.m4a')).map(([name, bytes]) => [name, sha256(bytes)]);
    };
    expect(await mixesOf()).toEqual([]);
    await doJobs(at(0));
    const made = await mixesOf();
    expect(made.map(([name]) => name).sort()).toEqual([1, 3].map((n) => `takes/${at(n).id}/mix.m4a`).sort());
    for (const old of [before.mixSha256, later.mixSha256]) expect(made.flat()).not.toContain(old);
  });

  test('what waits over a voice that is hidden is given alone, and whole again when that is heard again', async () => {
    const { storyId, id: takeId } = at(2);
    const waits = await waitingTake(at(2), bob);
    const name = `waiting/${waits.id}/mix.m4a`;
    const hasMix = async () => (await filesInZip(new Uint8Array(await (await exported(bob)).arrayBuffer()))).has(name);
    const become = (to: 'hidden' | 'shown') => app.db.transaction((tx) => silenceTake(tx, { storyId, takeId, to }));
    expect(await hasMix()).toBe(true);
    await become('hidden');
    expect(await hasMix()).toBe(false);
    await become('shown');
    expect(await hasMix()).toBe(true);
  });

  test('the title of a private story is told to those who are in it alone', async () => {
    const { storyId } = at(0);
    const titles = async () => {
      const files = await filesInZip(new Uint8Array(await (await exported(bob)).arrayBuffer()));
      const data = JSON.parse(new TextDecoder().decode(files.get('data.json')));
      return data.takes.map(({ storyTitle }: { storyTitle: string | null }) => storyTitle);
    };
    expect(await titles()).toEqual(['A story', 'A story']);
    await app.db.update(stories).set({ visibility: 'private', title: 'Another one' }).where(eq(stories.id, storyId));
    expect(await titles()).toEqual([null, null]);
    await app.db.insert(storyMembers).values({ storyId, userId: bob.id });
    expect(await titles()).toEqual(['Another one', 'Another one']);
  });

  test('once one has left, no file holds their voice, and the other plays on unchanged to the sample', async () => {
    const { storyId } = at(0);
    const waits = await waitingTake(at(3), ada);
    await setLike(app.db, { storyId, takeId: at(1).id, userId: ada.id, isLiked: true });
    // Over a voice of hers, and on its way into the story.
    const bobWaits = await waitingTake(at(2), bob);
    const voices = [await app.storage.read(at(0).stemKey), await app.storage.read(at(2).stemKey)];
    const before = [await now(0), await now(1), await now(2), await now(3)];
    const placedBefore = await Promise.all([1, 3].map((n) => rowOf(at(n))));
    const [, bobFirst, , bobSecond] = before;
    if (!bobFirst || !bobSecond) throw new Error('not there');

    await deleteAccount(ctxOf(app, ada), {});
    for (const n of [0, 1, 2, 3]) expect((await now(n)).mixDue).toBe(true);
    await doJobs(at(0));

    // Nothing is left under the keys of what is theirs but the silence that its row names.
    const files = await storeListing();
    const theirs = [at(0).id, at(2).id, waits.id];
    const left = [...files.keys()].filter((key) => theirs.some((id) => key.includes(id)));
    const silent = [await now(0), await now(2)];
    expect(left.sort()).toEqual(silent.flatMap(({ stemKey, mixKey }) => [stemKey, mixKey]).sort());
    for (const { stemKey } of silent)
      expect((await samplesOf(await app.storage.read(stemKey))).every((sample) => sample === 0)).toBe(true);
    expect([...files.keys()].filter((key) => key.includes(bobWaits.id)).sort()).toEqual(bobWaits.alone);
    // No file anywhere has bytes of theirs, nor a mix that they were heard in.
    const gone = new Set(
      before.flatMap((take) => [take.mixSha256, ...(take.authorId === ada.id ? [take.stemSha256] : [])]),
    );
    expect([...files].filter(([, hash]) => gone.has(hash)).map(([key]) => key)).toEqual([]);

    for (const [n, was, voiceBefore] of [
      [1, bobFirst, voices[0]],
      [3, bobSecond, voices[1]],
    ] as const) {
      const is = await now(n);
      const { mixKey, mixBytes, mixSha256 } = is;
      expect({ ...is, likeCount: was.likeCount }).toEqual({ ...was, mixKey, mixBytes, mixSha256 });
      // Their own voice lies where it lay, and the other one is not there.
      const mix = (await samplesOf(await app.storage.read(mixKey))).slice(0, overlapMs(n) * RATE);
      const own = (await samplesOf(await app.storage.read(is.stemKey))).slice(0, mix.length);
      const parent = at(n - 1);
      const from = (is.startMs - parent.startMs) * RATE;
      const sounded = (await samplesOf(await mixOf(await samplesOf(voiceBefore ?? new Uint8Array())))).slice(
        from,
        from + mix.length,
      );
      const heard = shares(mix, own, sounded);
      expect(Math.abs(heard.other)).toBeLessThan(0.02);
      expect(heard.own).toBeGreaterThan(0.5);
    }
    expect(await Promise.all([1, 3].map((n) => rowOf(at(n))))).toEqual(placedBefore);
    expect((await now(1)).likeCount).toBe(0);
  });

  test('nothing else of them is left but a row without a name', async () => {
    const { storyId } = at(0);
    const alone = await publishSeed(app.db, { ...(await storedFiles(app, uuidv7(), rendered(0))), authorId: ada.id });
    await app.db
      .update(users)
      .set({
        role: 'member',
        email: `${ada.id}@example.org`,
        passwordHash: await hashPassword('a long enough one', []),
      })
      .where(eq(users.id, ada.id));
    await app.db
      .insert(sessions)
      .values({ id: uuidv7(), userId: ada.id, tokenSha256: sha256(Buffer.from(ada.id)), client: 'Firefox on Android' });
    await app.db.insert(notices).values({ id: uuidv7(), userId: ada.id, kind: 'answer', storyId });

    const leave = (password?: string) => deleteAccount(ctxOf(app, ada), { password });
    await expect(leave()).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(leave('another long one')).rejects.toMatchObject({ code: 'wrong_credentials' });
    expect((await now(0)).state).toBe('shown');
    await leave('a long enough one');

    expect(await getUser(app.db, { id: ada.id })).toMatchObject({
      name: 'Somebody who left',
      role: 'guest',
      email: null,
      passwordHash: null,
      deletedAt: expect.any(Date),
    });
    const rows = await Promise.all([
      app.db.select().from(sessions).where(eq(sessions.userId, ada.id)),
      app.db.select().from(notices).where(eq(notices.userId, ada.id)),
      app.db.select().from(likes).where(eq(likes.userId, ada.id)),
      app.db.select().from(waitingTakes).where(eq(waitingTakes.authorId, ada.id)),
    ]);
    expect(rows).toEqual([[], [], [], []]);
    expect(await refusal(await exported(ada))).toMatchObject({ status: 401 });
    const storyNow = async (id: string) => (await app.db.select().from(stories).where(eq(stories.id, id)))[0];
    expect(await storyNow(storyId)).toMatchObject({ closedAt: expect.any(Date), deletedAt: null, title: 'A story' });
    expect(await storyNow(alone.storyId)).toMatchObject({ deletedAt: expect.any(Date), title: 'Somebody who left' });
    const entries = await app.db.select().from(auditLog).where(eq(auditLog.action, 'account.delete'));
    expect(entries.filter(({ subjectId }) => subjectId === ada.id)).toEqual([expect.objectContaining({ details: {} })]);
    // What is on its way from a device of theirs is not let in any more.
    await expect(publishTake(app.db, answerTo(await now(3), { authorId: ada.id }))).rejects.toMatchObject({
      code: expect.stringMatching(/not_signed_in|story_closed/),
    });
    expect(await takeLeave(jobCtx(), { personId: ada.id })).toEqual({ takes: 0 });
  });
});

test('a process that ends right after the account is gone leaves a job that does the rest', async () => {
  const dying = { ...ctxOf(app, ada), storage: { ...app.storage, list: () => broken() } };
  await waitingTake(at(3), ada);
  await expect(deleteAccount(dying, {})).rejects.toThrow('killed');
  const jobs = await app.db.execute(
    sql`select from pgboss.job where name = 'person.leave' and data->>'personId' = ${ada.id}`,
  );
  expect(jobs.length).toBe(1);
  await takeLeave(jobCtx(), { personId: ada.id });
  expect(await app.db.select().from(waitingTakes).where(eq(waitingTakes.authorId, ada.id))).toEqual([]);
});

async function* broken(): AsyncGenerator<{ key: string; modifiedAt: Date }> {
  yield await Promise.reject(new Error('killed'));
}

test('nobody who is not signed in has anything to export or to delete', async () => {
  expect(await refusal(await exported(null))).toMatchObject({ status: 401, code: 'not_signed_in' });
  await expect(deleteAccount(ctxOf(app, null), {})).rejects.toMatchObject({ code: 'not_signed_in' });
});

test('who has no password has signed in just before, on the device that asks', async () => {
  const browser = openBrowser();
  await browser.signIn('guest', { name: 'Ada' });
  const id = (await browser.me()).person?.id ?? '';
  await app.db.update(users).set({ role: 'member' }).where(eq(users.id, id));
  const begun = (createdAt: Date) => app.db.update(sessions).set({ createdAt }).where(eq(sessions.userId, id));
  const asks = (from: typeof browser) => from.act(deleteHere, { word: 'delete' });
  await begun(new Date(0));
  expect(await asks(browser)).toEqual({ ok: false, code: 'sign_in_again' });
  await begun(new Date());
  const thief = openBrowser();
  thief.cookies.set('next-auth.session-token', browser.cookies.get('next-auth.session-token') ?? '');
  expect(await asks(thief)).toEqual({ ok: false, code: 'sign_in_again' });
  expect(await asks(browser)).toEqual({ ok: true });
  expect((await getUser(app.db, { id }))?.deletedAt).not.toBeNull();
});
