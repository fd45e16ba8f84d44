import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { voiceFile } from '@/lib/server/mixing/test-sounds';
import { type Line, openLine, quiet } from './line';
import { look } from './look';
import { test as people } from './people';
import { beginStory, counterReaches, fillIn, inReview, recordFor } from './studio';
import { coreEncodings, coreFilesHere, hasWholeApp, lacking, share } from './worker';

/** `line`: what lies between the person and the app. Named first, it ends after the browsers that use it. */
const test = people.extend<{ line: Line }>({
  line: async ({ baseURL }, use) => {
    const line = await openLine(baseURL ?? '');
    await use(line);
    await line.close();
  },
});

const WORKER = '/sw.js';

/** Waits until the worker answers for this page. */
const inCharge = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((changed) =>
      navigator.serviceWorker.addEventListener('controllerchange', changed, { once: true }),
    );
  });

/** Runs in the page. */
const isWhole = async (build: string) => (await (await caches.open(build)).match('/whole-app')) !== undefined;

/** Waits until nothing of the app is missing on this device. */
const whole = (page: Page) => expect.poll(() => page.evaluate(hasWholeApp)).toBe(true);

const pathsIn = (seen: readonly string[]) => seen.map((request) => request.split(' ')[1] ?? '');

/** Of these addresses the scripts that can record. */
async function recorders(page: Page, paths: Iterable<string>): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (!/^\/_next\/static\/chunks\/.*\.js$/.test(path)) continue;
    if ((await (await page.request.get(path)).text()).includes('MediaRecorder')) found.push(path);
  }
  return found;
}

