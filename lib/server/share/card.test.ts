import { mkdir, writeFile } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { GET } from '@/app/card/[storyId]/[[...take]]/route';
import { publishTake } from '@/db/queries/publish';
import type { TakeRow } from '@/db/queries/takes';
import { createGuest } from '@/db/queries/users';
import { stories } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import { callRoute, openTestApp, type Person, refusal, signIn, type TestApp } from '../test-api';

/** While `waits` is there, cards are blank and done when it is. */
const drawing = vi.hoisted(() => ({ waits: null as Promise<void> | null }));
vi.mock('next/og', async (load) => {
  const { ImageResponse } = await load<typeof import('next/og')>();
  return {
    ImageResponse: function draw(...of: ConstructorParameters<typeof ImageResponse>) {
      const { waits } = drawing;
      return waits ? { arrayBuffer: () => waits.then(() => new ArrayBuffer()) } : new ImageResponse(...of);
    },
  };
});

const CARDS = process.env.CARDS_FOLDER;

let app: TestApp;
/** What is asked of any network; the typesetter reads its own parts by addresses that hold them. */
const asked: string[] = [];
beforeAll(async () => {
  app = await openTestApp();
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith('data:')) return fetch(input, init);
    asked.push(url);
    return Promise.reject(new Error('a card asks nobody'));
  });
});
afterEach(() => expect(asked).toEqual([]));
afterAll(() => app.close());

const speech = (seconds: number, seed: number) =>
  Uint8Array.from(
    { length: seconds * 20 },
    (_, i) => 20 + 200 * Math.abs(Math.sin(i / 7 + seed) * Math.cos(i / 3.1) * Math.sin(i / 31 + seed)),
  );

async function tell(title: string, names: string[]): Promise<TakeRow> {
  let last: TakeRow | null = null;
  for (const [i, name] of names.entries()) {
    const author = await createGuest(app.db, { name });
    const said = { authorId: author.id, peaks: speech(10, i), durationMs: 10_000 };
    last = last
      ? (await publishTake(app.db, answerTo(last, said))).take
      : await publishSeed(app.db, { ...said, story: { title, visibility: 'unlisted' } });
  }
  if (!last) throw new Error('nobody tells it');
  return last;
}

const card = (storyId: string, takeId: string | null = null, as: Person | null = null) =>
  callRoute(
    GET,
    'GET',
    `/card/${storyId}${takeId ? `/${takeId}` : ''}`,
    { storyId, ...(takeId && { take: [takeId] }) },
    { as },
  );

async function picture(answer: Response, name: string): Promise<Buffer> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/png');
  const png = Buffer.from(await answer.arrayBuffer());
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  if (CARDS) {
    await mkdir(CARDS, { recursive: true });
    await writeFile(`${CARDS}/${name}.png`, png);
  }
  return png;
}

test('a card shows its path: another title, another path, another picture', async () => {
  const house = await tell('The dark house', ['Ada', 'Ben', 'Cleo']);
  const whole = await picture(await card(house.storyId), 'house');
  expect(await picture(await card(house.storyId, house.id), 'house-to-the-end')).toEqual(whole);
  expect(await picture(await card(house.storyId, house.parentId), 'house-before')).not.toEqual(whole);
  await app.db.update(stories).set({ title: 'The bright house' }).where(eq(stories.id, house.storyId));
  expect(await picture(await card(house.storyId), 'bright')).not.toEqual(whole);
});

test.each([
  ['long', `${'The night in which everybody in the village dreamt of the same '.repeat(2).slice(0, 112)} house`],
  ['cyrillic', 'Тёмный дом за рекой'],
  ['vietnamese', 'Ngôi nhà tối bên kia sông'],
  ['arabic', 'البيت المظلم'],
  ['japanese', '暗い家'],
  ['emoji', 'The dark house 🏚️👩‍👩‍👧 1️⃣ 🇮🇸 ☺ ▶'],
  ['mixed', 'Das Haus im 森'],
  ['hebrew', 'הבית האפל'],
  ['markup', '<b>&amp;</b> "quoted" {braces}'],
  ['unbroken', 'W'.repeat(120)],
])('a title in %s makes a card, and nobody is asked for a typeface', async (name, title) => {
  const last = await tell(title, ['Ada', 'ليلى', 'Ben 🦊', '太郎', 'Somebody with a very long name indeed', 'Fay']);
  await picture(await card(last.storyId), `title-${name}`);
});

test('a path of hundreds of takes is a card like any other', async () => {
  const author = await createGuest(app.db, { name: 'Ada' });
  let last = await publishSeed(app.db, { authorId: author.id, durationMs: 2_000, peaks: speech(2, 0) });
  for (let i = 1; i < 300; i++)
    last = (await publishTake(app.db, answerTo(last, { durationMs: 2_000, peaks: speech(2, i) }))).take;
  await picture(await card(last.storyId, last.id), 'deep');
}, 60_000);

test('of a private story there is none, not for its owner either: caches are everybody’s', async () => {
  const owner = await signIn(app, 'Ada');
  const seed = await publishSeed(app.db, { authorId: owner.id });
  await app.db.update(stories).set({ visibility: 'private' }).where(eq(stories.id, seed.storyId));
  for (const as of [null, owner]) {
    const refused = await card(seed.storyId, seed.id, as);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(await refusal(refused)).toMatchObject({ status: 404, code: 'story_not_found' });
  }
});

test('of what is not there, there is none', async () => {
  const seed = await publishSeed(app.db);
  expect(await refusal(await card(uuidv7()))).toMatchObject({ status: 404, code: 'story_not_found' });
  expect(await refusal(await card(seed.storyId, uuidv7()))).toMatchObject({ status: 404, code: 'take_not_found' });
  expect(await refusal(await card('nothing'))).toMatchObject({ status: 422, code: 'invalid_request' });
});

test('of more cards than can be drawn soon the last are refused, and asked to come again; what is not there is in nobody’s way', async () => {
  const { storyId } = await publishSeed(app.db);
  const hold = Promise.withResolvers<void>();
  drawing.waits = hold.promise;
  const cards = Array.from({ length: 60 }, () => card(storyId));
  const refused = await Promise.race(cards);
  expect(refused.headers.get('retry-after')).toBe('3');
  expect(await refusal(refused)).toMatchObject({ status: 503, code: 'too_many_cards' });
  const unknown = await Promise.all(Array.from({ length: 60 }, () => card(storyId, uuidv7())));
  expect(new Set(unknown.map(({ status }) => status))).toEqual(new Set([404]));
  hold.resolve();
  const statuses = (await Promise.all(cards)).map(({ status }) => status);
  expect([200, 503].map((each) => statuses.filter((status) => status === each).length)).toEqual([52, 8]);
  drawing.waits = null;
  await picture(await card(storyId), 'after-all');
});
