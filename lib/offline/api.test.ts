import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, createApi } from './api';

let server: Server;
let api: Api;
let answer: { status: number; headers: Record<string, string>; body: string };
beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(answer.status, answer.headers).end(answer.body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  api = createApi(`http://127.0.0.1:${address.port}`);
});
afterAll(() => server.close());

const asked = (status: number, headers: Record<string, string>, body = '') => {
  answer = { status, headers, body };
  return api('POST', '/', {}, 10_000).then(
    () => null,
    (error: unknown) => error,
  );
};
const told = (code: string) => JSON.stringify({ error: { code, message: 'A sentence.' } });

it('tells how long the server wants to be left alone', async () => {
  expect(await asked(429, { 'Retry-After': '90' }, told('too_many_requests'))).toMatchObject({
    code: 'too_many_requests',
    details: { status: 429, retryAfterMs: 90_000 },
  });
  expect(await asked(503, { 'Retry-After': '3' }, told('mixing_busy'))).toMatchObject({
    code: 'mixing_busy',
    details: { retryAfterMs: 3_000 },
  });
});

it('takes a proxy at its word, and no date for a number', async () => {
  expect(await asked(429, { 'Retry-After': '7' }, '<h1>Slow down</h1>')).toMatchObject({
    code: 'too_many_requests',
    details: { retryAfterMs: 7_000 },
  });
  for (const header of ['Wed, 21 Oct 2026 07:28:00 GMT', '-1', 'soon'])
    expect(await asked(503, { 'Retry-After': header })).not.toHaveProperty('details.retryAfterMs');
});
