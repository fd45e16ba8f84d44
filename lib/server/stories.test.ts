import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as readStory } from '@/app/api/v1/stories/[storyId]/route';
import { GET as listStories } from '@/app/api/v1/stories/route';
import { storyMarks } from '@/db/queries/events';
import { publishTake } from '@/db/queries/publish';
import type { TakeRow } from '@/db/queries/takes';
import { answerTo, publishSeed } from '@/db/test-takes';
import { TAKES_PAGE_SIZE } from '@/lib/domain/limits';
import type { StoryCard, StoryView } from '@/lib/domain/schemas';
import { assertStoryPage, storyPage, takeToAnswer } from './stories';
import {
  type Ask,
  callRoute,
  ctxOf,
  ORIGIN,
  openTestApp,
  type Person,
  refusal,
  signIn,
  type TestApp,
} from './test-api';

let app: TestApp;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
});
afterAll(() => app.close());

const ctx = (as: Person | null) => ctxOf(app, as);
const read = (storyId: string, query = '', ask: Ask = {}) =>
  callRoute(readStory, 'GET', `/api/v1/stories/${storyId}${query}`, { storyId }, ask);
const list = (query = '') => callRoute(listStories, 'GET', `/api/v1/stories${query}`, {});
const hiddenSeed = () => publishSeed(app.db, { authorId: ada.id, story: { title: 'Hidden', visibility: 'private' } });
const cursorOf = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url');
const BAD_CURSORS = [
  'x',
  '%00',
  'A'.repeat(200),
  'A'.repeat(201),
  'A'.repeat(100_000),
  cursorOf(),
  cursorOf('2020-01-01T00:00:00Z'),
  cursorOf('0000-01-01T00:00:00Z', uuidv7()),
  cursorOf('yesterday', uuidv7()),
  cursorOf("2020-01-01' or true--", uuidv7()),
  cursorOf('2020-01-01T00:00:00Z', "' or true--"),
];

describe('GET /api/v1/stories/{storyId}', () => {
  test('says exactly what is documented', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    const { take: duet } = await publishTake(app.db, answerTo(seed, { authorId: bob.id, startMs: 7_000 }));
    const answer = await read(seed.storyId);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const text = await answer.text();
    const story: StoryView = JSON.parse(text);
    expect(Object.keys(story)).toEqual(['id', 'title', 'seedId', 'visibility', 'takes', 'nextCursor']);
    expect(story).toMatchObject({ id: seed.storyId, title: 'A story', seedId: seed.id, visibility: 'public' });
    expect(story.nextCursor).toBeNull();
    expect(story.takes.map((take) => take.id)).toEqual([seed.id, duet.id]);
    expect(story.takes[1]).toEqual({
      id: duet.id,
      parentId: seed.id,
      startMs: 7_000,
      durationMs: 5_000,
      author: { id: bob.id, name: 'Bob' },
      likeCount: 0,
      childCount: 0,
      bestChildId: null,
      mixUrl: expect.stringMatching(`^${ORIGIN}/media/`),
      stemUrl: expect.stringMatching(`^${ORIGIN}/media/`),
      peaks: [0, 128, 255],
      alignment: { method: 'measured', errorMs: 0, nudgeMs: 0 },
      gainDb: 1.5,
      createdAt: duet.createdAt.toISOString(),
    });
    for (const secret of [duet.stemSha256, duet.mixSha256, 'stemKey', 'Bytes', 'email', 'kind', 'ownerId']) {
      expect(text).not.toContain(secret);
    }
  });

  test('names the origin that it was asked under', async () => {
    const seed = await publishSeed(app.db);
    const headers = { 'x-forwarded-host': 'tap.example', 'x-forwarded-proto': 'https' };
    const story: StoryView = await (await read(seed.storyId, '', { headers })).json();
    expect(story.takes[0]?.mixUrl).toMatch(/^https:\/\/tap\.example\/media\//);
  });

  test('pages through more takes than fit, each once, the oldest first', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    for (let n = 0; n < TAKES_PAGE_SIZE + 5; n += 1) await publishTake(app.db, answerTo(seed));
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 1; ; pages += 1) {
      const story: StoryView = await (await read(seed.storyId, cursor)).json();
      seen.push(...story.takes.map((take) => take.id));
      if (!story.nextCursor) {
        expect(pages).toBe(2);
        break;
      }
      expect(story.takes).toHaveLength(TAKES_PAGE_SIZE);
      cursor = `?cursor=${encodeURIComponent(story.nextCursor)}`;
    }
    expect(seen[0]).toBe(seed.id);
    expect(seen).toHaveLength(TAKES_PAGE_SIZE + 6);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('of a private story is story_not_found to all but its owner, as if it were not there', async () => {
    const hidden = await hiddenSeed();
    const missing = await refusal(await read(uuidv7()));
    expect(missing).toMatchObject({ status: 404, code: 'story_not_found' });
    for (const as of [null, bob]) {
      const { requestId, ...said } = await refusal(await read(hidden.storyId, '', { as }));
      expect({ ...said, requestId: missing.requestId }).toEqual(missing);
    }
    expect((await read(hidden.storyId, '', { as: ada })).status).toBe(200);
  });

  test('of an unlisted story works for whoever has the link', async () => {
    const seed = await publishSeed(app.db, { story: { title: 'Unlisted', visibility: 'unlisted' } });
    expect((await read(seed.storyId)).status).toBe(200);
    const { stories }: { stories: StoryCard[] } = await (await list('?limit=100')).json();
    expect(stories.map((story) => story.id)).not.toContain(seed.storyId);
  });

  test('takes an id in capitals, and refuses what is none', async () => {
    const seed = await publishSeed(app.db);
    expect((await read(seed.storyId.toUpperCase())).status).toBe(200);
    for (const id of ['x', '1', `${seed.storyId}x`, "' or true--", 'undefined', '%00']) {
      expect(await refusal(await read(id)), id).toMatchObject({ status: 422, code: 'invalid_request' });
    }
  });

  test.each(BAD_CURSORS)('refuses a cursor that it never made (%#)', async (cursor) => {
    const seed = await publishSeed(app.db);
    const answer = await read(seed.storyId, `?cursor=${encodeURIComponent(cursor)}`);
    expect(await refusal(answer)).toMatchObject({ status: 422, code: 'invalid_request' });
  });
});

