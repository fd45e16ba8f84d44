import { NextRequest } from 'next/server';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openTestApp, type Person, signIn, type TestApp } from '@/lib/server/test-api';
import { proxy } from '@/proxy';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await openTestApp({ limits: 'on' });
  ada = await signIn(app, 'Ada');
});
afterAll(() => app.close());
afterEach(() => vi.unstubAllEnvs());

const asked = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://tap.test${path}`, { headers }));
const rewritten = async (path: string) => (await asked(path)).headers.get('x-middleware-rewrite');

test('a path whose escapes are no text leads to no page', async () => {
  for (const path of ['/s/%E0%A4%A', '/s/%', '/s/x/%ff']) expect(await rewritten(path)).toBe('http://tap.test/s');
});

test('an address of a route with escapes that it never has is told that there is nothing', async () => {
  const answer = await asked('/api/v1/takes/%ff');
  expect(answer.status).toBe(404);
  expect((await answer.json()).error.code).toBe('not_found');
});

test('every other page is answered under a request id of its own', async () => {
  for (const path of ['/', '/record', '/s/x/y', '/s/%E0%A4%A4', '/s/x?y=%']) {
    const answer = await asked(path);
    expect(answer.headers.get('x-middleware-next')).toBe('1');
    expect(answer.headers.get('x-request-id')).toBe(answer.headers.get('x-middleware-request-x-request-id'));
  }
});

test('a page and its browser are told of one nonce, which nobody knew before', async () => {
  const heard = await Promise.all(['/', '/', '/s/x'].map((path) => asked(path, { 'x-nonce': 'known' })));
  const nonces = heard.map(({ headers }) => {
    const nonce = headers.get('x-middleware-request-x-nonce');
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(headers.get('x-middleware-request-content-security-policy')).toBe(policy);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(3);
});

test('whoever opens pages too often is shown one sentence, and until when they wait', async () => {
  const { cookie } = ada;
  for (let n = 0; n < 100; n += 1) expect((await asked('/', { cookie })).status).toBe(200);
  const answer = await asked('/', { cookie });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self' 'nonce-");
  expect(await answer.text()).toContain('That was a lot at once.');
  expect((await asked('/')).status).toBe(200);
});

test('what a page fetches by itself is counted for itself, and so is every call of an action that may be none', async () => {
  const { cookie } = await signIn(app, 'Bob');
  const call = () =>
    proxy(
      new NextRequest('http://tap.test/', {
        method: 'POST',
        headers: { cookie, host: 'tap.test', 'next-action': 'x', 'content-type': 'text/plain' },
        body: '[]',
      }),
    );
  for (let n = 0; n < 450; n += 1) expect((await asked('/', { cookie, 'sec-fetch-dest': 'empty' })).status).toBe(200);
  for (let n = 0; n < 450; n += 1) expect((await call()).status).toBe(200);
  expect((await asked('/', { cookie, 'sec-fetch-dest': 'empty' })).status).toBe(429);
  expect((await call()).status).toBe(429);
  expect((await asked('/', { cookie, 'sec-fetch-dest': 'document' })).status).toBe(200);
});

test('the service worker is the real one, or the one that removes itself', async () => {
  expect(await rewritten('/sw.js')).toBeNull();
  vi.stubEnv('SERVICE_WORKER', 'off');
  expect(await rewritten('/sw.js')).toBe('http://tap.test/sw-off.js');
  expect(await rewritten('/')).toBeNull();
});
