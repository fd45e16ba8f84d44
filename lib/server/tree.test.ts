import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as getMap } from '@/app/api/v1/stories/[storyId]/map/route';
import { GET as getPath } from '@/app/api/v1/stories/[storyId]/paths/[takeId]/route';
import { GET as getAnswers } from '@/app/api/v1/takes/[takeId]/answers/route';
import { PUT as putLike } from '@/app/api/v1/takes/[takeId]/like/route';
import { publishTake } from '@/db/queries/publish';
import type { TakeRow } from '@/db/queries/takes';
import { answerTo, publishSeed } from '@/db/test-takes';
import { FORK_BRANCHES, FORK_PEAKS, FORKS_AT_AN_END, PAGE_SIZE } from '@/lib/domain/limits';
import type { AnewView, AnswersPage, LikeView, MapView, PathView } from '@/lib/domain/tree-views';
import { storyPage } from './stories';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';
import { canonBelow } from './tree';

let app: TestApp;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
});
afterAll(() => app.close());

const ctx = (as: Person | null) => ctxOf(app, as);
const answer = async (parent: TakeRow, change = {}): Promise<TakeRow> =>
  (await publishTake(app.db, answerTo(parent, change))).take;
const hiddenSeed = () => publishSeed(app.db, { authorId: ada.id, story: { title: 'Hidden', visibility: 'private' } });
const ids = (takes: { id: string }[]) => takes.map(({ id }) => id);

type At = { storyId: string; id: string };
const path = ({ storyId, id }: At, query = '', as: Person | null = null) =>
  callRoute(getPath, 'GET', `/api/v1/stories/${storyId}/paths/${id}${query}`, { storyId, takeId: id }, { as });
const map = ({ storyId, id }: At, as: Person | null = null) =>
  callRoute(getMap, 'GET', `/api/v1/stories/${storyId}/map?around=${id}`, { storyId }, { as });
const answers = ({ storyId, id }: At, as: Person | null = null, more = '') =>
  callRoute(getAnswers, 'GET', `/api/v1/takes/${id}/answers?story=${storyId}${more}`, { takeId: id }, { as });
const like = ({ storyId, id }: At, as: Person | null, isLiked: unknown = true) =>
  callRoute(putLike, 'PUT', `/api/v1/takes/${id}/like`, { takeId: id }, { as, body: { storyId, isLiked } });
const viewOf = async (answered: Promise<Response>): Promise<PathView> => (await answered).json();

describe('GET /api/v1/stories/{storyId}/paths/{takeId}', () => {
  test('is the path to a take, or through it and on along the canon, or what of it is below a take', async () => {
    const seed = await publishSeed(app.db);
    const [left, right] = [await answer(seed), await answer(seed)];
    const below = await answer(right);
    const [first, second] = [await answer(below), await answer(below)];
    const end = await answer(first);
    const to = await viewOf(path(below));
    expect(Object.keys(to)).toEqual(['takes', 'forks', 'answers', 'answersCursor', 'likedIds', 'timing', 'refusal']);
    expect(ids(to.takes)).toEqual(ids([seed, right, below]));
    expect(ids(to.answers)).toEqual(ids([first, second]));
    expect(to.forks).toMatchObject([{ takeId: right.id, others: [{ id: left.id }], more: 0 }]);
    const through = await viewOf(path(right, '?on'));
    expect(ids(through.takes)).toEqual(ids([seed, right, below, first, end]));
    expect(through.forks.map(({ takeId }) => takeId)).toEqual(ids([right, first]));
    expect(through.answers).toEqual([]);
    expect(await canonBelow(ctx(null), { storyId: seed.storyId, takeId: right.id })).toBe(end.id);
    const part = await viewOf(path(right, `?on&after=${seed.id}`));
    expect(ids(part.takes)).toEqual(ids([right, below, first, end]));
    expect(part.forks).toEqual(through.forks);
    const rest = await viewOf(path(below, `?on&after=${below.id}`));
    expect(ids(rest.takes)).toEqual(ids([first, end]));
    expect(rest.forks.map(({ takeId }) => takeId)).toEqual([first.id]);
    const nothing = await viewOf(path(below, `?after=${below.id}`));
    expect([nothing.takes, ids(nothing.answers)]).toEqual([[], ids([first, second])]);
    for (const secret of ['stemKey', 'Sha256', 'ownerId']) expect(JSON.stringify(through)).not.toContain(secret);
  });

  test('refuses what is not on the path, not in the story, and what it does not know', async () => {
    const seed = await publishSeed(app.db);
    const [left, right] = [await answer(seed), await answer(seed)];
    const stranger = await publishSeed(app.db);
    const notFound = { status: 404, code: 'take_not_found' };
    for (const after of [right.id, uuidv7(), stranger.id])
      expect(await refusal(await path(left, `?after=${after}`))).toMatchObject(notFound);
    expect(await refusal(await path({ ...left, storyId: stranger.storyId }))).toMatchObject(notFound);
    expect(await refusal(await path({ ...left, id: uuidv7() }, '?on'))).toMatchObject(notFound);
    for (const query of ['?after=x', '?on=maybe'])
      expect(await refusal(await path(left, query))).toMatchObject({ status: 422, code: 'invalid_request' });
  });

  test('shows some forks of a path that has too many, and some branches of one that is wide', async () => {
    const seed = await publishSeed(app.db);
    const peaks = Uint8Array.from({ length: 1_000 }, (_, n) => n % 256);
    for (let n = 0; n < FORK_BRANCHES + 5; n++) await answer(seed, { peaks });
    let last = await answer(seed);
    const deep = [last.id];
    for (let n = 0; n < 2 * FORKS_AT_AN_END + 4; n++) {
      const parent = last;
      last = await answer(parent);
      await answer(parent);
      deep.push(last.id);
    }
    const { forks } = await viewOf(path(last));
    expect(forks.map(({ takeId }) => takeId)).toEqual([
      ...deep.slice(0, FORKS_AT_AN_END),
      ...deep.slice(-FORKS_AT_AN_END),
    ]);
    expect(forks[0]?.others).toHaveLength(FORK_BRANCHES);
    expect(forks[0]?.more).toBe(5);
    expect(forks[0]?.others[0]?.peaks.length).toBeLessThanOrEqual(FORK_PEAKS);
    expect(forks[1]).toMatchObject({ others: [{ peaks: [0, 128, 255] }], more: 0 });
  });
});

