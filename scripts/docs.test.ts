import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type ErrorCode, STATUSES } from '@/lib/domain/error-codes';
import { errorSentence } from '@/lib/domain/error-sentences';
import { ROOT } from './setup/settings.mjs';

// What the documents say about the project, held against the project.

const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = (folder: string) => JSON.parse(text(join(folder, 'package.json')));
const decisions = readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'NOTICE.md',
  'docs/architecture.md',
  'docs/security.md',
  ...decisions,
];

const rowsAfter = (heading: string, path: string) =>
  text(path)
    .split(heading)[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')));

test('the README names every error with its status and its sentence', () => {
  const [, , ...rows] = rowsAfter('### Errors', 'README.md');
  expect(rows).toEqual(
    Object.entries(STATUSES).map(([code, status]) => [code, String(status || '–'), errorSentence(code as ErrorCode)]),
  );
});

test('the README and .env.example name every variable that the server reads', () => {
  const read = [...text('lib/server/env.ts').matchAll(/^ {4}([A-Z0-9_]+): z\./gm)].map((match) => match[1]!);
  expect(read).toContain('MEDIA_SECRET');
  const told = rowsAfter('## Configuration', 'README.md').map(([name]) => name);
  expect(told).toEqual(expect.arrayContaining(read));
  for (const name of read) expect(text('.env.example')).toMatch(new RegExp(`^# ${name}=`, 'm'));
});

test('the notices name every package that the running app depends on, with its licence', () => {
  const [, , ...rows] = rowsAfter('## Direct dependencies', 'NOTICE.md');
  const packages = Object.keys(manifest('.').dependencies);
  expect(rows.map(([name, licence]) => [name, licence])).toEqual(
    packages.map((name) => [name, manifest(join('node_modules', name)).license]),
  );
  expect(text('NOTICE.md')).toContain(`\`@ffmpeg/core\` ${manifest('node_modules/@ffmpeg/core').version} `);
});

test.each(DOCUMENTS)('%s names files and commands that are there', (path) => {
  const said = text(path);
  const files = [...said.matchAll(/`((?:app|components|db|docs|e2e|lib|public|scripts)\/[^`\s*…]*)`/g)]
    .map((match) => match[1]!)
    .filter((file) => !file.startsWith('public/ffmpeg'));
  const links = [...said.matchAll(/(?:\]\(|src=")(?!https?:|#)([^)"#]+)/g)].map((match) =>
    join(dirname(path), match[1]!),
  );
  expect([...files, ...links].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  const commands = [...said.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!);
  expect(commands.filter((command) => !(command in manifest('.').scripts))).toEqual([]);
});
