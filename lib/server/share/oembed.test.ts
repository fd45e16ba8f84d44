import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET } from '@/app/oembed/route';
import { publishTake } from '@/db/queries/publish';
import type { TakeRow } from '@/db/queries/takes';
import { stories } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import { callRoute, ORIGIN, openTestApp, type Person, refusal, signIn, type TestApp } from '../test-api';
import { shareMetadata } from './metadata';

const TITLE = `"The" <b>dark</b> & 'bright' house`;

let app: TestApp;
let ada: Person;
let seed: TakeRow;
let answer: TakeRow;

beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
  seed = await publishSeed(app.db, { authorId: ada.id, story: { title: TITLE, visibility: 'unlisted' } });
  answer = (await publishTake(app.db, answerTo(seed))).take;
});
afterAll(() => app.close());

const ask = (query: Record<string, string>, as: Person | null = null, headers: Record<string, string> = {}) =>
  callRoute(GET, 'GET', `/oembed?${new URLSearchParams(query)}`, {}, { as, headers });
const page = (path: string) => `${ORIGIN}/s/${path}`;
const frameIn = async (answered: Response) => {
  expect(answered.status).toBe(200);
  return (await answered.json()).html.match(/src="([^"]*)"/)?.[1];
};

describe('oEmbed', () => {
  test('tells how to frame a path, and what it is', async () => {
    const answered = await ask({ url: page(`${seed.storyId}/${answer.id}`) });
    expect(answered.headers.get('cache-control')).toBe('public, max-age=300');
    expect(answered.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answered.json()).toEqual({
      version: '1.0',
      type: 'rich',
      title: TITLE,
      author_name: 'Ada',
      provider_name: 'Tap Story',
      provider_url: ORIGIN,
      cache_age: 300,
      html: expect.stringContaining(`<iframe src="${ORIGIN}/embed/${seed.storyId}/${answer.id}" `),
      width: 640,
      height: 180,
      thumbnail_url: `${ORIGIN}/card/${seed.storyId}/${answer.id}`,
      thumbnail_width: 1200,
      thumbnail_height: 630,
    });
  });

  test('of a story without a take frames its canon, whatever that will be', async () => {
    expect(await frameIn(await ask({ url: page(seed.storyId) }))).toBe(`${ORIGIN}/embed/${seed.storyId}`);
  });

  test('frames the moment that the link leads to, and none that is no moment', async () => {
    const path = `${seed.storyId}/${answer.id}`;
    const framed = async (query: string) => frameIn(await ask({ url: page(`${path}${query}`) }));
    expect(await framed('?t=1.4')).toBe(`${ORIGIN}/embed/${path}?t=1.4`);
    expect(await framed('?t=0m1s&x="')).toBe(`${ORIGIN}/embed/${path}?t=1`);
    expect(await framed('?t=%22%3E')).toBe(`${ORIGIN}/embed/${path}`);
    expect(await framed('?t=99h')).toBe(`${ORIGIN}/embed/${path}?t=${(answer.startMs + answer.durationMs) / 1_000}`);
  });

  test('of a take from which it goes on frames the way to its end', async () => {
    const url = page(`${seed.storyId}/${seed.id}?on&t=1`);
    expect(await frameIn(await ask({ url }))).toBe(`${ORIGIN}/embed/${seed.storyId}/${answer.id}?t=1`);
    expect(await frameIn(await ask({ url: page(`${seed.storyId}/${seed.id}`) }))).toBe(
      `${ORIGIN}/embed/${seed.storyId}/${seed.id}`,
    );
    expect((await ask({ url: page(`${seed.storyId}/${uuidv7()}?on`) })).status).toBe(404);
  });

  test('keeps a title within its attribute', async () => {
    const { html } = await (await ask({ url: page(seed.storyId) })).json();
    expect(html).toContain('title="&quot;The&quot; &lt;b&gt;dark&lt;/b&gt; &amp; &#39;bright&#39; house"');
    expect(html.match(/[<>]/g)).toHaveLength(4);
  });

  test('keeps within what whoever asks has room for', async () => {
    const small = await (await ask({ url: page(seed.storyId), maxwidth: '320', maxheight: '150' })).json();
    expect(small).toMatchObject({ width: 320, height: 150, html: expect.stringContaining('width="320" height="150"') });
    expect(Object.keys(small)).not.toContain('thumbnail_url');
    expect(await refusal(await ask({ url: page(seed.storyId), maxwidth: 'wide' }))).toMatchObject({ status: 422 });
  });

  test('speaks JSON alone', async () => {
    const xml = await ask({ url: page(seed.storyId), format: 'xml' });
    expect(await refusal(xml)).toMatchObject({ status: 501, code: 'format_not_spoken' });
  });

  test.each([
    ['of another place', () => `http://elsewhere.test/s/${seed.storyId}`],
    ['of another port', () => `http://tap.test:81/s/${seed.storyId}`],
    ['that only looks like ours', () => `http://tap.test@elsewhere.test/s/${seed.storyId}`],
    ['of another kind', () => `${ORIGIN}/embed/${seed.storyId}`],
    ['of no page', () => `${ORIGIN}/s/${seed.storyId}/${answer.id}/more`],
    ['of no story', () => page('nothing')],
    ['that is no address', () => 'the dark house'],
    ['of a script', () => `javascript://tap.test/s/${seed.storyId}`],
  ])('an address %s leads nowhere', async (_, url) => {
    expect(await refusal(await ask({ url: url() }))).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('of what is not there, nothing', async () => {
    expect(await refusal(await ask({ url: page(uuidv7()) }))).toMatchObject({ status: 404, code: 'story_not_found' });
    const other = await publishSeed(app.db);
    const foreign = page(`${other.storyId}/${answer.id}`);
    expect(await refusal(await ask({ url: foreign }))).toMatchObject({ status: 404, code: 'take_not_found' });
  });

  test('of a private story nothing, for its owner neither: caches are everybody’s', async () => {
    const hidden = await publishSeed(app.db, { authorId: ada.id });
    await app.db.update(stories).set({ visibility: 'private' }).where(eq(stories.id, hidden.storyId));
    for (const as of [null, ada])
      expect(await refusal(await ask({ url: page(hidden.storyId) }, as))).toMatchObject({ code: 'story_not_found' });
  });

  test('answers for the place under which it was asked, and no other', async () => {
    const behindProxy = { 'x-forwarded-host': 'story.example', 'x-forwarded-proto': 'https' };
    const url = `https://story.example/s/${seed.storyId}`;
    expect(await frameIn(await ask({ url }, null, behindProxy))).toBe(`https://story.example/embed/${seed.storyId}`);
    expect((await ask({ url: page(seed.storyId) }, null, behindProxy)).status).toBe(404);
  });
});

test('a page names its card and its oEmbed, a private one neither', () => {
  const shown = {
    storyId: seed.storyId,
    takeId: seed.id,
    startAtMs: 1_500,
    title: TITLE,
    description: 'Hear it.',
    lengthMs: 83_400,
  };
  const url = `${ORIGIN}/s/${seed.storyId}/${seed.id}`;
  expect(shareMetadata(ORIGIN, { ...shown, visibility: 'unlisted' })).toMatchObject({
    openGraph: { url, images: [{ url: `${ORIGIN}/card/${seed.storyId}/${seed.id}`, width: 1200, height: 630 }] },
    twitter: { card: 'summary_large_image' },
    alternates: {
      types: {
        'application/json+oembed': [{ url: `${ORIGIN}/oembed?url=${encodeURIComponent(`${url}?t=1.5`)}&format=json` }],
      },
    },
  });
  expect(JSON.stringify(shareMetadata(ORIGIN, { ...shown, visibility: 'private' }))).not.toMatch(/card|oembed/);
});
