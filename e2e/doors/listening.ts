import { type Row, row, still } from './words';
import { type MadeStory, mixKey } from './world';

/** Doors to what is listened to. */

const DEMO = '/s/01890000-0000-7000-8000-000000000000';
const OPEN = 'ok *';
/** Whom a private story is there for: its owner and whom they have invited. To everybody else it does not exist. */
const PRIVATE = 'ok oi, story_not_found *';
const PRIVATE_PAGE = 'ok oi, 404 *';

/** The same address for a story that anybody may hear, for one that few may, and for ones that are not there. */
function ofStory(path: (story: MadeStory) => string, isPage = false): Row[] {
  const gone = isPage ? '404' : 'story_not_found';
  return [
    row('an unlisted story', async ({ story }) => ({ path: path(await story()) }), OPEN),
    row(
      'a private one',
      async ({ story }) => ({ path: path(await story({ visibility: 'private' })) }),
      isPage ? PRIVATE_PAGE : PRIVATE,
    ),
    row('a deleted one', async ({ story }) => ({ path: path(await story({ isDeleted: true })) }), `${gone} *`),
    row(
      'ids that are made up',
      ({ nobodys }) => ({ path: path({ storyId: nobodys(), seedId: nobodys(), answerId: nobodys() }) }),
      `${gone} *`,
    ),
    row(
      'ids that are none',
      () => ({ path: path({ storyId: 'x', seedId: '%00', answerId: "';--" }) }),
      isPage ? '404 *' : 'invalid_request *',
    ),
  ];
}

/** And a take of another story, a private one, under the id of an open one. */
const ofTake = (path: (story: MadeStory) => string, isPage = false): Row[] => [
  ...ofStory(path, isPage),
  row(
    'a take of a private story under an open one',
    async ({ story }) => {
      const [{ storyId }, hidden] = [await story(), await story({ visibility: 'private' })];
      return { path: path({ ...hidden, storyId }) };
    },
    isPage ? '404 *' : 'take_not_found *',
  ),
];

/** What stands in pages of others is of stories that anybody may hear: of a private one there is none, for its owner neither. */
const elsewhere = (rows: Row[]): Row[] =>
  rows.map((one) => (one.what === 'a private one' ? { ...one, answers: one.answers.replace(/^ok oi, /, '') } : one));

export const LISTENING: Record<string, Row[]> = {
  'page /': still('/'),
  'page /s/[storyId]/[[...take]]': [
    ...ofTake(({ storyId, answerId }) => `/s/${storyId}/${answerId}`, true),
    row('the demo', () => ({ path: DEMO }), OPEN),
  ],
  'page /embed/[storyId]/[[...take]]': elsewhere(
    ofTake(({ storyId, answerId }) => `/embed/${storyId}/${answerId}`, true),
  ),
  'GET /api/v1/stories': [
    ...still('/api/v1/stories'),
    row('those of nobody', () => ({ path: '/api/v1/stories?list=mine' }), OPEN),
    row('a list that is none', () => ({ path: '/api/v1/stories?list=all' }), 'invalid_request *'),
    row('a cursor that is made up', () => ({ path: '/api/v1/stories?cursor=e30' }), 'invalid_request *'),
  ],
  'GET /api/v1/stories/[storyId]': ofStory(({ storyId }) => `/api/v1/stories/${storyId}`),
  'GET /api/v1/stories/[storyId]/events': ofStory(({ storyId }) => `/api/v1/stories/${storyId}/events`),
  'GET /api/v1/stories/[storyId]/map': ofTake(
    ({ storyId, answerId }) => `/api/v1/stories/${storyId}/map?around=${answerId}`,
  ),
  'GET /api/v1/stories/[storyId]/paths/[takeId]': ofTake(
    ({ storyId, answerId }) => `/api/v1/stories/${storyId}/paths/${answerId}`,
  ),
  'GET /api/v1/takes/[takeId]/answers': ofTake(
    ({ storyId, seedId }) => `/api/v1/takes/${seedId}/answers?story=${storyId}`,
  ),
  'GET /api/v1/takes/[takeId]/urls': ofTake(
    ({ storyId, answerId }) => `/api/v1/takes/${answerId}/urls?story=${storyId}`,
  ),
  'GET /api/v1/takes/[takeId]/path-file': ofTake(
    ({ storyId, answerId }) => `/api/v1/takes/${answerId}/path-file?story=${storyId}`,
  ),
  'GET /card/[storyId]/[[...take]]': elsewhere(ofTake(({ storyId, answerId }) => `/card/${storyId}/${answerId}`)),
  'GET /oembed': [
    row(
      'an address of another place',
      () => ({ path: '/oembed?url=https%3A%2F%2Fexample.org%2Fs%2F1' }),
      'not_found *',
    ),
    row('no address', () => ({ path: '/oembed' }), 'invalid_request *'),
    row(
      'an unlisted story',
      async ({ story, origin }) => {
        const { storyId } = await story();
        return { path: `/oembed?url=${encodeURIComponent(`${origin}/s/${storyId}`)}` };
      },
      OPEN,
    ),
    row(
      'a private one',
      async ({ story, origin }) => {
        const { storyId } = await story({ visibility: 'private' });
        return { path: `/oembed?url=${encodeURIComponent(`${origin}/s/${storyId}`)}` };
      },
      'story_not_found *',
    ),
  ],
  'GET /media/[...key]': [
    row('a file without a signature', async ({ story }) => mediaOf(await story(), ''), 'url_tampered *'),
    row('a made-up one', async ({ story }) => mediaOf(await story(), '?expires=9999999999&sig=AAAA'), 'url_tampered *'),
    row('a way out of the store', () => ({ path: '/media/..%2f..%2fsecrets.json' }), 'not_found *'),
  ],
  'HEAD /media/[...key]': [
    row(
      'a file without a signature',
      async ({ story }) => ({ ...mediaOf(await story(), ''), method: 'HEAD' }),
      '403 *',
    ),
  ],
  'OPTIONS /media/[...key]': [
    row('any', async ({ story }) => ({ ...mediaOf(await story(), ''), method: 'OPTIONS' }), 'ok *'),
  ],
  'page /offline': still('/offline'),
  'page /offline/studio': still('/offline/studio'),
  'page /drafts': still('/drafts'),
  'page /settings': still('/settings'),
  'GET /health': still('/health'),
  'GET /ready': still('/ready'),
  'file /manifest': still('/manifest.webmanifest'),
  'file /icon.svg': still('/icon.svg'),
  'file /apple-icon.png': still('/apple-icon.png'),
};

const mediaOf = ({ answerId }: MadeStory, query: string) => ({ path: `/media/${mixKey(answerId)}${query}` });

/** Every address of the API that is none. */
export const NOTHING: Record<string, Row[]> = Object.fromEntries(
  ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [
    `${method} /api/v1/[...rest]`,
    [row('any', () => ({ path: '/api/v1/nothing/here', method }), method === 'HEAD' ? '404 *' : 'not_found *')],
  ]),
);
