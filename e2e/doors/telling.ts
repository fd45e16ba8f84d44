import { createECDH } from 'node:crypto';
import { call, misused, post, put, type Row, row, STRANGERS, still } from './words';

/** Doors to what one is told, and where. */

const device = (nobodys: () => string) => ({
  endpoint: `https://push.example.org/${nobodys()}`,
  keys: { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'A'.repeat(22) },
});

export const TELLING: Record<string, Row[]> = {
  'page /notices': still('/notices'),
  'page /notices/unsubscribe': [
    row('a token that is made up', () => ({ path: '/notices/unsubscribe?token=x' }), 'ok *'),
  ],
  'GET /api/v1/notices/unsubscribe': [row('a visit', () => ({ path: '/api/v1/notices/unsubscribe?token=x' }), '303 *')],
  'POST /api/v1/notices/unsubscribe': [
    row(
      'a token that is made up',
      () => ({ path: '/api/v1/notices/unsubscribe?token=x', form: { 'List-Unsubscribe': 'One-Click' } }),
      'link_used *',
    ),
  ],
  'GET /api/v1/push': still('/api/v1/push'),
  'PUT /api/v1/push': [
    row('a device', ({ nobodys }) => put('/api/v1/push', device(nobodys)), `${STRANGERS}, ok *`),
    row(
      'a place inside',
      ({ nobodys }) => put('/api/v1/push', { ...device(nobodys), endpoint: 'https://127.0.0.1/x' }),
      `${STRANGERS}, push_unavailable *`,
    ),
    row('nothing', () => put('/api/v1/push', {}), `${STRANGERS}, invalid_request *`),
  ],
  'POST /api/v1/push/end': [
    row(
      'of nobody',
      ({ nobodys }) => post('/api/v1/push/end', { endpoint: `https://push.example.org/${nobodys()}` }),
      `${STRANGERS}, ok *`,
    ),
    row('nothing', () => post('/api/v1/push/end', {}), `${STRANGERS}, invalid_request *`),
  ],
  'action readNotices': [
    row(
      'those of somebody else',
      async ({ story, notice }, actor) =>
        call('readNotices', { ids: [await notice(actor === 'm' ? 'a' : 'm', (await story()).storyId)] }),
      `${STRANGERS}, ok *`,
    ),
    misused('readNotices'),
  ],
  'action readAllNotices': [row('one’s own', () => call('readAllNotices', {}), `${STRANGERS}, ok *`)],
  'action changeNotice': [
    row('one’s own', () => call('changeNotice', { kind: 'like', push: false }), `${STRANGERS}, ok *`),
    misused('changeNotice'),
  ],
  'action endDigests': [
    row('a token that is made up', () => call('endDigests', { token: 'x' }), 'link_used *'),
    misused('endDigests', ''),
  ],
};
