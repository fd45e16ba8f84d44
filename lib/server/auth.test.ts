import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET, POST } from '@/app/api/auth/[...nextauth]/route';
import { callRoute, ORIGIN, openTestApp, refusal, type TestApp } from './test-api';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
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