describe('GET /api/v1/takes/{takeId}/answers', () => {
  test('is pages in the order of the canon, each answer once', async () => {
    const seed = await publishSeed(app.db);
    const all: TakeRow[] = [];
    for (let n = 0; n < PAGE_SIZE + 3; n++) all.push(await answer(seed));
    const loved = all.at(-1) ?? seed;
    expect((await like(loved, bob)).status).toBe(200);
    const first: AnswersPage = await (await answers(seed, bob)).json();
    expect([ids(first.answers)[0], first.likedIds]).toEqual([loved.id, [loved.id]]);
    const cursor = `&cursor=${encodeURIComponent(first.nextCursor ?? '')}`;
    const rest: AnswersPage = await (await answers(seed, null, cursor)).json();
    expect([...ids(first.answers), ...ids(rest.answers)]).toEqual([loved.id, ...ids(all.slice(0, -1))]);
    expect(rest).toMatchObject({ nextCursor: null, likedIds: [] });
    const bad = await refusal(await answers(seed, null, '&cursor=x'));
    expect(bad).toMatchObject({ status: 422, code: 'invalid_request' });
  });
});

describe('GET /api/v1/stories/{storyId}/map', () => {
  test('is the takes around one, without their sound', async () => {
    const seed = await publishSeed(app.db);
    const [left, right] = [await answer(seed), await answer(seed)];
    await like(left, bob);
    const view: MapView = await (await map(right, bob)).json();
    expect(view.takes).toEqual([
      expect.objectContaining({ id: right.id }),
      expect.objectContaining({ id: seed.id, childCount: 2, bestChildId: left.id }),
      expect.objectContaining({ id: left.id, likeCount: 1 }),
    ]);
    expect(Object.keys(view.takes[0] ?? {}).sort()).toEqual(
      ['author', 'bestChildId', 'childCount', 'durationMs', 'id', 'likeCount', 'parentId', 'startMs'].sort(),
    );
    expect(view.likedIds).toEqual([left.id]);
    expect(await refusal(await map({ ...seed, id: uuidv7() }))).toMatchObject({ code: 'take_not_found' });
  });

  test('with the path, all that a page shows and that may have changed', async () => {
    const seed = await publishSeed(app.db);
    const [left, right] = [await answer(seed), await answer(seed)];
    const below = await answer(right);
    const [end, far] = [await answer(below), await answer(left)];
    await like(left, bob);
    const anew = async (at: At, as: Person | null = null) =>
      callRoute(
        getMap,
        'GET',
        `/api/v1/stories/${at.storyId}/map?around=${at.id}&path`,
        { storyId: at.storyId },
        { as },
      );
    const view: AnewView = await (await anew(end, bob)).json();
    expect(view.path).toEqual([
      [0, 2, left.id],
      [0, 1, 1],
      [0, 1, 1],
      [0, 0, null],
    ]);
    expect(ids(view.takes).sort()).toEqual(ids([seed, left, right, below, end, far]).sort());
    expect(view.likedIds).toEqual([left.id]);
    expect(await refusal(await anew({ ...seed, id: uuidv7() }))).toMatchObject({ code: 'take_not_found' });
    const hidden = await hiddenSeed();
    expect(await refusal(await anew(hidden, bob))).toMatchObject({ code: 'story_not_found' });
  });

  test('with the path, the whole of the path and the first of the canon, however deep they are', async () => {
    const seed = await publishSeed(app.db);
    let path = seed;
    for (let depth = 0; depth < 70; depth += 1) path = await answer(path, { durationMs: 1_000 });
    let canon = await answer(seed, { durationMs: 1_000 });
    const first = canon;
    for (let depth = 0; depth < 30; depth += 1) canon = await answer(canon, { durationMs: 1_000 });
    await like(canon, bob);
    const at = `/api/v1/stories/${seed.storyId}/map?around=${path.id}&path`;
    const view: AnewView = await (await callRoute(getMap, 'GET', at, { storyId: seed.storyId })).json();
    expect(view.path).toHaveLength(71);
    expect(view.path[0]).toEqual([0, 2, first.id]);
    expect(ids(view.takes)).toContain(canon.id);
  });
});

