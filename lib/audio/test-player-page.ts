import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { requestedRange } from '@/lib/domain/http-range';
import { END_MS, mixes, pathFile, playerTakes, wav } from './player-fixture';
import { renderOffline, type Script } from './player-fixture-page';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const PAGE = `<!doctype html><link rel=icon href=data:,><button>Play</button>
<script type=importmap>{"imports":{"@/":"/"}}</script>
<script type=module>
import { createPlayer } from '@/lib/audio/player';
import { attachMediaSession } from '@/lib/audio/media-session';
import { openStretch } from '@/lib/audio/stretch';
window.held = { createPlayer, attachMediaSession, openStretch };
</script>`;

type Answer = { status: number; type: string; body: string | Uint8Array; range?: string };

/** What a test of the player has: a page with its modules, what was asked of the server, and what was rendered last. */
class Bench {
  page!: Page;
  requests: string[] = [];
  /** By path, before the defaults. */
  answers = new Map<string, { status: number; body?: string }>();
  /** By path, given in parts to whoever asks for them. */
  files = new Map<string, Uint8Array>();
  rendered = new Float32Array();

  render(script: Script, takes = playerTakes(), seconds = END_MS / 1000 + 2) {
    return this.page.evaluate(renderOffline, { takes, script, seconds });
  }

  async answer(url: URL, asked: string | undefined): Promise<Answer> {
    const file = this.files.get(url.pathname);
    const range = file && requestedRange(asked ?? null, file.length);
    if (file && range && range !== 'unsatisfiable') {
      const { from, to } = range;
      const body = file.subarray(from, to + 1);
      return { status: 206, type: 'audio/mp4', body, range: `bytes ${from}-${to}/${file.length}` };
    }
    if (file) return { status: 200, type: 'audio/mp4', body: file };
    const wanted = this.answers.get(url.pathname);
    if (wanted) return { status: wanted.status, type: 'application/json', body: wanted.body ?? '' };
    if (url.pathname === '/') return { status: 200, type: 'text/html', body: PAGE };
    const mix = mixes.get(url.pathname.replace('/mix/', ''));
    if (mix) return { status: 200, type: 'audio/wav', body: wav(mix) };
    if (url.pathname === '/path/H') return { status: 200, type: 'audio/wav', body: wav(pathFile('H')) };
    const takeId = /^\/api\/v1\/takes\/(\w+)\/urls$/.exec(url.pathname)?.[1];
    if (takeId) return { status: 200, type: 'application/json', body: JSON.stringify({ mixUrl: `/mix/${takeId}` }) };
    if (url.pathname.startsWith('/node_modules/signalsmith-stretch/'))
      return { status: 200, type: 'text/javascript', body: await readFile(path.join(ROOT, url.pathname)) };
    if (!url.pathname.startsWith('/lib/')) return { status: 404, type: 'text/plain', body: '' };
    const source = await readFile(path.join(ROOT, `${url.pathname}.ts`), 'utf8');
    return { status: 200, type: 'text/javascript', body: stripTypeScriptTypes(source, { mode: 'transform' }) };
  }
}

/** Tests of the player in a real browser, each in a page of its own; without a browser they are skipped, and say so. */
export function inPlayerPage(name: string, tests: (bench: Bench) => void) {
  const isHere = existsSync(CHROMIUM);
  if (!isHere) process.stdout.write(`Skipped: ${name} is tested in a real browser, and there is no ${CHROMIUM}.\n`);
  const bench = new Bench();
  let server: Server;
  let browser: Browser;
  let origin = '';
  let pageErrors: Error[] = [];

  describe.skipIf(!isHere)(name, () => {
    beforeAll(async () => {
      server = createServer(async (request, response) => {
        const url = new URL(request.url ?? '/', origin);
        if (request.method === 'POST') {
          const parts: Buffer[] = [];
          for await (const part of request) parts.push(part);
          bench.rendered = new Float32Array(new Uint8Array(Buffer.concat(parts)).buffer);
          response.end();
          return;
        }
        if (/^\/(mix|path|api)\//.test(url.pathname)) bench.requests.push(url.pathname + url.search);
        const { status, type, body, range } = await bench.answer(url, request.headers.range);
        response.writeHead(status, { 'content-type': type, ...(range && { 'content-range': range }) }).end(body);
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
      bench.answers = new Map();
      bench.files = new Map();
      bench.page = await browser.newPage();
      pageErrors = [];
      bench.page.on('pageerror', (error) => pageErrors.push(error));
      await bench.page.goto(origin);
      await bench.page.waitForFunction(() => 'held' in window);
      bench.requests = [];
    });
    afterEach(async () => {
      await bench.page.close();
      expect(pageErrors).toEqual([]);
    });
    tests(bench);
  });
}
