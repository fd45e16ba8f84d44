import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepContentLength, tellContentLength } from './content-length';
import { call } from './contract-harness';

describe('the length of what a route returns', () => {
  const server = http.createServer(async (request, response) => {
    const bytes = Number(new URL(request.url ?? '', 'http://host').searchParams.get('bytes'));
    await setImmediate();
    tellContentLength(bytes);
    response.write('x'.repeat(bytes));
    response.end();
  });
  const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  beforeAll(() => {
    keepContentLength();
    keepContentLength();
    return new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it('reaches the response of the very request that is being answered', async () => {
    const sizes = [5, 50, 500, 5000];
    const answers = await Promise.all(sizes.map((bytes) => call('GET', url(`/media/a?bytes=${bytes}`))));
    expect(answers.map((answer) => Number(answer.headers['content-length']))).toEqual(sizes);
    expect(answers.map((answer) => answer.bytes.length)).toEqual(sizes);
  });

  it('is left alone outside /media', async () => {
    expect((await call('GET', url('/other?bytes=5'))).headers['content-length']).toBeUndefined();
  });
});
