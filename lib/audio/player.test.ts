import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  END_MS,
  loudest,
  mixes,
  PER_MS,
  playerTakes,
  STEEPEST,
  STORY,
  steepest,
  wav,
  worst,
  zeroOf,
} from './player-fixture';
import { type Held, livePlayer, renderOffline, type Script } from './player-fixture-page';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(CHROMIUM))
  console.log(`Skipped: the path player is tested in a real browser, and there is no ${CHROMIUM}.`);

declare const held: Held;

let server: Server;
let browser: Browser;
let page: Page;
let origin = '';
let requests: string[] = [];
let pageErrors: Error[] = [];
let rendered = new Float32Array();
/** Answers by path, before the defaults. */
let answers = new Map<string, { status: number; body?: string }>();

const PAGE = `<!doctype html><link rel=icon href=data:,><button>Play</button>
<script type=importmap>{"imports":{"@/":"/"}}</script>
<script type=module>
import { createPlayer } from '@/lib/audio/player';
import { attachMediaSession } from '@/lib/audio/media-session';
window.held = { createPlayer, attachMediaSession };
</script>`;

async function answer(url: URL): Promise<{ status: number; type: string; body: string | Uint8Array }> {
  const wanted = answers.get(url.pathname);
  if (wanted) return { status: wanted.status, type: 'application/json', body: wanted.body ?? '' };
  if (url.pathname === '/') return { status: 200, type: 'text/html', body: PAGE };
  const mix = mixes.get(url.pathname.replace('/mix/', ''));
  if (mix) return { status: 200, type: 'audio/wav', body: wav(mix) };
  const takeId = /^\/api\/v1\/takes\/(\w+)\/urls$/.exec(url.pathname)?.[1];
  if (takeId) return { status: 200, type: 'application/json', body: JSON.stringify({ mixUrl: `/mix/${takeId}` }) };
  if (!url.pathname.startsWith('/lib/')) return { status: 404, type: 'text/plain', body: '' };
  const source = await readFile(path.join(ROOT, `${url.pathname}.ts`), 'utf8');
  return { status: 200, type: 'text/javascript', body: stripTypeScriptTypes(source, { mode: 'transform' }) };
}

const render = (script: Script) =>
  page.evaluate(renderOffline, { takes: playerTakes(), script, seconds: END_MS / 1000 + 2 });

