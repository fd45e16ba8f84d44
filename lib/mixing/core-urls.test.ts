import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { coreUrls } from './core-urls';

const ROOT = process.cwd();
const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const version = (name: string): string => json(`node_modules/${name}/package.json`).version;

const URLS = Object.entries(coreUrls('https://stories.example'));

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/copy-ffmpeg.mjs')]);
}, 240_000);

it('names the versions that are installed, and those are pinned', () => {
  const { dependencies } = json('package.json');
  const versions = `core-${version('@ffmpeg/core')}-api-${version('@ffmpeg/ffmpeg')}`;
  expect(versions).toBe(`core-${dependencies['@ffmpeg/core']}-api-${dependencies['@ffmpeg/ffmpeg']}`);
  for (const [, url] of URLS) expect(url).toMatch(`https://stories.example/ffmpeg/${versions}/`);
});

it.each(URLS)('%s is a file that the app serves', (_, url) => {
  expect(readFileSync(join(ROOT, 'public', new URL(url).pathname)).length).toBeGreaterThan(0);
});

it('serves the very core that mixes on the server, and everything that its script imports', () => {
  const folder = join(ROOT, 'public', new URL('.', coreUrls('https://stories.example').wasmURL).pathname);
  const served = readdirSync(folder);
  for (const name of ['ffmpeg-core.js', 'ffmpeg-core.wasm']) {
    expect(
      readFileSync(join(folder, name)).equals(readFileSync(join(ROOT, 'node_modules/@ffmpeg/core/dist/esm', name))),
    ).toBe(true);
  }
  for (const name of served.filter((each) => each.endsWith('.js') && each !== 'ffmpeg-core.js')) {
    const imports = [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/(?:from\s*|new URL\()["']\.\/([\w.-]+)["']/g),
    ];
    for (const [, imported] of imports) expect(served, name).toContain(imported);
  }
});
