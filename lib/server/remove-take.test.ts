import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GET as urlsRoute } from '@/app/api/v1/takes/[takeId]/urls/route';
import { auditLog, waitingTakes } from '@/db/people';
import { getPathFile, savePathFile } from '@/db/queries/path-files';
import { publishTake } from '@/db/queries/publish';
import { getTake, pathTo, type TakeRow } from '@/db/queries/takes';
import { addWaiting, waitingOf } from '@/db/queries/waiting';
import { stories, takes, users } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import { remixTake } from './jobs/remix-take';
import { renderPath } from './jobs/render-path';
import { log } from './log';
import { keep } from './mixes';
import { removeTake } from './remove-take';
import { remixWhatIsDue } from './silence';
import { storyPage, takeToAnswer } from './stories';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let [ada, bob]: Person[] = [];
let seed: TakeRow;
let over: TakeRow;
let after: TakeRow;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
  seed = await publishSeed(app.db, { authorId: ada.id });
  const startMs = seed.startMs + seed.durationMs - 2_000;
  over = (await publishTake(app.db, answerTo(seed, { authorId: who(bob).id, startMs }))).take;
  after = (await publishTake(app.db, answerTo(seed, { authorId: who(bob).id }))).take;
});

function who(person: Person | undefined): Person {
  if (!person) throw new Error('nobody');
  return person;
}
const remove = (as: Person | null, of: TakeRow) => removeTake(ctxOf(app, as), { storyId: of.storyId, takeId: of.id });
const now = ({ storyId, id }: TakeRow) => getTake(app.db, { storyId, id });

test('from then on nobody is given the take, nor what was mixed over it', async () => {
  const [owner, listener] = [who(ada), who(bob)];
  await remove(owner, seed);
  for (const of of [seed, over]) {
    const answer = await callRoute(
      urlsRoute,
      'GET',
      `/api/v1/takes/${of.id}/urls?story=${of.storyId}`,
      { takeId: of.id },
      { as: listener },
    );
    expect(await refusal(answer)).toMatchObject({ status: 425, code: 'being_remixed' });
  }
  // What only follows it holds nothing of it.
  expect((await now(after))?.mixDue).toBe(false);
  const page = await storyPage(ctxOf(app, listener), { storyId: seed.storyId, takeId: over.id });
  expect(page.takes.map(({ mixUrl, author }) => [mixUrl, author])).toEqual([
    ['', { id: NOT_SHOWN_ID, name: 'Removed' }],
    ['', { id: listener.id, name: 'Bob' }],
  ]);
  expect(page.takes[0]?.peaks.every((peak) => peak === 0)).toBe(true);
  const ids = { storyId: seed.storyId, parentId: seed.id };
  await expect(takeToAnswer(ctxOf(app, listener), ids)).rejects.toMatchObject({ code: 'take_not_shown' });
  await expect(publishTake(app.db, answerTo(seed, { authorId: listener.id }))).rejects.toMatchObject({
    code: 'take_not_shown',
  });
});

test('only by its author, who need not be let into the story any more; it is written down once', async () => {
  await expect(remove(null, over)).rejects.toMatchObject({ code: 'take_not_found' });
  await expect(remove(who(ada), over)).rejects.toMatchObject({ code: 'take_not_found' });
  const elsewhere = { ...over, storyId: uuidv7() };
  await expect(remove(who(bob), elsewhere)).rejects.toMatchObject({ code: 'take_not_found' });
  expect((await now(over))?.state).toBe('shown');
  await app.db.update(stories).set({ visibility: 'private' });
  await remove(who(bob), over);
  await remove(who(bob), over);
  expect((await now(over))?.state).toBe('removed');
  const entries = await app.db.select().from(auditLog).where(sql`${auditLog.subjectId} = ${over.id}`);
  expect(entries).toEqual([expect.objectContaining({ action: 'take.remove', actorId: who(bob).id })]);
});

test('a file of the whole path goes, and one that is being made meanwhile is not kept', async () => {
  const { storyId } = seed;
  const ids = { storyId, takeId: after.id };
  const file = await keep(app.storage, after.id, 'path', 'audio/mp4', new Uint8Array(100));
  await savePathFile(app.db, { ...ids, file, madeOf: 'a'.repeat(64) });
  await remove(who(ada), seed);
  expect(await getPathFile(app.db, ids)).toMatchObject({ key: file.key, madeOf: '' });
  const jobCtx = { db: app.db, storage: app.storage, log };
  await expect(renderPath(jobCtx, ids)).rejects.toMatchObject({ code: 'mixing_busy' });
  // The seed's own files were never in this store: what can go goes all the same.
  const withoutMixing = { ...app.storage, write: () => Promise.reject(new Error('no room')) };
  await expect(remixTake({ ...jobCtx, storage: withoutMixing }, { storyId, takeId: seed.id })).rejects.toThrow(
    'no room',
  );
  expect(await app.storage.stat(file.key)).toBeNull();
  expect(await getPathFile(app.db, ids)).toBeNull();
});

test('what waits to answer it is refused, and forgets the mix that holds the voice', async () => {
  const waits = answerTo(seed, { authorId: who(bob).id });
  await addWaiting(app.db, waitingOf(waits));
  await remove(who(ada), seed);
  const [row] = await app.db.select().from(waitingTakes).where(sql`${waitingTakes.id} = ${waits.id}`);
  expect(row).toMatchObject({ refusedAt: expect.any(Date), keys: [waits.stem.key, waits.margins?.key] });
});

test('what could not be made is sent for again', async () => {
  await remove(who(ada), seed);
  await app.db.execute(sql`delete from pgboss.job where name = 'take.remix'`);
  expect(await remixWhatIsDue(app.db)).toBeGreaterThanOrEqual(2);
  const jobs = await app.db.execute<{ id: string }>(
    sql`select data->>'takeId' as id from pgboss.job where name = 'take.remix'`,
  );
  expect(jobs.map(({ id }) => id)).toEqual(expect.arrayContaining([seed.id, over.id]));
});

test('the database lets nothing in under a silent take that would be heard, nor from somebody who has left', async () => {
  await app.db.execute(sql`update takes set state = 'hidden' where id = ${seed.id}`);
  const row = (await pathTo(app.db, seed)).at(0);
  expect(row?.state).toBe('hidden');
  const [{ childCount: _, bestChildId: __, ...copy } = over] = await app.db
    .select()
    .from(takes)
    .where(sql`id = ${over.id}`);
  const id = uuidv7();
  const raw = { ...copy, id, stemKey: `${id}/stem`, mixKey: `${id}/mix`, marginsKey: `${id}/margins` };
  await app.db.insert(takes).values({ ...raw, childCount: 0, bestChildId: null });
  expect((await getTake(app.db, { storyId: seed.storyId, id }))?.mixDue).toBe(true);
  await app.db
    .update(users)
    .set({ deletedAt: new Date() })
    .where(sql`id = ${who(bob).id}`);
  await expect(publishTake(app.db, answerTo(after, { authorId: who(bob).id }))).rejects.toMatchObject({
    code: 'not_signed_in',
  });
});
