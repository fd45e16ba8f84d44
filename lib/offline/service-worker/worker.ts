import { type PrecacheEntry, type RouteHandlerCallback, Serwist, type SerwistPlugin } from 'serwist';
import { BUILD, buildCache, coreCache, outdated } from '../build-caches';
import { KEPT_AUDIO, keptKeyOf } from '../kept-key';
import { coreFiles, KEEP_CORE } from '../mixing-core';
import { partOf } from './kept-mix';
import { receiveShare } from './shared-files';

declare const self: ServiceWorkerGlobalScope;
/** What the pages of this build are made of; written in when this file is bundled. */
declare const PRECACHE: PrecacheEntry[];

const SHELL = '/offline';
/** A network that has given nothing of a page by then counts as none (ms): a tunnel looks like that from a train. */
const PAGE_WITHIN_MS = 15_000;
/** What a proxy answers while there is no app behind it. */
const NO_APP = new Set([502, 503, 504]);
const current = [buildCache(BUILD), ...new Set(coreFiles(self.location.origin).map(coreCache))];

/**
 * A stored answer has the address that it was stored under. The script of a page's worker reads what it has to do from the
 * address that it was started with, so it gets an answer that has none.
 */
const nameless = (request: Request, kept: Response): Response =>
  request.destination === 'worker' ? new Response(kept.body, kept) : kept;

/** The request that a plugin gets has lost where it comes from; the event's has not. */
const workerScripts: SerwistPlugin = {
  cachedResponseWillBeUsed: async ({ event, cachedResponse }) =>
    cachedResponse && 'request' in event ? nameless((event as FetchEvent).request, cachedResponse) : cachedResponse,
};

const serwist = new Serwist({
  precacheEntries: PRECACHE,
  precacheOptions: { cacheName: buildCache(BUILD), directoryIndex: null, cleanURLs: false, plugins: [workerScripts] },
  // Without a network a preload that fails fails the whole page in Firefox, whatever is answered from here.
  navigationPreload: false,
  clientsClaim: true,
});

/** Pages come from the network and are never kept; without one, the shell shows what this device has. */
const page: RouteHandlerCallback = async ({ request }) => {
  const fetched = fetch(request);
  const shell = async () => (await serwist.matchPrecache(SHELL)) ?? fetched;
  try {
    const answer = await Promise.race([fetched, nothingWithin(PAGE_WITHIN_MS)]);
    return answer && !NO_APP.has(answer.status) ? answer : await shell();
  } catch {
    // The network has failed, which is what the shell is for.
    return shell();
  }
};

const nothingWithin = (ms: number) => new Promise<null>((resolve) => setTimeout(() => resolve(null), ms));

/** A page that is older or younger than this worker finds its files, too. */
const ofAnyBuild: RouteHandlerCallback = async ({ request }) => {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept ? nameless(request, kept) : fetch(request);
};

const core: RouteHandlerCallback = async ({ event, request }) => {
  const cacheName = coreCache(request.url);
  const kept = await caches.match(request, { cacheName });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) event.waitUntil(keepCoreFile(cacheName, request, answer.clone()));
  return answer;
};

/** Kept as it was before it was compressed for the way: a header that says otherwise would be a lie from now on. */
async function keepCoreFile(cacheName: string, request: Request, { body, headers }: Response): Promise<void> {
  const plain = new Response(body, { headers: { 'Content-Type': headers.get('content-type') ?? '' } });
  try {
    await (await caches.open(cacheName)).put(request, plain);
  } catch {
    // A device that is full or a line that broke: the next mix fetches it again.
  }
}

async function keepCore(): Promise<void> {
  for (const url of coreFiles(self.location.origin)) {
    const cacheName = coreCache(url);
    if (await caches.match(url, { cacheName })) continue;
    const answer = await fetch(url).catch(() => null);
    // Without a network there is nothing to keep; the next page that opens asks again.
    if (answer?.status !== 200) return;
    await keepCoreFile(cacheName, new Request(url), answer);
  }
}

const mix: RouteHandlerCallback = async ({ request }) => {
  const kept = await caches.match(keptKeyOf(request.url) ?? '', { cacheName: KEPT_AUDIO });
  return kept ? partOf(kept, request.headers.get('range')) : fetch(request);
};

const isUnder = (folder: string) => (options: { url: URL; sameOrigin: boolean }) =>
  options.sameOrigin && options.url.pathname.startsWith(folder);
const isOurs = (url: URL) => !/^\/(api|media)\//.test(url.pathname);

serwist.registerCapture(isUnder('/_next/static/'), ofAnyBuild);
serwist.registerCapture(isUnder('/ffmpeg/'), core);
serwist.registerCapture(({ url }) => keptKeyOf(url.href) !== null, mix);
serwist.registerCapture(({ request, url }) => request.mode === 'navigate' && isOurs(url), page);
serwist.registerCapture(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === '/share',
  ({ request }) => receiveShare(request),
  'POST',
);

// Whatever no rule names is left to the browser: uploads keep their progress, and the API is never answered from here.
self.addEventListener('fetch', serwist.handleFetch);
self.addEventListener('install', (event) => void serwist.handleInstall(event));
let keeping: Promise<void> = Promise.resolve();
self.addEventListener('message', (event) => {
  if (event.data?.type !== KEEP_CORE) return;
  // One after another: several pages may ask at once.
  keeping = keeping.then(keepCore);
  event.waitUntil(keeping);
});
self.addEventListener('activate', (event) => event.waitUntil(removeOutdated()));

async function removeOutdated(): Promise<void> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const open = new Set(held.map(({ name = '' }) => name));
  await Promise.all(outdated(await caches.keys(), current, open).map((name) => caches.delete(name)));
}
