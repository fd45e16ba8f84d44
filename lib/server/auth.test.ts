import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET, POST } from '@/app/api/auth/[...nextauth]/route';
import { callRoute, ORIGIN, openTestApp, refusal, type TestApp } from './test-api';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ limits: 'on' });
});
afterAll(() => app.close());

test.each([
  ['signin', '/account'],
  ['signout', '/account'],
  ['verify-request', '/account'],
  ['error', '/enter'],
])('the page /api/auth/%s of the library leads to %s', async (page, ours) => {
  const answer = await callRoute(GET, 'GET', `/api/auth/${page}`, { nextauth: [page] });
  expect(answer.status).toBe(302);
  expect(new URL(answer.headers.get('location') ?? '', ORIGIN).pathname).toBe(ours);
  expect(await answer.text()).not.toContain('<');
});

const post = (path: string, raw: string, type = 'application/x-www-form-urlencoded') =>
  callRoute(
    POST,
    'POST',
    `/api/auth/${path}`,
    { nextauth: path.split('/') },
    { raw, headers: { 'content-type': type } },
  );

test('nothing but a form of a bounded size is read', async () => {
  expect(await refusal(await post('callback/password', '{"a":', 'application/json'))).toMatchObject({ status: 422 });
  expect(await refusal(await post('callback/password', `email=${'a'.repeat(300_000)}`))).toMatchObject({ status: 413 });
});

test('a form without its token signs nobody in', async () => {
  const answer = await post('callback/guest', 'name=Eve&json=true&csrfToken=forged');
  expect(answer.headers.getSetCookie().join()).not.toMatch(/session-token|tap-story/);
});

test('what Apple sends from its own site comes back as a link, with which our cookies go', async () => {
  const answer = await post('callback/apple', 'code=c%26d&state=s');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/api/auth/callback/apple?code=c%26d&state=s');
});

test('whoever guesses at a password is told to come back, and when', async () => {
  const csrf = await callRoute(GET, 'GET', '/api/auth/csrf', { nextauth: ['csrf'] });
  const cookie = csrf.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const { csrfToken } = await csrf.json();
  const form = new URLSearchParams({ csrfToken, json: 'true', email: 'ada@example.org', password: 'a guess' });
  const guess = () =>
    callRoute(
      POST,
      'POST',
      '/api/auth/callback/password',
      { nextauth: ['callback', 'password'] },
      {
        raw: `${form}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, 'x-forwarded-for': '203.0.113.20' },
      },
    );
  for (let n = 0; n < 5; n += 1) expect((await guess()).status).toBe(401);
  const answer = await guess();
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refusal(answer)).toMatchObject({ status: 429, code: 'too_many_requests' });
});
