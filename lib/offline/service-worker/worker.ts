import { type PrecacheEntry, type RouteHandlerCallback, Serwist, type SerwistPlugin } from 'serwist';
import { BUILD, buildCache, coreCache, outdated } from '../build-caches';
import { isFull } from '../device-database';
import { KEPT_AUDIO, keptKeyOf } from '../kept-key';
import { coreFiles } from '../mixing-core';
import { KEEP_APP, KEEP_CORE, STUDIO, STUDIO_SHELL, WHOLE } from '../whole-app';
import { partOf } from './kept-mix';
import { openNotice, show, subscribeAnew } from './notices';
import { receiveShare } from './shared-files';

declare const self: ServiceWorkerGlobalScope;
/** What the shell and the pages of stories are made of, in this build; both lists are written in when this file is bundled. */
declare const PRECACHE: PrecacheEntry[];
/** Addresses of everything else in this build. */
declare const REST: string[];

const SHELL = '/offline';
const NAMED_BY_CONTENT = '/_next/static/';
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
const page: RouteHandlerCallback = async ({ request, url }) => {
  const fetched = fetch(request);
  const studio = async () => (url.pathname === STUDIO ? inThisBuild(STUDIO_SHELL) : undefined);
  const shell = async () => (await studio()) ?? (await serwist.matchPrecache(SHELL)) ?? fetched;
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

const inThisBuild = (url: string) => caches.match(url, { cacheName: buildCache(BUILD) });

/** Keeps a file of this build where it is looked for, unless it is here; throws where the line or the server does not give it. */
async function keepFile(url: string): Promise<void> {
  const cache = await caches.open(buildCache(BUILD));
  const key = serwist.getPrecacheKeyForUrl(url) ?? url;
  if (await cache.match(key)) return;
  // What is named by what is in it is the same wherever it comes from.
  const answer = await fetch(url, { cache: url.startsWith(NAMED_BY_CONTENT) ? 'default' : 'reload' });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  // A server that has another build has other shells, whose files this device does not have.
  const isShell = url === SHELL || url === STUDIO_SHELL;
  if (isShell && !(await answer.clone().text()).includes(BUILD)) throw new Error(`${url} is of another build`);
  await cache.put(key, answer);
}

/** Keeps what listening needs. Serwist's own way of doing so never ends where a file cannot be had. */
async function keepFirst(): Promise<void> {
  await Promise.all(PRECACHE.map(({ url }) => keepFile(url)));
}

/** Keeps what is missing of this build, one file after another. */
async function keepRest(): Promise<void> {
  if (await inThisBuild(WHOLE)) return;
  for (const url of [...REST, STUDIO_SHELL]) await keepFile(url);
  await (await caches.open(buildCache(BUILD))).put(WHOLE, new Response());
}

/** A device that has had the whole app has the whole of the next version, before that takes over. */
async function keepAsBefore(): Promise<void> {
  if (!(await caches.match(WHOLE))) return;
  try {
    await keepRest();
  } catch (cause) {
    // No room for two versions: there is some when the older one is gone, and then the next page that opens asks for the rest.
    if (!isFull(cause)) throw cause;
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

serwist.registerCapture(isUnder(NAMED_BY_CONTENT), ofAnyBuild);
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
self.addEventListener('install', (event) => {
  // What listening needs has the first of the room.
  event.waitUntil(keepFirst().then(keepAsBefore));
});
let keeping: Promise<void> = Promise.resolve();
const KEEPS = new Map([
  [KEEP_APP, keepRest],
  [KEEP_CORE, keepCore],
]);
self.addEventListener('message', (event) => {
  const keep = KEEPS.get(event.data?.type);
  if (!keep) return;
  // One after another: several pages may ask at once. Without a network or room there is nothing to keep, and the next page that
  // opens asks again.
  keeping = keeping.then(keep).catch(() => undefined);
  event.waitUntil(keeping);
});
self.addEventListener('activate', (event) => event.waitUntil(removeOutdated()));
self.addEventListener('push', (event) => event.waitUntil(show(self.registration, event.data)));
self.addEventListener('notificationclick', (event) => {
  event.waitUntil(openNotice(self.clients, self.location.origin, event.notification));
});
self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(subscribeAnew(self.registration.pushManager, event.oldSubscription, event.newSubscription));
});

async function removeOutdated(): Promise<void> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const open = new Set(held.map(({ name = '' }) => name));
  await Promise.all(outdated(await caches.keys(), current, open).map((name) => caches.delete(name)));
}
