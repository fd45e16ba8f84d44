import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { createMixSource, type RenewUrl, renewThroughApi } from './player-source';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A source of the mix of take `a` on a real server, with a clock that the test turns. */
async function sourceOn(listener: RequestListener, renew?: RenewUrl) {
  const opened = createServer(listener);
  server = opened;
  await new Promise<void>((done) => opened.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  const timers = new Set<() => void>();
  const ports = {
    fetch: (url: string, init?: RequestInit) => fetch(new URL(url, origin), init),
    after(_ms: number, run: () => void) {
      timers.add(run);
      return () => timers.delete(run);
    },
  };
  const source = createMixSource(new Map([['a', '/old']]), renew ?? renewThroughApi('s', ports), ports);
  return { load: (signal = new AbortController().signal) => source.load('a', signal), timers };
}

it('gives a silent connection up as a failure that may pass, and asks for a fresh URL the next time', async () => {
  let isHanging = true;
  const asked: string[] = [];
  const { load, timers } = await sourceOn(
    (request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-length': 4 });
      if (isHanging) response.write('ab');
      else response.end('abcd');
    },
    async () => '/new',
  );
  const hanging = load();
  const outcome = expect(hanging).rejects.toThrow('The connection went silent');
  await vi.waitFor(() => expect(asked).toEqual(['/old']));
  for (const run of timers) run();
  await outcome;
  isHanging = false;
  expect((await load()).byteLength).toBe(4);
  expect(asked).toEqual(['/old', '/new']);
  expect(timers.size).toBe(0);
});

it.each([
  [500, { message: 'The store answered 500' }],
  [429, { message: 'The store answered 429' }],
  [400, { code: 'playback_failed' }],
])('tells a %i that may pass from one that stays', async (status, error) => {
  const { load } = await sourceOn((_request, response) => response.writeHead(status).end());
  await expect(load()).rejects.toMatchObject(error);
});

it('keeps its URL when it is told to stop', async () => {
  const asked: string[] = [];
  const { load } = await sourceOn((request, response) => {
    asked.push(request.url ?? '');
    if (asked.length > 1) response.end('abcd');
  });
  const stop = new AbortController();
  const stopped = expect(load(stop.signal)).rejects.toThrow();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  stop.abort();
  await stopped;
  await load();
  expect(asked).toEqual(['/old', '/old']);
});

it('does not take an answer without a URL for one', async () => {
  const { load } = await sourceOn((request, response) =>
    request.url === '/old' ? response.writeHead(403).end() : response.end('{"stemUrl":"/x"}'),
  );
  await expect(load()).rejects.toMatchObject({ code: 'playback_failed' });
});
