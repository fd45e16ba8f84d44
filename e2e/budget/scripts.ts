import { gzipSync } from 'node:zlib';
import type { Page, Request } from '@playwright/test';

/** A script that a page has got. `bytes`: as gzip sends it. `records`: it can. */
export type Fetched = { path: string; bytes: number; records: boolean };

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
      const script = await (await page.request.get(url)).body();
      const records = script.includes('MediaRecorder');
      return { path: new URL(url).pathname, bytes: gzipSync(script).length, records };
    }),
  );
}

export const total = (all: readonly Fetched[]): number => all.reduce((sum, { bytes }) => sum + bytes, 0);
