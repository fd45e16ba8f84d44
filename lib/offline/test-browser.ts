/** A real Chromium with a profile on the disk, and a server that gives its pages a device's store and mixes to keep. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasChromium = existsSync(CHROMIUM);
/** What a test prints that goes without. */
export const SKIPPED = `Skipped: what a device keeps is tested in a real browser, and there is no ${CHROMIUM}.`;

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'lib/offline/test-browser-page.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** `answer` gets whatever is not the page itself. */
export async function openBrowser(answer: RequestListener = (_, response) => response.writeHead(404).end()) {
  const script = await pageScript();
  const server = createServer((request, response) => {
    if (request.url === '/')
      response
        .setHeader('Content-Type', 'text/html')
        .end(`<!doctype html><link rel=icon href=data:,><script src=/js></script>`);
    else if (request.url === '/js') response.setHeader('Content-Type', 'text/javascript').end(script);
    else answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const profile = mkdtempSync(path.join(tmpdir(), 'tap-story-device-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ['--no-sandbox'],
  });
  return {
    origin,
    newPage: () => openPage(context, origin),
    /** How much this origin may keep from now on (bytes). */
    async setQuota(page: Page, quotaSize: number) {
      const session = await context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
    },
    async empty(page: Page) {
      const session = await context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    },
    async close() {
      await context.close();
      server.closeAllConnections();
      server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
export type TestBrowser = Awaited<ReturnType<typeof openBrowser>>;

async function openPage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => 'held' in window);
  return page;
}

/** Ends a page's process as a fault of the browser would. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  // A navigation that never ends.
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
}
