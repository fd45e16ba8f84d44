import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as listen } from '@/app/api/v1/stories/[storyId]/events/route';
import { PUT as record } from '@/app/api/v1/takes/[takeId]/recording/route';
import { publishTake } from '@/db/queries/publish';
import { stories, users } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { AppError } from '@/lib/domain/errors';
import type { StoryMessage } from '@/lib/domain/story-event';
import type { Ctx } from '../context';
import { log } from '../log';
import { type Ask, callRoute, openTestApp, type Person, refusal, signIn, type TestApp } from '../test-api';
import { live } from './live-here';
import { sayRecording } from './story-events';

let app: TestApp;
let ada: Person;
let ben: Person;
beforeAll(async () => {
  app = await openTestApp();
  [ada, ben] = [await signIn(app, 'Ada'), await signIn(app, 'Ben')];
});
afterAll(async () => {
  await live().close();
  await app.close();
});

const events = (storyId: string, ask: Ask = {}, method = 'GET') =>
  callRoute(listen, method, `/api/v1/stories/${storyId}/events`, { storyId }, ask);
const says = (takeId: string, body: unknown, ask: Ask = {}) =>
  callRoute(record, 'PUT', `/api/v1/takes/${takeId}/recording`, { takeId }, { body, ...ask });
const hiddenSeed = () => publishSeed(app.db, { authorId: ada.id, story: { title: 'Hidden', visibility: 'private' } });

/** Reads a stream until it has said what `isWanted` wants, and leaves. */
async function readUntil(answer: Response, isWanted: (message: StoryMessage) => boolean): Promise<StoryMessage[]> {
  const heard: StoryMessage[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      if (!event.startsWith('data: ')) continue;
      heard.push(JSON.parse(event.slice('data: '.length)));
      if (heard.some(isWanted)) return heard;
    }
  }
  throw new Error(`the stream ended after ${JSON.stringify(heard)}`);
}

describe('GET /api/v1/stories/{storyId}/events', () => {
  test('says hello, then what happens, uncached and as it comes', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    const answer = await events(seed.storyId);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    const { take } = await publishTake(app.db, answerTo(seed, { authorId: ben.id }));
    const heard = await readUntil(answer, (message) => message.type === 'take' && message.take.id === take.id);
    expect(heard[0]).toEqual({ type: 'hello', mark: expect.stringMatching(/^\d+$/), recording: [] });
  });

  test('is for those alone who may listen, and for a head opens nothing', async () => {
    const hidden = await hiddenSeed();
    for (const as of [null, ben])
      expect(await refusal(await events(hidden.storyId, { as }))).toMatchObject({
        status: 404,
        code: 'story_not_found',
      });
    const own = await events(hidden.storyId, { as: ada });
    expect(await readUntil(own, ({ type }) => type === 'hello')).toHaveLength(1);
    const head = await events(hidden.storyId, { as: ada }, 'HEAD');
    expect([head.status, head.body]).toEqual([200, null]);
    expect(await refusal(await events('x'))).toMatchObject({ status: 422 });
  });

  test('ends for everybody when the process does', async () => {
    const seed = await publishSeed(app.db);
    const answer = await events(seed.storyId);
    process.emit('SIGTERM', 'SIGTERM');
    await expect(readUntil(answer, () => false)).rejects.toThrow('the stream ended');
    Object.assign(globalThis, { tapStoryLive: undefined });
  });

  test('sends away who does not read, and tells the others', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    const [slow, quick] = [await events(seed.storyId), await events(seed.storyId)];
    const reading = readUntil(quick, (message) => message.type === 'recording' && message.names[0] === 'Ben 99');
    for (let n = 0; n < 100; n += 1) {
      const who = { ...ben, name: `Ben ${n}` };
      await app.db.update(users).set({ name: who.name });
      await says(seed.id, { storyId: seed.storyId, isOn: true }, { as: who });
    }
    await reading;
    await expect(readUntil(slow, () => false)).rejects.toThrow('too slow');
  });
});

