import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as listStories } from '@/app/api/v1/stories/route';
import { publishTake } from '@/db/queries/publish';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { StoryCard } from '@/lib/domain/schemas';
import { type Ask, callRoute, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
});
afterAll(() => app.close());

type Page = { stories: StoryCard[]; nextCursor: string };
const ask = (query: string, as: Person | null = null): Promise<Response> =>
  callRoute(listStories, 'GET', `/api/v1/stories${query}`, {}, as ? ({ as } satisfies Ask) : {});
const list = async (query = '', as: Person | null = null): Promise<Page> => (await ask(query, as)).json();
const ids = ({ stories }: Page) => stories.map(({ id }) => id);
const hiddenSeed = () => publishSeed(app.db, { authorId: ada.id, story: { title: 'Hidden', visibility: 'private' } });
const cursorOf = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url');

describe('GET /api/v1/stories', () => {
  test('lists public stories alone, the newest growth first, in pages', async () => {
    const hidden = await hiddenSeed();
    const old = await publishSeed(app.db, { authorId: ada.id });
    const fresh = await publishSeed(app.db);
    await publishTake(app.db, answerTo(old, { authorId: bob.id }));
    const first = await list('?limit=1');
    expect(first.stories).toHaveLength(1);
    const [card] = first.stories;
    expect(card).toEqual({
      id: old.storyId,
      title: 'A story',
      seedId: old.id,
      visibility: 'public',
      takeCount: 2,
      voiceCount: 2,
      likeCount: 0,
      durationMs: 15_000,
      createdAt: expect.any(String),
      grownAt: expect.any(String),
      shape: [
        { id: old.id, parentId: null, startMs: 0, durationMs: 10_000, authorId: ada.id },
        { id: expect.any(String), parentId: old.id, startMs: 10_000, durationMs: 5_000, authorId: bob.id },
      ],
    });
    const rest = await list(`?limit=100&cursor=${encodeURIComponent(first.nextCursor)}`);
    expect(ids(rest)[0]).toBe(fresh.storyId);
    expect(ids(rest)).not.toContain(old.storyId);
    expect(ids(rest)).not.toContain(hidden.storyId);
    for (const story of rest.stories) expect(story.visibility).toBe('public');
  });

  test('lists what is mine and what I joined to me alone', async () => {
    const hidden = await hiddenSeed();
    const open = await publishSeed(app.db, { authorId: ada.id });
    await publishTake(app.db, answerTo(open, { authorId: bob.id }));
    const mine = await list('?list=mine', ada);
    expect(ids(mine).slice(0, 2)).toEqual([open.storyId, hidden.storyId]);
    expect(ids(await list('?list=joined', bob))[0]).toBe(open.storyId);
    for (const [query, as] of [
      ['?list=mine', bob],
      ['?list=mine', null],
      ['?list=joined', null],
      ['?list=joined', ada],
    ] as const)
      expect(await list(query, as)).toEqual({ stories: [], nextCursor: null });
  });

  test('looks for what was typed, its spaces and case aside', async () => {
    const seed = await publishSeed(app.db, { story: { title: 'Under the Pear Tree', visibility: 'public' } });
    expect(ids(await list(`?q=${encodeURIComponent('  pear \n TREE ')}`))).toEqual([seed.storyId]);
    expect(ids(await list('?q=pear&list=newest'))).toEqual([seed.storyId]);
    expect(ids(await list('?q=%25%25'))).toEqual([]);
  });

  test.each(['a', '', '%20a%20', 'a'.repeat(81), '%00%00'])('refuses to look for %j', async (q) => {
    expect(await refusal(await ask(`?q=${q}`))).toMatchObject({ status: 422, issues: [{ path: 'q' }] });
  });

  test.each(['0', '-1', '101', '1.5', 'x', '', 'Infinity', '1e9'])('refuses a limit of %j', async (limit) => {
    const said = await refusal(await ask(`?limit=${limit}`));
    expect(said).toMatchObject({ status: 422, code: 'invalid_request', issues: [{ path: 'limit' }] });
  });

  test.each([
    'x',
    '%00',
    'A'.repeat(200),
    'A'.repeat(201),
    cursorOf(),
    cursorOf('2020-01-01T00:00:00Z', uuidv7()),
    cursorOf('growing', '0000-01-01T00:00:00Z', uuidv7()),
    cursorOf('newest', '2020-01-01T00:00:00Z', uuidv7()),
    cursorOf('growing', "2020-01-01' or true--", uuidv7()),
    cursorOf('growing', '2020-01-01T00:00:00Z', "' or true--"),
  ])('refuses a cursor that it never made (%#)', async (cursor) => {
    expect(await refusal(await ask(`?cursor=${encodeURIComponent(cursor)}`))).toMatchObject({
      status: 422,
      code: 'invalid_request',
    });
  });

  test('refuses a list that there is not, and does not mind what it does not know', async () => {
    expect(await refusal(await ask('?list=worst'))).toMatchObject({ status: 422, issues: [{ path: 'list' }] });
    expect((await ask('?limit=1&__proto__=x&constructor=y&offset=9')).status).toBe(200);
  });
});