describe('PUT /api/v1/takes/{takeId}/like', () => {
  test('counts each person once, can be taken back, and moves the canon', async () => {
    const seed = await publishSeed(app.db);
    const [left, right] = [await answer(seed), await answer(seed)];
    const likes = async (...asked: Parameters<typeof like>): Promise<LikeView> => (await like(...asked)).json();
    expect(await likes(right, bob)).toEqual({ likeCount: 1, isLiked: true });
    expect(await likes(right, bob)).toEqual({ likeCount: 1, isLiked: true });
    expect(await likes(right, ada)).toEqual({ likeCount: 2, isLiked: true });
    expect(ids((await storyPage(ctx(ada), seed)).takes)).toEqual(ids([seed, right]));
    expect((await storyPage(ctx(ada), seed)).likedIds).toEqual([right.id]);
    expect((await storyPage(ctx(null), seed)).likedIds).toEqual([]);
    // On the map alone, the take is liked there too.
    expect((await storyPage(ctx(ada), { storyId: seed.storyId, takeId: left.id })).likedIds).toEqual([right.id]);
    const below = await answer(left);
    const wide = await answer(right);
    await like(wide, ada);
    const elsewhere = await storyPage(ctx(ada), { storyId: seed.storyId, takeId: below.id });
    expect(elsewhere.likedIds.sort()).toEqual([right.id, wide.id].sort());
    await like(wide, ada, false);
    for (const as of [ada, bob]) await likes(right, as, false);
    expect(await likes(right, bob, false)).toEqual({ likeCount: 0, isLiked: false });
    expect(ids((await storyPage(ctx(bob), seed)).takes)).toEqual(ids([seed, left, below]));
  });

  test('is for people, of takes that are there', async () => {
    const seed = await publishSeed(app.db);
    expect(await refusal(await like(seed, null))).toMatchObject({ status: 401, code: 'not_signed_in' });
    expect(await refusal(await like({ ...seed, id: uuidv7() }, bob))).toMatchObject({ code: 'take_not_found' });
    expect(await refusal(await like(seed, bob, 'yes'))).toMatchObject({ status: 422, code: 'invalid_request' });
  });
});

test('nothing of a private story is there for anybody but its owner', async () => {
  const hidden = await hiddenSeed();
  const missing = { status: 404, code: 'story_not_found' };
  for (const as of [null, bob]) {
    expect(await refusal(await path(hidden, '?on', as))).toMatchObject(missing);
    expect(await refusal(await answers(hidden, as))).toMatchObject(missing);
    expect(await refusal(await map(hidden, as))).toMatchObject(missing);
    await expect(canonBelow(ctx(as), { storyId: hidden.storyId, takeId: hidden.id })).rejects.toMatchObject({
      code: missing.code,
    });
  }
  expect(await refusal(await like(hidden, bob))).toMatchObject(missing);
  for (const seen of [path(hidden, '', ada), answers(hidden, ada), map(hidden, ada), like(hidden, ada)])
    expect((await seen).status).toBe(200);
});
