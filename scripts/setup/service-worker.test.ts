import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withWhatTheyLoad } from './service-worker.mjs';

let built: string;

beforeEach(() => {
  built = mkdtempSync(join(tmpdir(), 'tap-story-built-'));
  mkdirSync(join(built, 'static', 'chunks'), { recursive: true });
});
afterEach(() => rmSync(built, { recursive: true, force: true }));

const chunk = (name: string) => `static/chunks/${name}.js`;

/** Of a build, as the bundler writes it: a script, and the groups of scripts that it loads when they are wanted. */
function script(name: string, ...groups: string[][]): void {
  const loaders = groups.map((group, i) => {
    const files = JSON.stringify(group.map(chunk));
    return `${i},e=>{e.v(t=>Promise.all(${files}.map(t=>e.l(t))).then(()=>t(${i})))}`;
  });
  const text = `(globalThis.TURBOPACK||=[]).push([document.currentScript,${loaders.join(',')}]);`;
  writeFileSync(join(built, chunk(name)), text);
}

it('what a script loads comes with it, and what that loads in turn, whatever goes round in circles', () => {
  script('page', ['0a-_b', '2'], ['3']);
  script('0a-_b');
  script('2', ['4']);
  script('3', ['page']);
  script('4');
  script('studio', ['2']);
  expect([...withWhatTheyLoad(built, [chunk('page')])].sort()).toEqual(['0a-_b', '2', '3', '4', 'page'].map(chunk));
});
