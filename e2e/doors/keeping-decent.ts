import { call, misused, post, put, type Row, row, STRANGERS, still } from './words';

/** Doors to what keeps the place decent, and to those who run it. Whoever is neither is told that there is nothing. */

const MODERATORS = `${STRANGERS}, ok MA, not_found *`;
const ADMINS = `${STRANGERS}, ok A, not_found *`;
const MODERATORS_PAGE = 'ok MA, 404 *';
const ADMINS_PAGE = 'ok A, 404 *';

export const KEEPING_DECENT: Record<string, Row[]> = {
  'POST /api/v1/reports': [
    ...(['take', 'person'] as const).map((about) =>
      row(
        `a ${about}`,
        async ({ story }) => {
          const { storyId, answerId: takeId } = await story();
          return post('/api/v1/reports', { storyId, takeId, about, kind: 'spam' });
        },
        about === 'take'
          ? `${STRANGERS}, suspended s, forbidden a, ok *`
          : `${STRANGERS}, suspended s, forbidden a, ok *`,
      ),
    ),
    row(
      'a take of a private story',
      async ({ story }) => {
        const { storyId, answerId: takeId } = await story({ visibility: 'private' });
        return post('/api/v1/reports', { storyId, takeId, about: 'take', kind: 'spam' });
      },
      `${STRANGERS}, ok oi, story_not_found *`,
    ),
    row(
      'a take of it under an open one',
      async ({ story }) => {
        const [{ storyId }, { answerId: takeId }] = [await story(), await story({ visibility: 'private' })];
        return post('/api/v1/reports', { storyId, takeId, about: 'take', kind: 'spam' });
      },
      `${STRANGERS}, take_not_found *`,
    ),
    row('nothing', () => post('/api/v1/reports', {}), `${STRANGERS}, invalid_request *`),
  ],
  'PUT /api/v1/people/[personId]/block': [
    row(
      'a stranger',
      async ({ stranger }) => put(`/api/v1/people/${await stranger()}/block`, { isBlocked: true }),
      `${STRANGERS}, suspended s, ok *`,
    ),
    row(
      'oneself',
      ({ idOf }, actor) => put(`/api/v1/people/${idOf(actor)}/block`, { isBlocked: true }),
      `${STRANGERS}, suspended s, forbidden *`,
    ),
    row(
      'nobody',
      ({ nobodys }) => put(`/api/v1/people/${nobodys()}/block`, { isBlocked: true }),
      `${STRANGERS}, not_found *`,
    ),
    row(
      'neither yes nor no',
      ({ nobodys }) => put(`/api/v1/people/${nobodys()}/block`, {}),
      `${STRANGERS}, invalid_request *`,
    ),
  ],
  'page /moderate': [
    ...still('/moderate', MODERATORS_PAGE),
    row('a cursor that is made up', () => ({ path: '/moderate?cursor=e30' }), '404 *'),
  ],
  'page /moderate/reports/[reportId]': [
    row(
      'a report',
      async ({ story, report }) => ({ path: `/moderate/reports/${await report(await story())}` }),
      MODERATORS_PAGE,
    ),
    row(
      'one of a private story',
      async ({ story, report }) => ({
        path: `/moderate/reports/${await report(await story({ visibility: 'private' }))}`,
      }),
      MODERATORS_PAGE,
    ),
    row('one that is made up', ({ nobodys }) => ({ path: `/moderate/reports/${nobodys()}` }), '404 *'),
  ],
  'page /moderate/appeals/[decisionId]': [
    row(
      'an appeal',
      async ({ story, decision }) => ({ path: `/moderate/appeals/${await decision(await story(), true)}` }),
      MODERATORS_PAGE,
    ),
    row(
      'a decision that nobody appeals',
      async ({ story, decision }) => ({ path: `/moderate/appeals/${await decision(await story())}` }),
      '404 *',
    ),
  ],
  'page /notices/decisions/[decisionId]': [
    row(
      'about the author',
      async ({ story, decision }) => ({ path: `/notices/decisions/${await decision(await story())}` }),
      'ok a, 404 *',
    ),
    row('one that is made up', ({ nobodys }) => ({ path: `/notices/decisions/${nobodys()}` }), '404 *'),
  ],
  'action decideOnReport': [
    row(
      'a report',
      async ({ story, report }) =>
        call('decideOnReport', { reportId: await report(await story()), kind: 'dismiss', reason: 'It is a song.' }),
      MODERATORS,
    ),
    row(
      'without a reason',
      async ({ story, report }) =>
        call('decideOnReport', { reportId: await report(await story()), kind: 'dismiss', reason: ' ' }),
      `${STRANGERS}, invalid_request *`,
    ),
    row(
      'one that is made up',
      ({ nobodys }) => call('decideOnReport', { reportId: nobodys(), kind: 'dismiss', reason: 'It is a song.' }),
      `${STRANGERS}, not_found *`,
    ),
    misused('decideOnReport'),
  ],
  'action appeal': [
    row(
      'a decision about the author',
      async ({ story, decision }) =>
        call('appeal', { decisionId: await decision(await story()), words: 'It is a song.' }),
      `${STRANGERS}, ok a, not_found *`,
    ),
    row(
      'a second time',
      async ({ story, decision }) =>
        call('appeal', { decisionId: await decision(await story(), true), words: 'It is a song.' }),
      `${STRANGERS}, already_appealed a, not_found *`,
    ),
    misused('appeal'),
  ],
  'action decideOnAppeal': [
    row(
      'of the moderator’s own decision',
      async ({ story, decision }) =>
        call('decideOnAppeal', {
          decisionId: await decision(await story(), true),
          verdict: 'upheld',
          reason: 'It is noise.',
        }),
      `${STRANGERS}, forbidden M, ok A, not_found *`,
    ),
    misused('decideOnAppeal'),
  ],
  'page /admin': still('/admin', ADMINS_PAGE),
  'page /admin/people': still('/admin/people?q=a', ADMINS_PAGE),
  'page /admin/people/[personId]': [
    row('a stranger', async ({ stranger }) => ({ path: `/admin/people/${await stranger()}` }), ADMINS_PAGE),
    row('nobody', ({ nobodys }) => ({ path: `/admin/people/${nobodys()}` }), '404 *'),
  ],
  'page /admin/stories': still('/admin/stories?q=a', ADMINS_PAGE),
  'page /admin/storage': still('/admin/storage', ADMINS_PAGE),
  'page /admin/jobs': still('/admin/jobs', ADMINS_PAGE),
  'page /admin/faults': still('/admin/faults', ADMINS_PAGE),
  'page /admin/audit': still('/admin/audit', ADMINS_PAGE),
  'page /admin/alignment': still('/admin/alignment', ADMINS_PAGE),
  'page /operator/alignment': still('/operator/alignment'),
  'action enterAsOperator': [
    row('a key that is guessed', () => ({ action: 'enterAsOperator', input: null, args: [null, {}] }), 'wrong_key *'),
    row('something else', () => ({ action: 'enterAsOperator', input: null, args: [1, 'x'] }), 'wrong_key *'),
  ],
  'action appoint': [
    row(
      'a stranger',
      async ({ stranger }) => call('appoint', { personId: await stranger(), role: 'moderator' }),
      ADMINS,
    ),
    row(
      'oneself',
      ({ idOf }, actor) => call('appoint', { personId: idOf(actor), role: 'admin' }),
      `${STRANGERS}, forbidden A, not_found *`,
    ),
    row(
      'a guest',
      async ({ stranger }) => call('appoint', { personId: await stranger('guest'), role: 'admin' }),
      `${STRANGERS}, forbidden A, not_found *`,
    ),
    misused('appoint'),
  ],
  'action suspend': [
    row(
      'a stranger',
      async ({ stranger }) => call('suspend', { personId: await stranger(), kind: 'suspend', reason: 'Spam.' }),
      ADMINS,
    ),
    row(
      'oneself',
      ({ idOf }, actor) => call('suspend', { personId: idOf(actor), kind: 'suspend', reason: 'Spam.' }),
      `${STRANGERS}, forbidden A, not_found *`,
    ),
    misused('suspend'),
  ],
  'action signOutEverywhere': [
    row('a stranger', async ({ stranger }) => call('signOutEverywhere', { personId: await stranger() }), ADMINS),
    misused('signOutEverywhere'),
  ],
  'action listStore': [row('all of it', () => call('listStore', {}), ADMINS)],
  'action sendJobAgain': [
    row(
      'one that is made up',
      ({ nobodys }) => call('sendJobAgain', { kind: 'take.nudge', jobId: nobodys() }),
      `${STRANGERS}, not_found *`,
    ),
    misused('sendJobAgain'),
  ],
};
