import { gzipSync } from 'node:zlib';
import type { Page, Request } from '@playwright/test';

/** A script that a page has got. `bytes`: as gzip sends it. */
export type Fetched = { path: string; bytes: number };

/** The scripts that a page asks for while `run` goes on, each once. */
export async function scriptsOf(page: Page, run: () => Promise<void>): Promise<Fetched[]> {
  const urls = new Set<string>();
  const note = (request: Request) => {
    if (request.resourceType() === 'script') urls.add(request.url());
  };
  page.on('request', note);
  await run();
  page.off('request', note);
  return Promise.all(
    [...urls].map(async (url) => {
      const script = await page.request.get(url);
      return { path: new URL(url).pathname, bytes: gzipSync(await script.body()).length };
    }),
  );
}

export const total = (all: readonly Fetched[]): number => all.reduce((sum, { bytes }) => sum + bytes, 0);
