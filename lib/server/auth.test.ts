import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET } from '@/app/api/auth/[...nextauth]/route';
import { callRoute, ORIGIN, openTestApp, type TestApp } from './test-api';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

test.each(['signin', 'signout', 'error', 'verify-request'])(
  'the page /api/auth/%s leads to the front page',
  async (page) => {
    const answer = await callRoute(GET, 'GET', `/api/auth/${page}`, { nextauth: [page] });
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get('location') ?? '', ORIGIN).pathname).toBe('/');
    expect(await answer.text()).not.toContain('<');
  },
);
