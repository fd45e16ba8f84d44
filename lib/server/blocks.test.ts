import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PUT } from '@/app/api/v1/people/[personId]/block/route';
import { PUT as LIKE } from '@/app/api/v1/takes/[takeId]/like/route';
import { publishTake } from '@/db/queries/publish';
import type { TakeRow } from '@/db/queries/takes';
import { answerTo, publishSeed } from '@/db/test-takes';
import { blockedPeople } from './blocks';
import { silenceTake } from './silence';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let ada: Person;
let bob: Person;
let take: TakeRow;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
  // In a third person's story, whose owner has nothing against anybody.
  take = (await publishTake(app.db, answerTo(await publishSeed(app.db), { authorId: ada.id }))).take;
});

const block = (as: Person | null, personId: string, isBlocked = true) =>
  callRoute(PUT, 'PUT', `/api/v1/people/${personId}/block`, { personId }, { as, body: { isBlocked } });
const like = (as: Person, isLiked = true) =>
  callRoute(
    LIKE,
    'PUT',
    `/api/v1/takes/${take.id}/like`,
    { takeId: take.id },
    { as, body: { storyId: take.storyId, isLiked } },
  );

it('keeps likes away, and lets one be taken back', async () => {
  expect((await like(bob)).status).toBe(200);
  expect((await block(ada, bob.id)).status).toBe(200);
  expect((await like(bob, false)).status).toBe(200);
  expect(await refusal(await like(bob))).toMatchObject({ status: 403, code: 'blocked' });
});

it('can be taken back, and done twice', async () => {
  await block(ada, bob.id);
  expect((await block(ada, bob.id)).status).toBe(200);
  expect(await blockedPeople(ctxOf(app, ada))).toEqual([{ id: bob.id, name: 'Bob' }]);
  await block(ada, bob.id, false);
  expect(await blockedPeople(ctxOf(app, ada))).toEqual([]);
  expect((await like(bob)).status).toBe(200);
});

it.each([
  ['oneself', () => block(ada, ada.id), 'forbidden'],
  ['nobody that there is', () => block(ada, crypto.randomUUID()), 'not_found'],
  ['by nobody', () => block(null, ada.id), 'not_signed_in'],
  ['by an id that is none', () => block(ada, 'bob'), 'invalid_request'],
])('is refused: %s', async (_, send, code) => {
  expect(await refusal(await send())).toMatchObject({ code });
});

it('a take that is not shown takes no likes', async () => {
  await app.db.transaction((tx) => silenceTake(tx, { storyId: take.storyId, takeId: take.id, to: 'hidden' }));
  expect(await refusal(await like(bob))).toMatchObject({ status: 409, code: 'take_not_shown' });
});
