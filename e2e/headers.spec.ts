import { request as ask } from 'node:http';
import { type APIRequestContext, type APIResponse, expect } from '@playwright/test';
import { test } from './people';
import { becomeGuest } from './told';

// What a scanner looks for from outside, of every kind of page and answer there is.

/** The demo story, which every copy of the app has. */
const STORY = '01890000-0000-7000-8000-000000000000';
const TAKE = '01890000-0000-7000-8000-00000000b003';
const PAGES = [
  '/',
  '/?q=dash',
  '/record',
  '/drafts',
  '/settings',
  '/offline',
  '/offline/studio',
  `/s/${STORY}`,
  `/s/${STORY}/${TAKE}?t=1`,
  '/s/nothing',
  `/embed/${STORY}`,
  '/account',
  '/enter?token=none',
  `/owner/${STORY}`,
  '/invite/none',
  '/notices',
  '/waiting',
  '/moderate',
  '/admin',
  '/operator/alignment',
  '/nothing',
  '/wp-login.php',
  '/%',
  '/s/%ff',
];
const ANSWERS = [
  '/api/v1/me',
  '/api/v1/stories',
  `/api/v1/stories/${STORY}`,
  `/api/v1/stories/${STORY}/map`,
  `/api/v1/takes/${TAKE}/urls?story=${STORY}`,
  '/api/v1/takes/none',
  '/api/v1/nothing',
  '/api/v1/%',
  '/api/v1/takes/%ff/urls',
  '/api/auth/session',
  '/api/auth/csrf',
  '/media/none',
  '/media/%E0%A4%A',
  '/card/none',
  '/oembed',
  '/health',
  '/ready',
];
const FRAMED = /^\/embed\//;
const KEPT = ['/offline', '/offline/studio', '/drafts', '/settings'];
const STACK = /\bat \S+ \(?[^\s)]+:\d+:\d+|node_modules|\/(?:home|root|usr|work|tmp)\/\S+\.[jt]sx?\b/;

function directives(answer: APIResponse): Map<string, string> {
  const policy = answer.headers()['content-security-policy'] ?? '';
  const named = policy.split('; ').map((one): [string, string] => {
    const [name = '', ...values] = one.split(' ');
    return [name, values.join(' ')];
  });
  return new Map(named);
}

/** What holds for everything that this place answers. */
function expectPlain(answer: APIResponse, text: string, path: string): void {
  const headers = answer.headers();
  expect(answer.status(), path).toBeLessThan(500);
  expect(headers['x-content-type-options'], path).toBe('nosniff');
  expect(headers['referrer-policy'], path).toBe('strict-origin-when-cross-origin');
  expect(headers['cross-origin-opener-policy'], path).toBe('same-origin-allow-popups');
  expect(headers['cross-origin-resource-policy'], path).toMatch(/^(same|cross)-origin$/);
  expect(headers['permissions-policy'], path).toContain(FRAMED.test(path) ? 'microphone=()' : 'microphone=(self)');
  for (const banner of ['x-powered-by', 'server', 'x-runtime', 'x-aspnet-version', 'server-timing', 'via'])
    expect(headers[banner], `${banner} of ${path}`).toBeUndefined();
  expect(headers['strict-transport-security'], `without TLS, ${path}`).toBeUndefined();
  expect(STACK.exec(text)?.[0], `a stack in ${path}`).toBeUndefined();
}

test('a page runs the scripts that it came with, and no others', async ({ request }) => {
  const nonces = new Set<string>();
  for (const path of PAGES) {
    const answer = await request.get(path);
    const html = await answer.text();
    expectPlain(answer, html, path);
    const policy = directives(answer);
    expect(policy.get('default-src'), path).toBe("'self'");
    const nonce = /^'self' 'nonce-([0-9a-f]{32})' 'wasm-unsafe-eval'$/.exec(policy.get('script-src') ?? '')?.[1];
    expect(nonce, `script-src of ${path}`).toBeDefined();
    nonces.add(nonce ?? '');
    for (const name of ['object-src', 'base-uri']) expect(policy.get(name), path).toBe("'none'");
    expect(policy.get('form-action'), path).toBe("'self'");
    expect(policy.get('frame-ancestors'), path).toBe(FRAMED.test(path) ? '*' : "'none'");
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts, path).not.toEqual([]);
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
    expect(html, path).not.toMatch(/\son(?:click|load|error)=|javascript:/);
    expect(html, `mixed content in ${path}`).not.toMatch(/(?:src|action)="http:/);
    expect(answer.headers()['cache-control'], path).toMatch(KEPT.includes(path) ? /^no-cache$/ : /no-store/);
    // What were revalidated would get a new nonce for an old text.
    expect(answer.headers().etag, path).toBeUndefined();
  }
  expect(nonces.size).toBe(PAGES.length);
});