describe('PUT /api/v1/takes/{takeId}/recording', () => {
  test('tells who records by the name that they have here', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    const answer = await events(seed.storyId);
    const said = await says(seed.id, { storyId: seed.storyId, isOn: true, name: 'Somebody else' }, { as: ben });
    expect([said.status, await said.json()]).toEqual([200, {}]);
    const heard = await readUntil(answer, ({ type }) => type === 'recording');
    expect(heard.at(-1)).toEqual({ type: 'recording', takeId: seed.id, names: [expect.stringMatching(/^Ben/)] });
  });

  test('tells of somebody who has no name here, each page for itself', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    const answer = await events(seed.storyId);
    const pages = [uuidv7(), uuidv7()];
    for (const pageId of pages)
      expect((await says(seed.id, { storyId: seed.storyId, isOn: true, pageId })).status).toBe(200);
    await says(seed.id, { storyId: seed.storyId, isOn: false, pageId: pages[0] });
    await says(seed.id, { storyId: seed.storyId, isOn: true, pageId: pages[0] }, { as: ada });
    const isNamed = (message: StoryMessage) => message.type === 'recording' && message.names[0] !== 'Somebody';
    const heard = await readUntil(answer, isNamed);
    expect(heard.slice(1)).toMatchObject([
      { names: ['Somebody'] },
      { names: ['Somebody', 'Somebody'] },
      { names: ['Somebody'] },
      { names: [expect.any(String), 'Somebody'] },
    ]);
  });

  test('nobody ends what another one records by taking their id for that of a page', async () => {
    const seed = await publishSeed(app.db, { authorId: ada.id });
    const answer = await events(seed.storyId);
    await says(seed.id, { storyId: seed.storyId, isOn: true }, { as: ben });
    await says(seed.id, { storyId: seed.storyId, isOn: false, pageId: ben.id });
    await says(seed.id, { storyId: seed.storyId, isOn: true, pageId: uuidv7() });
    const heard = await readUntil(answer, (message) => message.type === 'recording' && message.names.length === 2);
    expect(heard.at(-1)).toMatchObject({ names: [expect.stringMatching(/^Ben/), 'Somebody'] });
  });

  test('is not told more often than a story or an address can say it, and those who have a name still are', async () => {
    const [seed, other] = [await publishSeed(app.db), await publishSeed(app.db)];
    const ctx: Ctx = { actor: null, address: '', db: app.db, storage: app.storage, log };
    const word = (at: { id: string; storyId: string }, address: string, actor: Ctx['actor'] = null, isOn = true) =>
      sayRecording({ ...ctx, actor }, { storyId: at.storyId, takeId: at.id, isOn, pageId: uuidv7(), address });
    const codes = async (count: number, one: () => Promise<unknown>) => {
      const all = Array.from({ length: count }, () =>
        one().then(
          () => 'told',
          ({ code }: AppError) => code,
        ),
      );
      return [...new Set(await Promise.all(all))];
    };
    expect(await codes(100, () => word(seed, 'a', null, false))).toEqual(['told']);
    expect(await codes(60, () => word(seed, 'a'))).toEqual(['told']);
    expect(await codes(1, () => word(seed, 'a'))).toEqual(['said_too_often']);
    expect(await codes(60, () => word(seed, ''))).toEqual(['told']);
    expect(await codes(1, () => word(seed, 'b'))).toEqual(['said_too_often']);
    expect(await codes(1, () => word(seed, 'b', null, false))).toEqual(['told']);
    const named = { id: ben.id, name: ben.name, role: 'guest', isSuspended: false } as const;
    expect(await codes(1, () => word(seed, 'b', named))).toEqual(['told']);
    expect(await codes(1, () => word(other, 'b'))).toEqual(['told']);
    const from = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    expect(await codes(600, () => word({ id: uuidv7(), storyId: uuidv7() }, '203.0.113.7'))).toEqual([
      'story_not_found',
    ]);
    expect(await codes(601, () => word({ id: uuidv7(), storyId: uuidv7() }, ''))).toEqual(['story_not_found']);
    const asked = { storyId: other.storyId, isOn: true, pageId: uuidv7() };
    expect(await refusal(await says(other.id, asked, from))).toMatchObject({ status: 429, code: 'said_too_often' });
  });

  test('is not told of whoever may not record there, who still may say that they do so no more', async () => {
    const closed = await publishSeed(app.db);
    const seed = await publishSeed(app.db);
    await app.db.update(stories).set({ closedAt: new Date() }).where(eq(stories.id, closed.storyId));
    const eve = await signIn(app, 'Eve');
    await app.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, eve.id));
    const code = async ({ id, storyId }: typeof seed, ask: Ask, isOn = true) => {
      const answer = await says(id, { storyId, isOn, pageId: uuidv7() }, ask);
      return answer.ok ? 'ok' : (await refusal(answer)).code;
    };
    expect(await code(seed, { as: eve })).toBe('suspended');
    expect(await code(seed, { as: eve }, false)).toBe('ok');
    expect(await code(closed, { as: ben })).toBe('story_closed');
    expect(await code(closed, {})).toBe('not_signed_in');
    await app.db.update(stories).set({ whoRecords: 'members' }).where(eq(stories.id, seed.storyId));
    expect(await code(seed, { as: ben })).toBe('members_only');
    expect(await code(seed, {})).toBe('not_signed_in');
  });

  test('refuses who is neither a person nor a page, who may not listen, and what is not there', async () => {
    const [seed, hidden] = [await publishSeed(app.db), await hiddenSeed()];
    const ask = async (takeId: string, storyId: string, ask: Ask) =>
      (await refusal(await says(takeId, { storyId, isOn: true }, ask))).code;
    expect(await ask(seed.id, seed.storyId, { as: null })).toBe('not_signed_in');
    expect(await ask(hidden.id, hidden.storyId, { as: ben })).toBe('story_not_found');
    const page = { storyId: hidden.storyId, isOn: true, pageId: uuidv7() };
    expect((await refusal(await says(hidden.id, page))).code).toBe('story_not_found');
    expect(await ask(hidden.id, seed.storyId, { as: ben })).toBe('take_not_found');
    expect(await ask(seed.id, seed.storyId, { as: ben, headers: { origin: 'https://elsewhere.test' } })).toBe(
      'wrong_origin',
    );
    expect(await refusal(await says(seed.id, { storyId: seed.storyId }, { as: ben }))).toMatchObject({ status: 422 });
  });
});
