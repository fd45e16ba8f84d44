import { call, misused, type Row, row, STRANGERS, still } from './words';

/** Doors to who one is here, and to what is one's own. */

/** Guests have no address and no password to change. */
const MEMBERS = `${STRANGERS}, forbidden g, wrong_credentials *`;

export const ACCOUNTS: Record<string, Row[]> = {
  'page /account': still('/account'),
  'page /enter': [
    ...still('/enter?for=done'),
    row('a link that was made up', () => ({ path: '/enter?for=enter#token' }), 'ok *'),
  ],
  'GET /api/v1/me': still('/api/v1/me'),
  'GET /api/v1/me/export': still('/api/v1/me/export', `${STRANGERS}, ok *`),
  'GET /api/auth/[...nextauth]': [
    row('who one is', () => ({ path: '/api/auth/session' }), 'ok *'),
    row('a page of the library', () => ({ path: '/api/auth/signin' }), '302 *'),
    row('one that it has not', () => ({ path: '/api/auth/admin' }), '400 *'),
  ],
  'POST /api/auth/[...nextauth]': [
    row(
      'a name without the form’s token',
      () => ({ path: '/api/auth/callback/guest', form: { name: 'Forged', json: 'true' } }),
      'ok *',
    ),
    row(
      'a password without the form’s token',
      () => ({ path: '/api/auth/callback/password', form: { email: 'a@example.org', password: 'x', json: 'true' } }),
      'ok *',
    ),
    row('leaving without the form’s token', () => ({ path: '/api/auth/signout', form: { json: 'true' } }), 'ok *'),
  ],
  'action signUp': [
    row(
      'a password that many have',
      () => call('signUp', { email: 'door@example.org', password: 'password123', name: 'Door' }),
      'password_common nxeg, forbidden *',
    ),
    row(
      'an address that is none',
      () => call('signUp', { email: 'door', password: 'a long one that nobody has', name: 'Door' }),
      'email_invalid nxeg, forbidden *',
    ),
    misused('signUp', ''),
  ],
  'action askForLink': [
    row('where there is no mail', () => call('askForLink', { email: 'door@example.org' }), 'mail_unavailable *'),
    misused('askForLink', ''),
  ],
  'action askForReset': [
    row('where there is no mail', () => call('askForReset', { email: 'door@example.org' }), 'mail_unavailable *'),
    misused('askForReset', ''),
  ],
  'action askForVerification': [
    row('where there is no mail', () => call('askForVerification', {}), `${STRANGERS}, ok g, mail_unavailable *`),
  ],
  'action confirmAddress': [
    row(
      'a token that is made up',
      ({ nobodys }) => call('confirmAddress', { token: nobodys(), purpose: 'verify_email' }),
      `${STRANGERS}, link_used *`,
    ),
    misused('confirmAddress'),
  ],
  'action changeAddress': [
    row(
      'without one’s password',
      () => call('changeAddress', { email: 'door@example.org', password: 'guessed' }),
      MEMBERS,
    ),
    misused('changeAddress'),
  ],
  'action changePassword': [
    row(
      'without the one before',
      () => call('changePassword', { before: 'guessed', after: 'a long one that nobody has' }),
      MEMBERS,
    ),
    misused('changePassword'),
  ],
  'action rename': [
    row('one’s own name', (_, actor) => call('rename', { name: `Actor ${actor}` }), `${STRANGERS}, suspended s, ok *`),
    misused('rename'),
  ],
  'action changePicture': [misused('changePicture')],
  'action removePicture': [row('one’s own', () => call('removePicture', {}), `${STRANGERS}, ok *`)],
  'action endSession': [
    row(
      'of somebody else',
      async ({ sessionOf }, actor) => call('endSession', { sessionId: await sessionOf(actor === 'm' ? 'a' : 'm') }),
      `${STRANGERS}, ok *`,
    ),
    misused('endSession'),
  ],
  'action endOtherSessions': [row('one’s own', () => call('endOtherSessions', {}), `${STRANGERS}, ok *`)],
  'action deleteAccount': [
    row('without the word', () => call('deleteAccount', { word: 'yes' }), `${STRANGERS}, invalid_request *`),
    misused('deleteAccount'),
  ],
  'action removeTake': [
    row(
      'the author’s answer',
      async ({ story }) => {
        const { storyId, answerId: takeId } = await story();
        return call('removeTake', { storyId, takeId });
      },
      `${STRANGERS}, ok a, take_not_found *`,
    ),
    row(
      'under another story',
      async ({ story, nobodys }) => {
        const { answerId: takeId } = await story();
        return call('removeTake', { storyId: nobodys(), takeId });
      },
      `${STRANGERS}, take_not_found *`,
    ),
    misused('removeTake'),
  ],
  'GET /api/v1/pictures/[pictureId]': [
    row('of a person', async ({ picture }) => ({ path: `/api/v1/pictures/${await picture()}` }), 'ok *'),
    row(
      'the cover of a private story',
      async ({ picture, story }) => ({
        path: `/api/v1/pictures/${await picture(await story({ visibility: 'private' }))}`,
      }),
      'ok oi, not_found *',
    ),
    row('one that is made up', ({ nobodys }) => ({ path: `/api/v1/pictures/${nobodys()}` }), 'not_found *'),
  ],
};
