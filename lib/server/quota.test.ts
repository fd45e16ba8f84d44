import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POST as announceRoute } from '@/app/api/v1/takes/[takeId]/uploads/route';
import { waitingTakes, withheldTakes } from '@/db/people';
import { storedBytes } from '@/db/queries/storage';
import { publishSeed } from '@/db/test-takes';
import { MAX_BYTES } from '@/lib/domain/limits';
import { assertRoom } from './quota';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
beforeAll(async () => {
  Object.assign(process.env, { GUEST_STORAGE_MB: '20', MEMBER_STORAGE_MB: '40' });
  app = await openTestApp({ limits: 'on' });
});
afterAll(() => app.close());

const MB = 1_000_000;
const sha256 = 'a'.repeat(64);
const mixOf = (bytes: number) => ({ kind: 'mix', contentType: 'audio/mp4', bytes, sha256 });
const announce = (as: Person, files: unknown[], takeId = uuidv7()) =>
  callRoute(announceRoute, 'POST', `/api/v1/takes/${takeId}/uploads`, { takeId }, { as, body: { files } });

test('all takes of a person count, those in wait and those that are hidden too, and nobody else’s', async () => {
  const ada = await signIn(app, 'Ada');
  const bob = await signIn(app, 'Bob');
  const seed = await publishSeed(app.db, { authorId: ada.id });
  const ofSeed = seed.stemBytes + seed.mixBytes;
  expect(await storedBytes(app.db, { personId: ada.id })).toBe(ofSeed);
  expect(await storedBytes(app.db, { personId: bob.id })).toBe(0);
  const file = (bytes: number) => ({ key: uuidv7(), bytes, sha256 });
  const take = { stem: file(7), mix: file(5), margins: null } as typeof waitingTakes.$inferInsert.take;
  await app.db.insert(waitingTakes).values({
    id: uuidv7(),
    storyId: seed.storyId,
    parentId: seed.id,
    authorId: bob.id,
    take,
    peaks: new Uint8Array(),
    keys: [],
  });
  expect(await storedBytes(app.db, { personId: bob.id })).toBe(12);
  await app.db.insert(withheldTakes).values({
    storyId: seed.storyId,
    takeId: seed.id,
    files: { stemBytes: 40, mixBytes: null, marginsBytes: 2 },
    peaks: new Uint8Array(),
    keys: [],
  });
  expect(await storedBytes(app.db, { personId: ada.id })).toBe(ofSeed + 42);
});

test('whoever has used up their room is told when they announce more; a guest has less of it', async () => {
  const ada = await signIn(app, 'Ada');
  const { actor } = ctxOf(app, ada);
  await assertRoom({ actor }, 20 * MB);
  await expect(assertRoom({ actor }, 20 * MB + 1)).rejects.toMatchObject({
    code: 'storage_used_up',
    details: { usedBytes: 0, mostBytes: 20 * MB },
  });
  await assertRoom({ actor: actor && { ...actor, role: 'member' } }, 40 * MB);
  expect((await announce(ada, [mixOf(MAX_BYTES.mix)])).status).toBe(200);
  const stem = { kind: 'stem', contentType: 'audio/flac', bytes: 15 * MB, sha256 };
  expect(await refusal(await announce(ada, [mixOf(MAX_BYTES.mix), stem]))).toMatchObject({
    status: 409,
    code: 'storage_used_up',
  });
});

test('what is announced in a day is bounded, published or not, and says when to go on', async () => {
  const ada = await signIn(app, 'Ada');
  const source = { kind: 'source', contentType: 'audio/webm', bytes: MAX_BYTES.source, sha256 };
  let answer = await announce(ada, [source]);
  let announced = 0;
  for (; answer.status === 200; answer = await announce(ada, [source])) announced += 1;
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  // Of one minute; a day's bytes are more than that.
  expect(announced).toBe(40);
});
