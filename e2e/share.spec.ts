import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, expect } from '@playwright/test';
import { decode } from '@/lib/server/mixing/test-sounds';
import { test } from './people';

/** The demo story, which every copy of the app has. */
const STORY = '01890000-0000-7000-8000-000000000000';
const TITLE = 'Mr. John Dashwood considers';
const take = (n: number) => `01890000-0000-7000-8000-00000000b00${n}`;
const NOBODY = '01890000-0000-7000-8000-00000000ffff';

/** A page of another site (its host is another, so its cookies and its origin are) that frames these addresses. */
async function openSite(sources: readonly string[]): Promise<{ url: string; server: Server }> {
  const frames = sources.map((src) => `<iframe src="${src}" title="A story" width="320" height="180"></iframe>`);
  const server = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Elsewhere</title>${frames.join('')}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

test('the player is heard in a page of another site, and leads back; no other page lets itself be framed', async ({
  arrives,
  baseURL,
}) => {
  const { page, expects } = await arrives({ microphone: 'none', viewport: { width: 700, height: 500 } });
  expects(/frame-ancestors|X-Frame-Options|Refused to display|ERR_BLOCKED_BY_RESPONSE/);
  const { url, server } = await openSite([`${baseURL}/embed/${STORY}/${take(3)}?t=1`, `${baseURL}/s/${STORY}`]);
  try {
    await page.goto(url);
    const player = page.frameLocator('iframe >> nth=0');
    await expect(player.getByRole('heading', { name: TITLE })).toBeVisible();
    const position = player.getByRole('slider', { name: 'Position' });
    await expect(position).toHaveAttribute('aria-valuetext', /^0:01 of/);
    await player.getByRole('button', { name: 'Play' }).click();
    await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible();
    await expect(position).toHaveAttribute('aria-valuetext', /^0:0[2-9] of/);
    await player.getByRole('button', { name: 'Pause' }).click();
    await expect(player.getByRole('button', { name: 'Play' })).toBeVisible();
    await expect(player.getByText('Paused', { exact: true })).toBeAttached();
    await position.press('Home');
    await position.press('PageUp');
    await expect(position).toHaveAttribute('aria-valuetext', /^(0:\d\d) of \1$|^0:15 of/);
    await expect(player.getByText('Elinor').first()).toBeVisible();

    const answer = player.getByRole('link', { name: 'Answer on Tap Story' });
    await expect(answer).toHaveAttribute('href', `/s/${STORY}/${take(3)}`);
    const opened = page.context().waitForEvent('page');
    await answer.click();
    await expect((await opened).getByRole('heading', { name: TITLE })).toBeVisible();

    await expect(page.frameLocator('iframe >> nth=1').getByRole('heading', { name: TITLE })).toHaveCount(0);
  } finally {
    server.close();
  }
});

test('every page but the player refuses to be framed', async ({ request }) => {
  const headersOf = async (path: string) => {
    const headers = (await request.get(path)).headers();
    const ancestors = /frame-ancestors ([^;]+)/.exec(headers['content-security-policy'] ?? '')?.[1];
    return { ancestors, xfo: headers['x-frame-options'] };
  };
  const refused = [
    '/',
    `/s/${STORY}`,
    '/record',
    '/settings',
    '/embed',
    '/nothing',
    `/api/v1/stories/${STORY}`,
    '/health',
  ];
  for (const path of refused) expect(await headersOf(path), path).toEqual({ ancestors: "'none'", xfo: 'DENY' });
  for (const path of [`/embed/${STORY}`, `/embed/${STORY}/${take(1)}`, `/embed/${NOBODY}`])
    expect(await headersOf(path), path).toEqual({ ancestors: '*', xfo: undefined });
});

test('the player fits where there is little room, in light and in dark', async ({ arrives }) => {
  for (const [colorScheme, width] of [
    ['dark', 320],
    ['light', 640],
  ] as const) {
    const { page, expects } = await arrives({ microphone: 'none', colorScheme, viewport: { width, height: 180 } });
    await page.goto(`/embed/${STORY}/${take(3)}`);
    await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
    const overflow = await page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
    expect(overflow, `${width} px`).toEqual([0, 0]);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.screenshot({ path: `test-results/look/embed-${colorScheme}-${width}.png` });
    expects(/404/);
    await page.goto(`/embed/${NOBODY}`);
    await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});

test('a link carries a card and an oEmbed address that hold what they promise', async ({ request, baseURL }) => {
  const html = await (await request.get(`/s/${STORY}/${take(3)}`)).text();
  const named = (pattern: RegExp) => pattern.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const card = named(/property="og:image" content="([^"]+)"/);
  expect(card).toBe(`${baseURL}/card/${STORY}/${take(3)}`);
  expect(html).toContain('name="twitter:card" content="summary_large_image"');
  const picture = await pngAt(request, card);
  expect(Buffer.compare(picture, await pngAt(request, `/card/${STORY}/${take(1)}`))).not.toBe(0);
  expect((await request.get(`/card/${NOBODY}`)).status()).toBe(404);

  const told = await request.get(named(/<link rel="alternate" type="application\/json\+oembed"[^>]* href="([^"]+)"/));
  expect(told.headers()['access-control-allow-origin']).toBe('*');
  expect(await told.json()).toMatchObject({
    type: 'rich',
    title: TITLE,
    html: expect.stringContaining(`src="${baseURL}/embed/${STORY}/${take(3)}"`),
  });
  expect((await request.get(`/oembed?url=${encodeURIComponent(`${baseURL}/s/${NOBODY}`)}`)).status()).toBe(404);
  expect((await request.get(`/oembed?url=${encodeURIComponent(`${baseURL}/s/${STORY}`)}&format=xml`)).status()).toBe(
    501,
  );
});

test('whoever reads no further than the head finds the tags in it', async ({ request }) => {
  const agents = [
    'WordPress/6.8.3; https://elsewhere.test',
    'Mastodon/4.5.0 (http.rb/5.3.1; +https://elsewhere.test/)',
    'Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  ];
  for (const agent of agents) {
    const html = await (await request.get(`/s/${STORY}?t=1.5`, { headers: { 'User-Agent': agent } })).text();
    const [head = ''] = html.split('</head>');
    expect(head, agent).toContain('type="application/json+oembed"');
    expect(head, agent).toContain(encodeURIComponent('?t=1.5'));
    expect(head, agent).toContain('property="og:image"');
  }
});

async function pngAt(request: APIRequestContext, url: string): Promise<Buffer> {
  const answer = await request.get(url);
  expect(answer.headers()).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'public, max-age=300' });
  const png = await answer.body();
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  return png;
}

test('a path becomes one file, for a page that may not play in the background', async ({ request }) => {
  const ask = async (): Promise<string | null> =>
    (await (await request.get(`/api/v1/takes/${take(3)}/path-file?story=${STORY}`)).json()).url;
  await expect.poll(ask, { timeout: 60_000 }).not.toBeNull();
  const file = await request.get((await ask()) ?? '');
  expect(file.headers()['content-type']).toBe('audio/mp4');
  const story = await (await request.get(`/api/v1/stories/${STORY}`)).json();
  const { startMs, durationMs } = story.takes.find(({ id }: { id: string }) => id === take(3));
  const rest = (await decode(await file.body())).samples.length - (startMs + durationMs + 100) * 48;
  expect(rest).toBeGreaterThanOrEqual(0);
  expect(rest).toBeLessThan(1_024);
});
