import { type Asked, call, misused, type Row, row, STRANGERS, still } from './words';
import type { MadeStory, World } from './world';

/** Doors to what an owner does with a story, and to whom they let in. */

const OWNER = `${STRANGERS}, ok o, story_not_found *`;

type Deed = (story: MadeStory, world: World) => Asked | Promise<Asked>;

/** The owner's alone, also where others may listen: to everybody else there is nothing to be kept. */
const ownersAlone = (action: string, deed: Deed, ok = OWNER): Row[] => [
  row('an unlisted story', async (world) => deed(await world.story(), world), ok),
  row('a private one', async (world) => deed(await world.story({ visibility: 'private' }), world), ok),
  row(
    'one that is made up',
    (world) => deed({ storyId: world.nobodys(), seedId: world.nobodys(), answerId: world.nobodys() }, world),
    `${STRANGERS}, story_not_found *`,
  ),
  misused(action),
];

const settings = {
  title: 'A door',
  description: '',
  visibility: 'unlisted',
  defaultAnswer: 'duet',
  whoRecords: 'anyone',
  mostMs: null,
  mostDepth: null,
  mostTakesEach: null,
  approves: false,
};

const joined = (token: string) => call('acceptInvitation', { token });

export const OWNING: Record<string, Row[]> = {
  'page /owner/[storyId]': [
    row('an unlisted story', async ({ story }) => ({ path: `/owner/${(await story()).storyId}` }), 'ok o, 404 *'),
    row(
      'a deleted one, which can be taken back',
      async ({ story }) => ({ path: `/owner/${(await story({ isDeleted: true })).storyId}` }),
      'ok o, 404 *',
    ),
    row('one that is made up', ({ nobodys }) => ({ path: `/owner/${nobodys()}` }), '404 *'),
    row('an id that is none', () => ({ path: '/owner/x' }), '404 *'),
  ],
  'page /waiting': still('/waiting'),
  'page /invite/[token]': [
    row(
      'into a private story',
      async ({ story, invitation }) => {
        const { token } = await invitation(await story({ visibility: 'private' }));
        return { path: `/invite/${token}` };
      },
      '307 oi, ok *',
    ),
    row(
      'one that is over',
      async ({ story, invitation }) => {
        const { token } = await invitation(await story({ visibility: 'private' }), true);
        return { path: `/invite/${token}` };
      },
      '307 oi, ok *',
    ),
    row('one that is made up', ({ nobodys }) => ({ path: `/invite/${nobodys()}` }), 'ok *'),
  ],
  'action settleStory': ownersAlone('settleStory', ({ storyId }) => call('settleStory', { storyId, ...settings })),
  'action changeCover': ownersAlone('changeCover', ({ storyId }) => call('changeCover', { storyId, picture: null })),
  'action closeStory': ownersAlone('closeStory', ({ storyId }) => call('closeStory', { storyId, isClosed: true })),
  'action removeMember': [
    ...ownersAlone('removeMember', ({ storyId }, { idOf }) => call('removeMember', { storyId, personId: idOf('i') })),
  ],
  'action offerStory': ownersAlone('offerStory', ({ storyId }, { idOf }) =>
    call('offerStory', { storyId, personId: idOf('a') }),
  ),
  'action answerStoryOffer': [
    row(
      'one that is made to the author',
      async ({ story, sql, idOf }) => {
        const { storyId } = await story();
        await sql`update stories set handed_to = ${idOf('a')} where id = ${storyId}`;
        return call('answerStoryOffer', { storyId, isTaken: true });
      },
      `${STRANGERS}, ok a, story_not_found *`,
    ),
    row(
      'one that nobody has made',
      async ({ story }) => call('answerStoryOffer', { storyId: (await story()).storyId, isTaken: true }),
      `${STRANGERS}, story_not_found *`,
    ),
    misused('answerStoryOffer'),
  ],
  'action deleteStory': [
    ...ownersAlone('deleteStory', async ({ storyId }, { titleOf }) =>
      call('deleteStory', { storyId, title: await titleOf(storyId) }),
    ),
    row(
      'without its title',
      async ({ story }) => call('deleteStory', { storyId: (await story()).storyId, title: 'Another' }),
      `${STRANGERS}, invalid_request o, story_not_found *`,
    ),
  ],
  'action restoreStory': [
    row(
      'a deleted one',
      async ({ story }) => call('restoreStory', { storyId: (await story({ isDeleted: true })).storyId }),
      OWNER,
    ),
    row(
      'one that is there',
      async ({ story }) => call('restoreStory', { storyId: (await story()).storyId }),
      `${STRANGERS}, story_not_found *`,
    ),
    misused('restoreStory'),
  ],
  'action letTakeIn': [
    ...ownersAlone('letTakeIn', async (made, { waiting }) =>
      call('letTakeIn', {
        storyId: made.storyId,
        takeId: await waiting(made).catch(() => made.answerId),
      }),
    ),
    row(
      'a take that waits elsewhere',
      async ({ story, waiting }) => {
        const [{ storyId }, other] = [await story(), await story()];
        return call('letTakeIn', { storyId, takeId: await waiting(other) });
      },
      `${STRANGERS}, take_not_found o, story_not_found *`,
    ),
  ],
  'action refuseTake': [
    ...ownersAlone('refuseTake', async (made, { waiting }) =>
      call('refuseTake', {
        storyId: made.storyId,
        takeId: await waiting(made).catch(() => made.answerId),
        words: 'Too loud.',
      }),
    ),
    row(
      'a take that waits elsewhere',
      async ({ story, waiting }) => {
        const [{ storyId }, other] = [await story(), await story()];
        return call('refuseTake', { storyId, takeId: await waiting(other), words: '' });
      },
      `${STRANGERS}, take_not_found o, story_not_found *`,
    ),
  ],
  'action makeInvitation': ownersAlone('makeInvitation', ({ storyId }) =>
    call('makeInvitation', { storyId, days: 1, mostUses: 5, email: null }),
  ),
  'action revokeInvitation': [
    row(
      'the owner’s',
      async ({ story, invitation }) => {
        const made = await story();
        return call('revokeInvitation', { storyId: made.storyId, invitationId: (await invitation(made)).id });
      },
      OWNER,
    ),
    misused('revokeInvitation'),
  ],
  'action acceptInvitation': [
    row(
      'one that is good',
      async ({ story, invitation }) => joined((await invitation(await story({ visibility: 'private' }))).token),
      `${STRANGERS}, suspended s, invitation_over b, ok *`,
    ),
    row(
      'one that is over',
      async ({ story, invitation }) => joined((await invitation(await story({ visibility: 'private' }), true)).token),
      `${STRANGERS}, suspended s, ok oi, invitation_over *`,
    ),
    row(
      'one that is used up',
      async ({ story, invitation, sql }) => {
        const { id, token } = await invitation(await story({ visibility: 'private' }));
        await sql`update invitations set uses = most_uses where id = ${id}`;
        return joined(token);
      },
      `${STRANGERS}, suspended s, ok oi, invitation_over *`,
    ),
    row('one that is made up', ({ nobodys }) => joined(nobodys()), `${STRANGERS}, suspended s, invitation_over *`),
    misused('acceptInvitation'),
  ],
};