const NEXT_ID = 'f'.repeat(20);
const NEXT_BUILD = `build:${NEXT_ID}`;
/** What a build calls itself is a part of the text of its worker and of its shells, where it stands in a string of a string. */
const nextBuild = (text: string) => text.replaceAll(/(?<=["'`])[0-9a-f]{20}(?=["'`\\])/g, NEXT_ID);
/** From now on the server has another build. */
const deploy = (line: Line) => {
  for (const path of [WORKER, '/offline', '/offline/studio']) line.swap(path, { change: nextBuild });
};
const KEPT_MIX = 'audio/01890000-0000-7000-8000-000000000001/01890000-0000-4000-8000-000000000002-mix.m4a';

const update = (page: Page) => page.getByRole('complementary', { name: 'New version' });

const cacheNames = (page: Page) => page.evaluate(() => caches.keys());

test('a browser finds nothing that keeps it from installing the app', async ({ playwright, baseURL }) => {
  const profile = await mkdtemp(join(tmpdir(), 'tap-story-profile-'));
  // Browsers install nothing from a private window, and that is what every other journey happens in.
  const context = await playwright.chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--disable-gpu'],
    ...(baseURL === undefined ? {} : { baseURL }),
  });
  try {
    const page = await context.newPage();
    await page.goto('/');
    await inCharge(page);
    const protocol = await context.newCDPSession(page);
    const manifest = await protocol.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    const { installabilityErrors } = await protocol.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});

test('what the manifest names is there, in the size that it says', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.goto('/');
  const manifest = await (await page.request.get('/manifest.webmanifest')).json();
  const images = [
    manifest.icons,
    manifest.screenshots,
    ...manifest.shortcuts.map((it: { icons: object[] }) => it.icons),
  ];
  for (const { src, sizes, type } of images.flat()) {
    expect((await page.request.get(src)).headers()['content-type'], src).toBe(type);
    if (sizes === 'any') continue;
    const drawn = await page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect(drawn, src).toBe(sizes);
  }
  for (const { url } of manifest.shortcuts) expect((await page.request.get(url)).status(), url).toBe(200);
});

test('no shared cache keeps a page or an answer of the API, and the worker is asked after each time', async ({
  arrives,
}) => {
  const { page } = await arrives({ microphone: 'none' });
  const cacheControl = async (path: string) => (await page.request.get(path)).headers()['cache-control'];
  const { stories } = await (await page.request.get('/api/v1/stories')).json();
  const pages = ['/', '/record', `/s/${stories[0].id}`, '/nowhere'];
  const answers = ['/api/v1/stories', '/api/v1/nothing', '/api/auth/session', '/api/auth/csrf', '/health', '/ready'];
  for (const path of [...pages, ...answers]) expect(await cacheControl(path), path).toContain('no-store');
  for (const path of ['/offline', '/offline/studio', '/drafts', '/settings', WORKER])
    expect(await cacheControl(path), path).toBe('no-cache');
  const worker = await page.request.get(WORKER);
  expect(worker.headers()['service-worker-allowed']).toBe('/');
  expect(worker.headers()['content-type']).toContain('javascript');
  const script = await page
    .goto('/')
    .then(() => page.locator('script[src*="/_next/static/"]').first().getAttribute('src'));
  expect(await cacheControl(script ?? '')).toContain('immutable');
});

test('the server is gone: every page opens all the same, and what the pages are made of is here', async ({
  line,
  arrives,
}) => {
  const { page, expects } = await arrives({ microphone: 'none', baseURL: line.origin });
  await page.goto('/');
  await inCharge(page);
  await whole(page);
  await line.cut();
  expects(/net::ERR_/);
  for (const path of ['/', '/record', '/drafts', '/settings', '/s/01890000-0000-7000-8000-0000000000ff']) {
    const answer = await page.goto(path);
    expect([answer?.status(), answer?.fromServiceWorker()], path).toEqual([200, true]);
    await expect(page.locator('main'), path).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(path);
  }
  await line.mend();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Growing now' })).toBeVisible();
});

test('whoever only listens gets no studio, and gets it on the way in', async ({ line, arrives }) => {
  const { page, expects } = await arrives({ microphone: 'austen-0880', baseURL: line.origin });
  const { stories } = await (await page.request.get('/api/v1/stories')).json();
  await page.goto(`/s/${stories[0].id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await inCharge(page);
  await quiet(line);
  expect(await page.evaluate(hasWholeApp)).toBe(false);
  expect(await page.evaluate(lacking), 'what the scripts that are kept here load is here too').toEqual([]);
  const came = new Set(pathsIn(line.seen));
  expect([...came].filter((path) => path.startsWith('/ffmpeg/'))).toEqual([]);
  expect(await recorders(page, came)).toEqual([]);
  await line.cut();
  expects(/net::ERR_/);
  for (const path of ['/', '/drafts', '/settings', '/s/01890000-0000-7000-8000-0000000000ff']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
  }
  await page.goto('/record');
  await expect(page.getByText('The studio is not on this device yet.')).toBeVisible();
  await look({ page }, 'no-studio', ['Stories on this device', 'Your takes']);

  await line.mend();
  await page.goto('/record');
  await expect(page.getByRole('button', { name: 'Record' })).toBeVisible();
  await whole(page);
  expect((await recorders(page, new Set(pathsIn(line.seen)))).length).toBeGreaterThan(0);
  await line.cut();
  await page.goto('/record');
  await expect(page.getByRole('button', { name: 'Record' })).toBeVisible();
});

test('a new version waits until the person says so, and then every page is told', async ({ line, arrives }) => {
  const { page, context } = await arrives({ microphone: 'none', baseURL: line.origin });
  await page.goto('/');
  await inCharge(page);
  await whole(page);
  await expect(update(page)).toHaveCount(0);
  const other = await context.newPage();
  // A page whose line is never quiet, as while a long take comes in parts.
  await other.addInitScript(() => void setInterval(() => void fetch('/manifest.webmanifest').catch(() => null), 500));
  await other.goto('/');
  deploy(line);
  await page.reload();
  await expect(update(page)).toContainText('A new version is ready.');
  await look({ page }, 'new-version', ['Update', 'Later']);
  await update(page).getByRole('button', { name: 'Later' }).click();
  await expect(update(page)).toHaveCount(0);
  await page.reload();
  const reloaded = page.waitForEvent('load');
  await update(page).getByRole('button', { name: 'Update' }).click();
  await reloaded;
  await expect(page.getByRole('heading', { name: 'Growing now' })).toBeVisible();
  await expect(update(page)).toHaveCount(0);
  await expect(update(other)).toContainText('Tap Story was updated in another window.');
  const builds = (await cacheNames(other)).filter((name) => name.startsWith('build:'));
  expect(builds.sort(), 'the files of the page that is still open stay').toEqual([expect.any(String), NEXT_BUILD]);
  expect(await page.evaluate(isWhole, NEXT_BUILD), 'as whole as the one before').toBe(true);
  await update(other).getByRole('button', { name: 'Reload' }).click();
  await expect(update(other)).toHaveCount(0);
});

test('no new version while somebody records in another window, and none is spoken of there', async ({
  line,
  arrives,
}) => {
  const { page, context } = await arrives({ microphone: 'austen-0880', baseURL: line.origin });
  await beginStory(page);
  await inCharge(page);
  await page.getByRole('button', { name: 'Record' }).click();
  await counterReaches(page, 1);
  deploy(line);
  const other = await context.newPage();
  await other.goto('/');
  await update(other).getByRole('button', { name: 'Update' }).click();
  await expect(update(other)).toContainText('Update after your recording.');
  await expect(update(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Stop' }).click();
  await inReview(page);
  const reloaded = other.waitForEvent('load');
  await expect(async () => {
    await update(other).getByRole('button', { name: 'Update' }).click({ timeout: 1_000 });
    await reloaded;
  }).toPass();
  // The take is where it was, and its page still finds what it has not loaded yet.
  await inReview(page);
});

test('a take that waits while a new version is deployed is published by it, once', async ({ line, arrives }) => {
  const { page, expects } = await arrives({ microphone: 'austen-0880', baseURL: line.origin });
  const title = `Across a deployment ${Date.now()}`;
  await beginStory(page);
  await inCharge(page);
  await recordFor(page, 2);
  await fillIn(page, { title, name: 'Ada' });
  await line.cut();
  expects(/net::ERR_/);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('progressbar', { name: 'Waiting for the network' })).toBeVisible();
  await page.goto('/drafts');
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  deploy(line);
  await line.mend();
  await page.goto('/drafts');
  const reloaded = page.waitForEvent('load');
  await update(page).getByRole('button', { name: 'Update' }).click();
  await reloaded;
  expect(await cacheNames(page)).toContain(NEXT_BUILD);
  await expect(page.getByRole('progressbar', { name: 'Published' })).toBeVisible();
  const { stories } = await (await page.request.get('/api/v1/stories')).json();
  expect(stories.filter((story: { title: string }) => story.title === title)).toMatchObject([{ takeCount: 1 }]);
  expect(line.seen.filter((request) => /^PUT \/api\/v1\/takes\//.test(request))).toHaveLength(1);
});

test('switched off: the worker removes itself and what it has stored of the app', async ({ line, arrives }) => {
  const { page } = await arrives({ microphone: 'none', baseURL: line.origin });
  await page.goto('/');
  await inCharge(page);
  await page.evaluate(async () => (await caches.open('kept-audio')).put('/kept/x', new Response('mine')));
  line.swap(WORKER, { instead: '/sw-off.js' });
  await page.reload();
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  expect(await cacheNames(page)).toEqual(['kept-audio']);
});

test('a take is recorded and mixed with the server gone, by the core that is kept here', async ({ line, arrives }) => {
  const { page, expects } = await arrives({ microphone: 'austen-0880', baseURL: line.origin });
  await beginStory(page);
  await inCharge(page);
  await expect.poll(() => page.evaluate(coreFilesHere), { timeout: 60_000 }).toBe(9);
  const encoded = await page.evaluate(coreEncodings);
  expect(encoded, 'kept as what they are, and not as they travelled').toEqual([null]);
  await line.cut();
  expects(/net::ERR_/);
  await page.goto('/record');
  await recordFor(page, 2);
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('take mixed').length)).toBe(1);
});

test('a file that another app shares becomes a draft', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.goto('/');
  await inCharge(page);
  await share(page, { name: 'voice.flac', bytes: await voiceFile('austen-0870') });
  await page.waitForURL(/\/record\?draft=[0-9a-f-]{36}$/);
  await inReview(page);
  await page.goto('/');
  await share(page, { name: 'list.txt', bytes: new TextEncoder().encode('eggs, milk') });
  await page.waitForURL(/\/drafts\?share=not_audio$/);
  await expect(page.getByText('This file is not audio that can be read here.')).toBeVisible();
  await look({ page }, 'share-refused', []);
});

test('a shared file that no worker takes is told of', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  const answer = await page.request.post('/share', {
    multipart: { audio: { name: 'a.flac', mimeType: 'audio/flac', buffer: Buffer.from('fLaC') } },
    maxRedirects: 0,
  });
  expect([answer.status(), answer.headers().location]).toEqual([303, '/drafts?share=lost']);
});

test('a kept mix is answered from this device, whole and in parts, whatever its store and signature', async ({
  arrives,
}) => {
  const { page, expects } = await arrives({ microphone: 'none' });
  expects(/status of 416/);
  await page.goto('/');
  await inCharge(page);
  const answers = await page.evaluate(async (name) => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    const headers = { 'Content-Type': 'audio/mp4', 'Content-Length': '100' };
    await (await caches.open('kept-audio')).put(`/kept/${name}`, new Response(bytes, { headers }));
    const from = async (url: string, range?: string) => {
      const answer = await fetch(url, range ? { headers: { Range: range } } : {});
      return [answer.status, answer.headers.get('content-range'), (await answer.arrayBuffer()).byteLength];
    };
    return [
      await from(`/media/${name}?signature=x`),
      await from(`/kept/${name}`, 'bytes=10-19'),
      await from(`/tap-story/${name}?X-Amz-Signature=x`, 'bytes=90-'),
      await from(`/media/${name}`, 'bytes=-5'),
      await from(`/media/${name}`, 'bytes=100-'),
    ];
  }, KEPT_MIX);
  expect(answers).toEqual([
    [200, null, 100],
    [206, 'bytes 10-19/100', 10],
    [206, 'bytes 90-99/100', 10],
    [206, 'bytes 95-99/100', 5],
    [416, 'bytes */100', 0],
  ]);
});

test('the settings offer to install the app where the browser does, and say how where it does not', async ({
  arrives,
}) => {
  const { page, context } = await arrives({ microphone: 'none' });
  const heading = page.getByRole('heading', { name: 'On your home screen' });
  await page.goto('/settings');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(heading).toHaveCount(0);
  // The browser's own offer comes only to people who have been here for a while.
  await page.evaluate(() => {
    const prompt = async () => void document.body.setAttribute('data-asked', 'yes');
    dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt }));
  });
  await look({ page }, 'install', ['Install']);
  await page.getByRole('button', { name: 'Install' }).click();
  await expect(page.locator('body')).toHaveAttribute('data-asked', 'yes');
  await expect(heading).toHaveCount(0);

  await context.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'standalone', { configurable: true, get: () => false }),
  );
  await page.reload();
  await expect(heading).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Add to Home Screen' })).toBeVisible();
  await look({ page }, 'install-ios', []);
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'standalone', { get: () => true }));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(heading).toHaveCount(0);
});

test('the screen stays awake while it records, and no longer', async ({ arrives }) => {
  const { page, context } = await arrives({ microphone: 'austen-0880' });
  await context.grantPermissions(['microphone', 'screen-wake-lock']);
  await page.addInitScript(() => {
    const asked: WakeLockSentinel[] = [];
    const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
    navigator.wakeLock.request = async (type) => {
      const lock = await ask(type);
      asked.push(lock);
      return lock;
    };
    Object.assign(window, { awake: () => asked.filter(({ released }) => !released).length });
  });
  const awake = () => page.evaluate('awake()');
  await beginStory(page);
  expect(await awake()).toBe(0);
  await page.getByRole('button', { name: 'Record' }).click();
  await expect.poll(awake).toBe(1);
  await counterReaches(page, 2);
  expect(await awake()).toBe(1);
  await page.getByRole('button', { name: 'Stop' }).click();
  await inReview(page);
  expect(await awake()).toBe(0);
});