test('whatever is no page runs nothing, is no frame, and is read by nobody else’s page', async ({ request }) => {
  for (const path of ANSWERS) {
    const answer = await request.get(path);
    const text = await answer.text();
    expectPlain(answer, text, path);
    expect(answer.headers()['content-security-policy'], path).toBe(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    expect(answer.headers()['content-type'], path).toMatch(/^application\/json/);
    expect(answer.headers()['cache-control'], path).toContain('no-store');
    const isForAll = path.startsWith('/media/') && !path.includes('%');
    expect(answer.headers()['access-control-allow-origin'], path).toBe(isForAll ? '*' : undefined);
  }
});

test('a voice is audio and nothing else, wherever it is opened', async ({ request }) => {
  const { takes } = await (await request.get(`/api/v1/stories/${STORY}/paths/${TAKE}`)).json();
  const { mixUrl } = await (await request.get(`/api/v1/takes/${TAKE}/urls?story=${STORY}`)).json();
  expect(takes).not.toEqual([]);
  const answer = await request.get(mixUrl);
  expect(answer.status()).toBe(200);
  expect(answer.headers()).toMatchObject({
    'content-type': 'audio/mp4',
    'content-disposition': 'inline; filename="tap-story-mix.m4a"',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  });
  expect((await request.get(mixUrl.replace('-mix.m4a', '-mix.html'))).status()).toBe(404);
});

test('behind TLS everything stays there, cookies too; without it nothing pretends to be', async ({
  playwright,
  baseURL,
}) => {
  const open = (headers: Record<string, string>) =>
    playwright.request.newContext({ baseURL: baseURL ?? '', extraHTTPHeaders: headers });
  const secure = await open({ 'x-forwarded-proto': 'https' });
  for (const path of ['/', '/api/v1/stories', '/media/none', '/icon-192.png', '/embed/none'])
    expect((await secure.get(path)).headers()['strict-transport-security'], path).toMatch(/^max-age=31536000/);
  expect(directives(await secure.get('/')).has('upgrade-insecure-requests')).toBe(true);
  const plain = await open({});
  expect(directives(await plain.get('/')).has('upgrade-insecure-requests')).toBe(false);
  await becomeGuest(plain, 'Ada');
  const { cookies } = await plain.storageState();
  expect(cookies).not.toEqual([]);
  for (const cookie of cookies) expect(cookie, cookie.name).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  await secure.dispose();
  await plain.dispose();
});

test('a write that another site’s page asks for is refused, whatever its cookies', async ({ request }) => {
  await becomeGuest(request, 'Ada');
  const like = (headers: Record<string, string>) =>
    request.put(`/api/v1/takes/${TAKE}/like`, { headers, data: { storyId: STORY, isLiked: false } });
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[])
    expect((await like(headers)).status(), JSON.stringify(headers)).toBe(403);
  expect((await like({ 'content-type': 'text/plain' })).status()).toBe(400);
  expect((await like({ 'sec-fetch-site': 'same-origin' })).status()).toBe(200);
});

test('nothing lies about: no sources, no secrets, no folders, no maps, no images made to order', async ({
  request,
}) => {
  const html = await (await request.get(`/s/${STORY}`)).text();
  const scripts = [...html.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)].map(([, src]) => src ?? '');
  expect(scripts).not.toEqual([]);
  for (const src of scripts) {
    expect((await request.get(`${src}.map`)).status(), src).toBe(404);
    const script = await request.get(src);
    expect(await script.text(), src).not.toContain('sourceMappingURL=');
    expect(script.headers()['x-content-type-options'], src).toBe('nosniff');
  }
  for (const path of [
    '/.env',
    '/.git/HEAD',
    '/.data/secrets.json',
    '/package.json',
    '/proxy.ts',
    '/_next/static',
    '/_next/server/middleware-manifest.json',
    '/ffmpeg',
    '/demo',
    '/server-status',
    '/_next/image?url=%2Ficon-192.png&w=64&q=75',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])
    expect(await statusOf(request, path), path).toBe(404);
});

const statusOf = async (api: APIRequestContext, path: string) => (await api.get(path)).status();

test('addresses that are none, and methods that nobody takes, are answered in a sentence', async ({ baseURL }) => {
  const { port } = new URL(baseURL ?? '');
  const raw = (method: string, path: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = ask({ port, method, path }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (more: string) => {
          text += more;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      sent.on('error', reject).end();
    });
  for (const [method, path] of [
    ['GET', '/%'],
    ['GET', '/api/v1/stories/%c0%ae'],
    ['GET', '/media/audio/%'],
    ['PUT', '/media/audio/%ff'],
    ['GET', '/_next/static/%'],
    ['GET', '/s/%00'],
    ['GET', '//evil.example/%2f..'],
    ['PROPFIND', '/'],
    ['DELETE', `/s/${STORY}`],
    ['POST', '/'],
  ] as const) {
    const { status, text } = await raw(method, path);
    expect(status, `${method} ${path}`).toBeLessThan(500);
    expect(STACK.exec(text)?.[0], `${method} ${path}`).toBeUndefined();
    expect(text, `${method} ${path}`).not.toContain('Internal Server Error');
  }
});

test('what gets into a page by a trick is not run', async ({ arrives }) => {
  const { page, expects } = await arrives({ microphone: 'none' });
  expects(/Content Security Policy/);
  await page.goto(`/s/${STORY}`);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const ran = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.push(effectiveDirective));
    const trick = document.createElement('div');
    trick.innerHTML = '<img src="data:,x" onerror="globalThis.ran = 1"><base href="https://evil.example/">';
    document.body.append(trick);
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.ran = 2';
    document.body.append(inline);
    const foreign = document.createElement('script');
    const loaded = new Promise((resolve) => {
      foreign.onload = () => resolve('loaded');
      foreign.onerror = () => resolve('refused');
    });
    foreign.src = 'https://evil.example/x.js';
    document.body.append(foreign);
    // The browser lets what a debugger runs evaluate text, and not what a timer does later.
    setTimeout(() => setTimeout('globalThis.ran = 3'));
    await new Promise<void>((seenAll) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (effectiveDirective === 'script-src') seenAll();
      });
    });
    return {
      foreign: await loaded,
      ran: Reflect.get(globalThis, 'ran') ?? null,
      base: document.baseURI,
      seen,
    };
  });
  expect(ran).toMatchObject({ foreign: 'refused', ran: null });
  expect(new URL(ran.base).hostname).toBe('localhost');
  expect(new Set(ran.seen)).toEqual(new Set(['script-src-attr', 'script-src-elem', 'script-src', 'base-uri']));
});
