import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { proxy } from '@/proxy';

const rewritten = (path: string) =>
  proxy(new NextRequest(`http://tap.test${path}`)).headers.get('x-middleware-rewrite');

afterEach(() => vi.unstubAllEnvs());

test('a path whose escapes are no text leads to no page', () => {
  for (const path of ['/s/%E0%A4%A', '/s/%', '/s/x/%ff']) expect(rewritten(path)).toBe('http://tap.test/s');
});

test('every other page is answered under a request id of its own', () => {
  for (const path of ['/', '/record', '/s/x/y', '/s/%E0%A4%A4', '/s/x?y=%']) {
    const answer = proxy(new NextRequest(`http://tap.test${path}`));
    expect(answer.headers.get('x-middleware-next')).toBe('1');
    expect(answer.headers.get('x-request-id')).toBe(answer.headers.get('x-middleware-request-x-request-id'));
  }
});

test('the service worker is the real one, or the one that removes itself', () => {
  expect(rewritten('/sw.js')).toBeNull();
  vi.stubEnv('SERVICE_WORKER', 'off');
  expect(rewritten('/sw.js')).toBe('http://tap.test/sw-off.js');
  expect(rewritten('/')).toBeNull();
});
