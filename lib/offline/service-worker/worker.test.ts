import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BUILD, buildCache } from '../build-caches';
import { KEEP_APP, KEEP_CORE, STUDIO_SHELL, WHOLE } from '../whole-app';

const ORIGIN = 'https://tap.example';
const REST = ['/_next/static/chunks/1.js', '/_next/static/chunks/2.js'];

/** The worker's file as it is; the browser around it is a stand-in that holds what is put, and has room until it is told. */
let worker: EventTarget;
let server: Map<string, () => Response>;
let kept: Map<string, Map<string, Response>>;
let isRoomFor: () => boolean;

const pathOf = (asked: string | Request): string => {
  const { pathname, search } = new URL(typeof asked === 'string' ? asked : asked.url, ORIGIN);
  return pathname + search;
};

const cacheOf = (files: Map<string, Response>) => ({
  match: async (asked: string | Request) => files.get(pathOf(asked))?.clone(),
  async put(asked: string | Request, answer: Response) {
    if (!isRoomFor()) throw new DOMException('full', 'QuotaExceededError');
    files.set(pathOf(asked), answer);
  },
});

const storage = {
  async open(name: string) {
    const files = kept.get(name) ?? new Map<string, Response>();
    kept.set(name, files);
    return cacheOf(files);
  },
  async match(asked: string | Request, { cacheName }: { cacheName?: string } = {}) {
    for (const [name, files] of kept) {
      if (cacheName === undefined || cacheName === name) {
        const found = await cacheOf(files).match(asked);
        if (found) return found;
      }
    }
  },
  keys: async () => [...kept.keys()],
};

/** What the browser does, and waits for; rejects when the worker does. */
async function happens(type: string, data: object = {}): Promise<void> {
  const waits: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void waits.push(work);
  worker.dispatchEvent(Object.assign(new Event(type), { data, waitUntil }));
  await Promise.all(waits);
}

const here = () => [...(kept.get(buildCache(BUILD))?.keys() ?? [])].sort();
/** Where Serwist looks for the shell. */
const SHELL = `/offline?__WB_REVISION__=${BUILD}`;
const ALL = [...REST, SHELL, STUDIO_SHELL, WHOLE].sort();

beforeAll(async () => {
  worker = Object.assign(new EventTarget(), { location: new URL(ORIGIN), caches: storage, clients: {} });
  vi.stubEnv('NODE_ENV', 'production');
  vi.stubGlobal('self', worker);
  vi.stubGlobal('location', new URL(ORIGIN));
  vi.stubGlobal('caches', storage);
  vi.stubGlobal('FetchEvent', class {});
  vi.stubGlobal('PRECACHE', [{ url: '/offline', revision: BUILD }]);
  vi.stubGlobal('REST', REST);
  vi.stubGlobal('fetch', async (asked: string | Request) => {
    const answer = server.get(pathOf(asked));
    if (!answer) throw new TypeError('no network');
    return answer();
  });
  await import('./worker');
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  kept = new Map();
  isRoomFor = () => true;
  const shell = () => new Response(`<script>{"b":"${BUILD}"}</script>`);
  server = new Map([
    ['/offline', shell],
    [STUDIO_SHELL, shell],
  ]);
  for (const url of REST) server.set(url, () => new Response('script'));
});

/** A device that has all of the version before. */
const hadAll = async () => (await storage.open('build:before')).put(WHOLE, new Response());

describe('a new version', () => {
  it('is as whole as the one before', async () => {
    await happens('install');
    expect(here()).toEqual([SHELL]);
    await hadAll();
    await happens('install');
    expect(here()).toEqual(ALL);
  });

  it.each(['/offline', STUDIO_SHELL])('is not installed with %s of another build', async (path) => {
    await hadAll();
    server.set(path, () => new Response('<script>{"b":"another"}</script>'));
    await expect(happens('install')).rejects.toThrow('of another build');
    expect(here()).not.toContain(WHOLE);
  });

  it('is not installed without a file of the rest', async () => {
    await hadAll();
    server.set(REST[0] ?? '', () => new Response(null, { status: 404 }));
    await expect(happens('install')).rejects.toThrow('404');
  });

  it('is installed where there is no room for the rest, which is fetched when there is', async () => {
    await hadAll();
    let room = 1;
    isRoomFor = () => room-- > 0;
    await happens('install');
    expect(here()).toEqual([SHELL]);
    isRoomFor = () => true;
    await happens('message', { type: KEEP_APP });
    expect(here()).toEqual(ALL);
  });
});

it('what could not be kept is asked for again, whatever failed', async () => {
  const match = vi.spyOn(storage, 'match').mockRejectedValueOnce(new DOMException('gone', 'UnknownError'));
  await happens('message', { type: KEEP_CORE });
  match.mockRestore();
  await happens('message', { type: KEEP_APP });
  expect(here()).toEqual([...REST, STUDIO_SHELL, WHOLE].sort());
});