describe.skipIf(!existsSync(CHROMIUM))('the path player in Chromium', () => {
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', origin);
      if (request.method === 'POST') {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part);
        rendered = new Float32Array(new Uint8Array(Buffer.concat(parts)).buffer);
        response.end();
        return;
      }
      if (!url.pathname.startsWith('/lib/')) requests.push(url.pathname + url.search);
      const { status, type, body } = await answer(url);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }, 80_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });
  beforeEach(async () => {
    answers = new Map();
    page = await browser.newPage();
    pageErrors = [];
    page.on('pageerror', (error) => pageErrors.push(error));
    await page.goto(origin);
    await page.waitForFunction(() => 'held' in window);
    requests = [];
  });
  afterEach(async () => {
    await page.close();
    expect(pageErrors).toEqual([]);
  });

  it('renders every sample of a path across every switch', async () => {
    const { log, decodes } = await render({});
    expect(worst(rendered, 10, END_MS, zeroOf(rendered, 0))).toBeLessThan(1e-6);
    expect(log.map(({ phase, takeId }) => phase + takeId)).toEqual([
      'loadingA',
      ...['A', 'B', 'D', 'E', 'F'].map((id) => `playing${id}`),
      ...(log.some(({ takeId }) => takeId === 'G') ? ['playingG'] : []),
      'playingH',
      'endedH',
    ]);
    expect(decodes).toBe(7);
    expect(requests.some((path) => path.includes('C'))).toBe(false);
    expect(steepest(rendered)).toBeLessThan(STEEPEST);
  });

  it('seeks to the sample, without a click, and goes on to the end', async () => {
    const { log } = await render({ steps: [{ atMs: 1_500, act: 'seek', ms: 5_907 }] });
    const at = zeroOf(rendered, 5_907, 1_500);
    expect(at + 5_907 * PER_MS).toBeLessThan(1_550 * PER_MS);
    expect(worst(rendered, 5_907 + 10, END_MS, at)).toBeLessThan(1e-6);
    expect(worst(rendered, 10, 1_500, zeroOf(rendered, 0))).toBeLessThan(1e-6);
    expect(log.at(-1)?.phase).toBe('ended');
    expect(steepest(rendered)).toBeLessThan(STEEPEST);
  });

  it('switches to the sample wherever the run begins, and never clicks', async () => {
    const switches = [1_200, 4_500, 6_003, 7_001, 9_001];
    const steps = Array.from({ length: 32 }, (_, k) => ({
      atMs: 400 * (k + 1),
      act: 'seek' as const,
      ms: (switches[k % switches.length] ?? 0) - 137 - k,
    }));
    const { decodes } = await render({ steps });
    for (const { atMs, ms } of steps) {
      const zero = zeroOf(rendered, ms, atMs);
      expect(worst(rendered, ms + 10, ms + 350, zero)).toBeLessThan(1e-6);
    }
    expect(steepest(rendered)).toBeLessThan(STEEPEST);
    expect(decodes).toBe(7);
  });

  it('pauses without a click and resumes at the very sample where it fell silent', async () => {
    const { log } = await render({
      steps: [
        { atMs: 4_400, act: 'pause' },
        { atMs: 5_000, act: 'play' },
      ],
    });
    const paused = log.find(({ phase }) => phase === 'paused')!;
    const at = zeroOf(rendered, paused.positionMs, 5_000);
    expect(worst(rendered, 10, paused.positionMs, zeroOf(rendered, 0))).toBeLessThan(1e-6);
    expect(worst(rendered, paused.positionMs + 10, END_MS, at)).toBeLessThan(1e-6);
    expect(worst(rendered, paused.positionMs + 2, paused.positionMs + 4, zeroOf(rendered, 0))).toBeGreaterThan(1e-3);
    expect(loudest(rendered, 4_500, 5_000)).toBe(0);
    expect(steepest(rendered)).toBeLessThan(STEEPEST);
  });

  it('holds the clock where a late mix is missing, and goes on there by itself', async () => {
    const { log } = await render({ late: { id: 'E', untilMs: 7_000 } });
    expect(worst(rendered, 10, 6_003, zeroOf(rendered, 0))).toBeLessThan(1e-6);
    expect(loudest(rendered, 6_100, 7_000)).toBe(0);
    const at = zeroOf(rendered, 6_003, 7_000);
    expect(worst(rendered, 6_013, END_MS, at)).toBeLessThan(1e-6);
    expect(log.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])).toEqual([
      'loading',
      'playing',
      'loading',
      'playing',
      'ended',
    ]);
    expect(log.find(({ phase, takeId }) => phase === 'loading' && takeId === 'E')?.positionMs).toBe(6_003);
    expect(steepest(rendered)).toBeLessThan(STEEPEST);
  });

  it('tries a lost network again while there is still time, unheard', async () => {
    const { log } = await render({ lost: { id: 'H', untilMs: 5_000 } });
    expect(worst(rendered, 10, END_MS, zeroOf(rendered, 0))).toBeLessThan(1e-6);
    expect(log.filter(({ phase }) => phase === 'loading')).toHaveLength(1);
  });

  it('renews a mix URL that has expired', async () => {
    answers.set('/mix/B', { status: 403 });
    answers.set('/api/v1/takes/B/urls', { status: 200, body: '{"mixUrl":"/mix/B2","stemUrl":""}' });
    mixes.set('B2', mixes.get('B')!);
    await render({});
    expect(worst(rendered, 10, END_MS, zeroOf(rendered, 0))).toBeLessThan(1e-6);
    expect(requests.filter((path) => path.includes('B'))).toEqual([
      '/mix/B',
      `/api/v1/takes/B/urls?story=${STORY}`,
      '/mix/B2',
    ]);
  });

  const failures: [string, string, number, string][] = [
    ['a refusal', '/mix/A', 400, ''],
    ['no audio', '/mix/A', 200, '<html>'],
    ['a refusal that a fresh URL does not mend', '/mix/A', 403, ''],
  ];
  it.each(failures)('says so when it meets %s, and plays once that is mended', async (_name, at, status, body) => {
    answers.set(at, { status, body });
    await page.evaluate(livePlayer, playerTakes());
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.getState().phase === 'failed');
    expect(await page.evaluate(() => held.player.getState().error)).toBe('playback_failed');
    answers.clear();
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.getState().phase === 'playing');
  });

  it('plays, pauses, seeks and ends on the real clock, and shows it to the media session', async () => {
    await page.evaluate(livePlayer, playerTakes());
    expect(await page.evaluate(() => held.player.getState().phase)).toBe('idle');
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.positionMs() > 300);
    const shown = () =>
      page.evaluate(() => [navigator.mediaSession.metadata?.artist ?? null, navigator.mediaSession.playbackState]);
    expect(await shown()).toEqual(['Voice A', 'playing']);
    await page.evaluate(() => held.player.pause());
    const rests = await page.evaluate(() => held.player.positionMs());
    expect(await shown()).toEqual(['Voice A', 'paused']);
    await page.evaluate(() => held.player.seek(11_700));
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.getState().phase === 'ended');
    expect(await page.evaluate(() => held.player.positionMs())).toBe(END_MS);
    expect(rests).toBeLessThan(END_MS);
    await page.evaluate(() => held.player.close());
    expect(await shown()).toEqual([null, 'none']);
    expect(await page.evaluate(() => held.phases)).toEqual([
      'loading',
      'playing',
      'paused',
      'playing',
      'ended',
      'idle',
    ]);
  });

  it('waits for a store that is down, and goes on by itself', async () => {
    answers.set('/mix/A', { status: 503 });
    await page.evaluate(livePlayer, playerTakes());
    await page.getByRole('button').click();
    await expect.poll(() => requests.filter((path) => path === '/mix/A').length).toBeGreaterThan(1);
    expect(await page.evaluate(() => held.player.getState().phase)).toBe('loading');
    answers.clear();
    await page.waitForFunction(() => held.player.getState().phase === 'playing');
  });

  it('says so without a network, and plays when it is asked again with one', async () => {
    await page.evaluate(livePlayer, playerTakes());
    await page.context().setOffline(true);
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.getState().phase === 'failed');
    await page.context().setOffline(false);
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.getState().phase === 'playing');
  });

  it('obeys the media keys', async () => {
    await page.evaluate(livePlayer, playerTakes());
    const press = (action: MediaSessionAction, details = {}) =>
      page.evaluate(
        ({ action, details }) => {
          held.actions.get(action)?.({ action, ...details });
          return held.player.positionMs();
        },
        { action, details },
      );
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.getState().phase === 'playing');
    await press('pause');
    expect(await page.evaluate(() => held.player.getState().phase)).toBe('paused');
    expect(await press('nexttrack')).toBe(1_200);
    expect(await press('nexttrack')).toBe(4_500);
    expect(await press('previoustrack')).toBe(1_200);
    expect(await press('seekto', { seekTime: 11 })).toBe(11_000);
    expect(await press('previoustrack')).toBe(9_001);
    expect(await press('seekforward', { seekOffset: 1 })).toBe(10_001);
    expect(await press('seekbackward')).toBe(1);
    await press('play');
    await page.waitForFunction(() => held.player.getState().phase === 'playing');
    await page.evaluate(() => held.player.close());
    expect(await page.evaluate(() => [...held.actions.values()].every((handler) => handler === null))).toBe(true);
  });

  it('rests when the system interrupts it, and goes on when asked', async () => {
    await page.evaluate(livePlayer, playerTakes());
    await page.getByRole('button').click();
    await page.waitForFunction(() => held.player.positionMs() > 200);
    await page.evaluate(() => held.context.suspend());
    await page.waitForFunction(() => held.player.getState().phase === 'paused');
    const rests = await page.evaluate(() => held.player.positionMs());
    await page.getByRole('button').click();
    await page.waitForFunction((ms) => held.player.positionMs() > ms + 100, rests);
  });
});
