import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { requestedRange } from '@/lib/domain/http-range';
import { headBytes, openingBytes, PART_MS, readMix } from '@/lib/mixing/mix-part';
import { mixOf, talk } from '@/lib/server/mixing/test-sounds';
import { type RenewUrl, renewThroughApi } from './mix-urls';
import { createMixSource } from './player-source';

const DURATION_MS = 24_000;
let mix: Uint8Array;
let server: Server | null = null;
beforeAll(async () => {
  mix = await mixOf(await talk(DURATION_MS));
}, 60_000);
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A source of the mix of take `a` on a real server, with a clock that the test turns. */
async function sourceOn(listener: RequestListener, renew?: RenewUrl) {
  const asked: string[] = [];
  const opened = createServer((request, response) => {
    asked.push([request.url, request.headers.range?.replace('bytes=', '')].filter(Boolean).join(' '));
    listener(request, response);
  });
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
  const mixes = (url: string) => new Map([['a', { url, durationMs: DURATION_MS }]]);
  const source = createMixSource(mixes('/old'), renew ?? renewThroughApi('s', ports), ports);
  const load = (signal = new AbortController().signal, offsetMs = 0, toMs = offsetMs + PART_MS) =>
    source.load({ takeId: 'a', fromMs: offsetMs, toMs, offsetMs }, signal);
  const loadAt = (offsetMs: number, toMs = offsetMs + PART_MS) => load(undefined, offsetMs, toMs);
  return { source, load, loadAt, timers, asked, move: (url: string) => source.replace(mixes(url)) };
}

/** A store that knows ranges. */
const inParts =
  (file: Uint8Array, tell: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    const range = requestedRange(request.headers.range ?? null, file.length);
    if (range === 'unsatisfiable') return void response.writeHead(416).end();
    const { from, to } = range ?? { from: 0, to: file.length - 1 };
    const headers = range ? { 'content-range': `bytes ${from}-${to}/${file.length}` } : {};
    response.writeHead(range ? 206 : 200, { ...headers, ...tell }).end(file.subarray(from, to + 1));
  };
const refuses = (status: number) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(status).end();

const HEAD = `0-${headBytes(DURATION_MS) - 1}`;
const OPENING = `0-${openingBytes(DURATION_MS) - 1}`;
/** How many bytes a range has. */
const lengthOf = (asked: string | undefined): number => {
  const [from = 0, to = 0] = asked?.split(' ')[1]?.split('-').map(Number) ?? [];
  return to - from + 1;
};

it('fetches the head and the first part at once, then each part by its bytes alone', async () => {
  const { loadAt, asked } = await sourceOn(inParts(mix));
  const parts = [await loadAt(0), await loadAt(PART_MS), await loadAt(2 * PART_MS, DURATION_MS)];
  expect(asked).toHaveLength(3);
  expect(asked[0]).toBe(`/old ${OPENING}`);
  expect(lengthOf(asked[1])).toBeLessThan(17 * PART_MS);
  expect(lengthOf(asked[2])).toBeLessThan(17 * 4_200);
  for (const { bytes } of parts) expect(readMix(new Uint8Array(bytes))).toBeInstanceOf(Object);
  expect(parts.map(({ leadMs }) => leadMs < 50)).toEqual([true, true, true]);
});

it('fetches the head alone where it begins further on', async () => {
  const { loadAt, asked } = await sourceOn(inParts(mix));
  await loadAt(PART_MS);
  expect(asked[0]).toBe(`/old ${HEAD}`);
  expect(lengthOf(asked[1])).toBeLessThan(17 * PART_MS);
});

it('takes more than is heard where that does not double it', async () => {
  const { loadAt } = await sourceOn(inParts(mix));
  expect((await loadAt(0, 4_000)).enoughForMs).toBe(4_000);
  expect((await loadAt(0, 5_000)).enoughForMs).toBe(PART_MS);
  expect((await loadAt(2 * PART_MS, DURATION_MS)).enoughForMs).toBeGreaterThanOrEqual(4_000);
});

it('takes the whole mix of a store without ranges, once', async () => {
  const { loadAt, asked } = await sourceOn((_, response) => response.end(mix));
  const [first, second] = [await loadAt(0), await loadAt(PART_MS)];
  expect(asked).toEqual([`/old ${OPENING}`]);
  expect(first.bytes.byteLength).toBeLessThan(17 * PART_MS + 2_000);
  expect(second.leadMs).toBeGreaterThan(0);
});

it('takes the whole of what it cannot read, and of what the browser cannot play in parts', async () => {
  const other = await sourceOn(inParts(new Uint8Array(300_000)));
  expect(await other.loadAt(PART_MS)).toMatchObject({ leadMs: PART_MS, enoughForMs: Number.POSITIVE_INFINITY });
  await other.loadAt(0);
  expect(other.asked).toEqual([`/old ${HEAD}`, '/old']);

  const refused = await sourceOn(inParts(mix));
  await refused.loadAt(0);
  refused.source.refuseParts('a');
  expect((await refused.loadAt(0)).bytes.byteLength).toBe(mix.length);
});

