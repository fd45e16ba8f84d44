import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { type Asked, post, put, type Row, row, STRANGERS } from './words';
import { type MadeStory, mixKey, type World } from './world';

/** Doors through which takes come in, and what is done with them there. */

const SHA = 'b'.repeat(64);
/** Of nothing that was ever sent: whoever comes as far as this is let in. */
const file = (takeId: string, kind: 'stem' | 'mix' | 'source') => ({
  key: `audio/${takeId}/${takeId}-${kind}.${kind === 'mix' ? 'm4a' : 'flac'}`,
  bytes: 1_000,
  sha256: SHA,
});

type Write = (story: MadeStory, world: World) => Asked;
type Answers = { open: string; hidden: string; gone?: string; mixed: string };

/** The same deed in a story that anybody may hear, in one that few may, in ones that are gone, and with a take of another one. */
const inStories = (
  write: Write,
  { open, hidden, gone = `${STRANGERS}, ${hidden.split(', ').at(-1)}`, mixed }: Answers,
): Row[] => [
  row('an unlisted story', async (world) => write(await world.story(), world), open),
  row('a private one', async (world) => write(await world.story({ visibility: 'private' }), world), hidden),
  row('a deleted one', async (world) => write(await world.story({ isDeleted: true }), world), gone),
  row(
    'ids that are made up',
    (world) => {
      const { nobodys } = world;
      return write({ storyId: nobodys(), seedId: nobodys(), answerId: nobodys() }, world);
    },
    gone,
  ),
  row(
    'a take of a private story under an open one',
    async (world) => {
      const [{ storyId }, other] = [await world.story(), await world.story({ visibility: 'private' })];
      return write({ ...other, storyId }, world);
    },
    mixed,
  ),
];

/** What is no JSON object is refused before anybody asks what it is about, and nobody is told even that. */
const malformed = (method: string, path: string, strangers = STRANGERS): Row[] =>
  [['a list', '[]'] as const, ['half a body', '{"storyId":'] as const, ['no body', ''] as const].map(([what, body]) =>
    row(
      what,
      () => ({ method, path, headers: { 'content-type': 'application/json' }, body: { raw: body } }),
      `${strangers ? `${strangers}, ` : ''}invalid_json *`,
    ),
  );

const publication = (story: MadeStory, takeId: string) => ({
  storyId: story.storyId,
  parentId: story.answerId,
  startMs: 6_000,
  durationMs: 3_000,
  authorName: 'At the door',
  stem: file(takeId, 'stem'),
  mix: file(takeId, 'mix'),
  peaks: [],
  gainDb: 0,
  alignment: NOT_ALIGNED,
});

const announced = { kind: 'stem', contentType: 'audio/flac', bytes: 1_000, sha256: SHA };
const uploads = (takeId: string) => `/api/v1/takes/${takeId}/uploads`;