describe('the page of a story', () => {
  let seed: TakeRow;
  let long: TakeRow;
  let other: TakeRow;
  beforeAll(async () => {
    seed = await publishSeed(app.db, { authorId: ada.id });
    long = (await publishTake(app.db, answerTo(seed, { authorId: bob.id }))).take;
    other = (await publishTake(app.db, answerTo(seed))).take;
  });

  test('shows the canon, or the path to a take, with the answers to its last, its forks and a map', async () => {
    const ids = (takes: { id: string }[]) => takes.map(({ id }) => id);
    const canon = await storyPage(ctx(null), { storyId: seed.storyId });
    expect(ids(canon.takes)).toEqual([seed.id, long.id]);
    expect(canon.forks).toMatchObject([{ takeId: long.id, others: [{ id: other.id, peaks: [0, 128, 255] }], more: 0 }]);
    const start = await storyPage(ctx(null), { storyId: seed.storyId, takeId: seed.id });
    expect(ids(start.takes)).toEqual([seed.id]);
    expect(ids(start.answers)).toEqual([long.id, other.id]);
    expect(start).toMatchObject({ forks: [], answersCursor: null, likedIds: [] });
    for (const { map } of [canon, start]) expect(new Set(ids(map))).toEqual(new Set(ids([seed, long, other])));
    expect(start.map).toContainEqual({
      ...{ id: seed.id, parentId: null, startMs: 0, durationMs: 10_000, author: { id: ada.id, name: 'Ada' } },
      ...{ likeCount: 0, childCount: 2, bestChildId: long.id },
    });
    expect(start.takes[0]?.mixUrl).toMatch(/^\/media\//);
    const marks = await storyMarks(app.db, { ids: [seed.storyId] });
    expect(canon.story.mark).toBe(marks.get(seed.storyId));
  });

  test('is not there for a take of another story, or in a private one', async () => {
    const hidden = await hiddenSeed();
    const wrong = { storyId: seed.storyId, takeId: hidden.id };
    const [notHere, noStory] = [{ code: 'take_not_found' }, { code: 'story_not_found' }];
    await expect(storyPage(ctx(null), wrong)).rejects.toMatchObject(notHere);
    await expect(assertStoryPage(ctx(null), wrong)).rejects.toMatchObject(notHere);
    await expect(storyPage(ctx(bob), { storyId: hidden.storyId })).rejects.toMatchObject(noStory);
    await expect(assertStoryPage(ctx(bob), { storyId: hidden.storyId })).rejects.toMatchObject(noStory);
    await assertStoryPage(ctx(ada), { storyId: hidden.storyId, takeId: hidden.id });
  });

  test('gives the studio the parent and the earliest punch', async () => {
    const toSeed = await takeToAnswer(ctx(null), { storyId: seed.storyId, parentId: seed.id });
    expect(toSeed).toMatchObject({ storyTitle: 'A story', defaultAnswer: 'duet', earliestStartMs: 0 });
    expect(toSeed.parent).toMatchObject({ id: seed.id, durationMs: 10_000, authorId: ada.id, peaks: [0, 128, 255] });
    const toAnswer = await takeToAnswer(ctx(null), { storyId: seed.storyId, parentId: long.id });
    expect(toAnswer.earliestStartMs).toBe(10_000);
    const hidden = await hiddenSeed();
    const ask = (storyId: string, parentId: string) => takeToAnswer(ctx(bob), { storyId, parentId });
    await expect(ask(hidden.storyId, hidden.id)).rejects.toMatchObject({ code: 'story_not_found' });
    await expect(ask(seed.storyId, hidden.id)).rejects.toMatchObject({ code: 'take_not_found' });
  });
});