it('holds the wholes of three takes, and of these the last that were needed', async () => {
  const asked: string[] = [];
  const mixes = new Map(['a', 'b', 'c', 'd'].map((id) => [id, { url: `/${id}`, durationMs: DURATION_MS }]));
  const source = createMixSource(mixes, async () => '', {
    async fetch(url) {
      asked.push(url.slice(1));
      return new Response(new Uint8Array(1_000));
    },
    after: () => () => undefined,
  });
  const stretch = { fromMs: 0, toMs: PART_MS, offsetMs: 0 };
  for (const takeId of 'abcadacb') await source.load({ ...stretch, takeId }, new AbortController().signal);
  expect(asked.join('')).toBe('abcdb');
});

it('takes the whole where the store does not tell which bytes it gave', async () => {
  const hides: RequestListener = (request, response) =>
    response.writeHead(request.headers.range ? 206 : 200).end(request.headers.range ? mix.subarray(0, 200_000) : mix);
  const { loadAt, asked } = await sourceOn(hides);
  expect((await loadAt(0)).bytes.byteLength).toBe(mix.length);
  expect(asked).toEqual([`/old ${OPENING}`, '/old']);
});

it.each([
  ['another length', () => inParts(mix.subarray(0, -1))],
  ['another tag', () => inParts(mix, { etag: '"2"' })],
  ['an end before the part', () => inParts(mix.subarray(0, 1_000))],
])('does not take the bytes of another file for those of this: %s', async (_name, then) => {
  let store = inParts(mix, { etag: '"1"' });
  const { loadAt } = await sourceOn((request, response) => store(request, response));
  await loadAt(0);
  store = then();
  await expect(loadAt(PART_MS)).rejects.not.toHaveProperty('code');
  store = inParts(mix, { etag: '"3"' });
  expect((await loadAt(PART_MS)).leadMs).toBeGreaterThan(0);
});

it('reads the head anew where a fresh URL is of another file', async () => {
  const { loadAt, asked } = await sourceOn(
    (request, response) =>
      asked.length > 1 && request.url === '/old' ? refuses(404)(request, response) : inParts(mix)(request, response),
    async () => '/new',
  );
  await loadAt(0);
  await expect(loadAt(PART_MS)).rejects.toThrow('another file');
  expect((await loadAt(PART_MS)).leadMs).toBeGreaterThan(0);
  expect(asked.slice(3)).toEqual([`/new ${HEAD}`, expect.stringMatching(/^\/new \d/)]);
});

it('keeps the URL that it was given anew, unless the page knows of another file', async () => {
  const { loadAt, asked, move } = await sourceOn(
    (request, response) =>
      request.url?.includes('late') || request.url === '/other'
        ? inParts(mix)(request, response)
        : refuses(403)(request, response),
    async () => '/old?late',
  );
  await loadAt(0);
  move('/old?early');
  await loadAt(PART_MS);
  move('');
  await loadAt(PART_MS);
  move('/other');
  await loadAt(PART_MS);
  expect(asked.map((each) => each.split(' ')[0])).toEqual([
    '/old',
    '/old?late',
    '/old?late',
    '/old?late',
    '/other',
    '/other',
  ]);
});

it('gives a silent connection up as a failure that may pass, and asks for a fresh URL the next time', async () => {
  let isHanging = true;
  const { load, timers, asked } = await sourceOn(
    (request, response) => {
      if (!isHanging) return inParts(mix)(request, response);
      response.writeHead(200, { 'content-length': 4 });
      response.write('ab');
    },
    async () => '/new',
  );
  const hanging = load();
  const outcome = expect(hanging).rejects.toThrow('The connection went silent');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  for (const run of timers) run();
  await outcome;
  isHanging = false;
  await load();
  expect(asked).toEqual([`/old ${OPENING}`, `/new ${OPENING}`]);
  expect(timers.size).toBe(0);
});

it.each([
  [500, { message: 'The store answered 500' }],
  [429, { message: 'The store answered 429' }],
  [400, { code: 'playback_failed' }],
])('tells a %i that may pass from one that stays', async (status, error) => {
  const { load } = await sourceOn(refuses(status));
  await expect(load()).rejects.toMatchObject(error);
});

it('keeps its URL when it is told to stop', async () => {
  const { load, asked } = await sourceOn((request, response) => {
    if (asked.length > 1) inParts(mix)(request, response);
  });
  const stop = new AbortController();
  const stopped = expect(load(stop.signal)).rejects.toThrow();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  stop.abort();
  await stopped;
  await load();
  expect(asked).toEqual([`/old ${OPENING}`, `/old ${OPENING}`]);
});

it('does not take an answer without a URL for one', async () => {
  const { load } = await sourceOn((request, response) =>
    request.url === '/old' ? response.writeHead(403).end() : response.end('{"stemUrl":"/x"}'),
  );
  await expect(load()).rejects.toMatchObject({ code: 'playback_failed' });
});