export const RECORDING: Record<string, Row[]> = {
  'PUT /api/v1/takes/[takeId]': [
    ...inStories(
      (story, { nobodys }) => {
        const takeId = nobodys();
        return put(`/api/v1/takes/${takeId}`, publication(story, takeId));
      },
      {
        open: `${STRANGERS}, suspended s, blocked b, upload_missing *`,
        hidden: `${STRANGERS}, upload_missing oi, parent_not_found *`,
        mixed: `${STRANGERS}, suspended s, blocked b, parent_not_found *`,
      },
    ),
    row(
      'a closed story',
      async (world) => {
        const takeId = world.nobodys();
        return put(`/api/v1/takes/${takeId}`, publication(await world.story({ isClosed: true }), takeId));
      },
      `${STRANGERS}, suspended s, story_closed *`,
    ),
    row(
      'a story that few record in',
      async (world) => {
        const takeId = world.nobodys();
        return put(`/api/v1/takes/${takeId}`, publication(await world.story({ whoRecords: 'invited' }), takeId));
      },
      `${STRANGERS}, suspended s, blocked b, upload_missing oi, invited_only *`,
    ),
    row(
      'a story for members',
      async (world) => {
        const takeId = world.nobodys();
        return put(`/api/v1/takes/${takeId}`, publication(await world.story({ whoRecords: 'members' }), takeId));
      },
      `${STRANGERS}, suspended s, blocked b, members_only g, upload_missing *`,
    ),
    row(
      'the id of somebody else’s take',
      async ({ story }) => {
        const made = await story();
        return put(`/api/v1/takes/${made.answerId}`, { ...publication(made, made.answerId), parentId: made.seedId });
      },
      `${STRANGERS}, suspended s, blocked b, take_conflict *`,
    ),
    row(
      'a seed of one’s own',
      ({ nobodys }) => {
        const takeId = nobodys();
        const seed = {
          ...publication({ storyId: nobodys(), seedId: '', answerId: '' }, takeId),
          parentId: null,
          startMs: 0,
        };
        return put(`/api/v1/takes/${takeId}`, { ...seed, title: 'Mine' });
      },
      `${STRANGERS}, suspended s, upload_missing *`,
    ),
    ...malformed('PUT', '/api/v1/takes/0190f000-0000-7000-8000-000000000001'),
  ],
  'PUT /api/v1/takes/[takeId]/like': [
    ...inStories(({ storyId, answerId }) => put(`/api/v1/takes/${answerId}/like`, { storyId, isLiked: true }), {
      open: `${STRANGERS}, suspended s, blocked b, ok *`,
      hidden: `${STRANGERS}, ok oi, story_not_found *`,
      mixed: `${STRANGERS}, suspended s, blocked b, take_not_found *`,
    }),
    row(
      'a closed story',
      async ({ story }) => {
        const { storyId, answerId } = await story({ isClosed: true });
        return put(`/api/v1/takes/${answerId}/like`, { storyId, isLiked: true });
      },
      `${STRANGERS}, suspended s, story_closed *`,
    ),
    ...malformed('PUT', '/api/v1/takes/0190f000-0000-7000-8000-000000000001/like'),
  ],
  'PUT /api/v1/takes/[takeId]/nudge': [
    ...inStories(({ storyId, answerId }) => put(`/api/v1/takes/${answerId}/nudge`, { storyId, nudgeMs: 5 }), {
      open: `${STRANGERS}, suspended s, blocked b, ok a, forbidden *`,
      hidden: `${STRANGERS}, forbidden oi, story_not_found *`,
      mixed: `${STRANGERS}, suspended s, blocked b, take_not_found *`,
    }),
    row(
      'a closed story',
      async ({ story }) => {
        const { storyId, answerId } = await story({ isClosed: true });
        return put(`/api/v1/takes/${answerId}/nudge`, { storyId, nudgeMs: 5 });
      },
      `${STRANGERS}, suspended s, story_closed *`,
    ),
    ...malformed('PUT', '/api/v1/takes/0190f000-0000-7000-8000-000000000001/nudge'),
  ],
  'PUT /api/v1/takes/[takeId]/recording': [
    ...inStories(({ storyId, answerId }) => put(`/api/v1/takes/${answerId}/recording`, { storyId, isOn: true }), {
      open: `${STRANGERS}, suspended s, blocked b, ok *`,
      hidden: `${STRANGERS}, ok oi, story_not_found *`,
      mixed: `${STRANGERS}, suspended s, blocked b, take_not_found *`,
    }),
    row(
      'a closed story',
      async ({ story, nobodys }) => {
        const { storyId, answerId } = await story({ isClosed: true });
        return put(`/api/v1/takes/${answerId}/recording`, { storyId, isOn: true, pageId: nobodys() });
      },
      `${STRANGERS}, suspended s, story_closed *`,
    ),
    row(
      'a page without a name',
      async ({ story, nobodys }) => {
        const { storyId, answerId } = await story();
        return put(`/api/v1/takes/${answerId}/recording`, { storyId, isOn: true, pageId: nobodys() });
      },
      'suspended s, blocked b, ok *',
    ),
    ...malformed('PUT', '/api/v1/takes/0190f000-0000-7000-8000-000000000001/recording', ''),
  ],
  'POST /api/v1/takes/[takeId]/uploads': [
    row('a file', ({ nobodys }) => post(uploads(nobodys()), { files: [announced] }), `${STRANGERS}, suspended s, ok *`),
    row(
      'what somebody else has begun',
      ({ nobodys }) => {
        const resume = { key: file(nobodys(), 'stem').key, uploadId: 'u' };
        return post(uploads(nobodys()), { files: [{ ...announced, resume }] });
      },
      `${STRANGERS}, suspended s, upload_mismatch *`,
    ),
    ...malformed('POST', uploads('0190f000-0000-7000-8000-000000000001')),
  ],
  'POST /api/v1/takes/[takeId]/uploads/finish': [
    row(
      'parts of another take',
      ({ nobodys }) =>
        post(`${uploads(nobodys())}/finish`, { ...announced, key: file(nobodys(), 'stem').key, uploadId: 'u' }),
      `${STRANGERS}, suspended s, upload_mismatch *`,
    ),
    ...malformed('POST', `${uploads('0190f000-0000-7000-8000-000000000001')}/finish`),
  ],
  'POST /api/v1/takes/[takeId]/mix': [
    ...inStories(
      (story, { nobodys }) => {
        const takeId = nobodys();
        const source = file(takeId, 'source');
        return post(`/api/v1/takes/${takeId}/mix`, {
          storyId: story.storyId,
          parentId: story.answerId,
          startMs: 6_000,
          cut: 'whole',
          source,
        });
      },
      {
        open: `${STRANGERS}, suspended s, blocked b, upload_missing *`,
        hidden: `${STRANGERS}, suspended s, upload_missing oi, parent_not_found *`,
        gone: `${STRANGERS}, suspended s, parent_not_found *`,
        mixed: `${STRANGERS}, suspended s, blocked b, parent_not_found *`,
      },
    ),
    ...malformed('POST', '/api/v1/takes/0190f000-0000-7000-8000-000000000001/mix'),
  ],
  'PUT /media/[...key]': [
    row('a file without a signature', ({ nobodys }) => put(`/media/${mixKey(nobodys())}`, {}), 'url_tampered *'),
  ],
  'page /record': [
    row('a story of one’s own', () => ({ path: '/record' }), 'ok *'),
    row(
      'an answer',
      async ({ story }) => {
        const { storyId, answerId } = await story();
        return { path: `/record?story=${storyId}&parent=${answerId}&kind=continue` };
      },
      'ok *',
    ),
    row(
      'an answer in a private story',
      async ({ story }) => {
        const { storyId, answerId } = await story({ visibility: 'private' });
        return { path: `/record?story=${storyId}&parent=${answerId}&kind=continue` };
      },
      // The device may have it: the page asks there, and has nothing of it by itself.
      'ok *',
    ),
  ],
  'POST /share': [row('a file without a worker', () => ({ path: '/share', form: { title: 'x' } }), '303 *')],
  'GET /share': [row('a visit', () => ({ path: '/share' }), '303 *')],
};
