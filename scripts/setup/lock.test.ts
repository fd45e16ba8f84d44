import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { tryLock, withLock } from './lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tap-story-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LOCK_MODULE = pathToFileURL(join(import.meta.dirname, 'lock.mjs')).href;

/** Another process that takes the lock, says what it got, and lives until it is killed. */
async function holder(file: string) {
  const code = `import { tryLock } from ${JSON.stringify(LOCK_MODULE)};
    console.log(tryLock(${JSON.stringify(file)}) ?? 'mine');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  return {
    pid: child.pid,
    said: String(said).trim(),
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

test('one process holds it; when that one is killed, the next may', async () => {
  const file = join(folder, 'held', 'lock');
  const first = await holder(file);
  expect(first.said).toBe('mine');
  expect(tryLock(file)).toBe(first.pid);
  const second = await holder(file);
  expect(second.said).toBe(String(first.pid));
  await first.end('SIGKILL');
  expect(tryLock(file)).toBeNull();
  await second.end('SIGKILL');
  // A lock of this very process counts as held too.
  expect(tryLock(file)).toBe(process.pid);
  expect(readdirSync(join(folder, 'held'))).toEqual(['lock']);
});

test('a process id that was given to somebody else holds nothing', async () => {
  const file = join(folder, 'reused');
  writeFileSync(file, JSON.stringify({ pid: process.pid, born: 'another time' }));
  expect(tryLock(file)).toBeNull();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('of many that find a dead lock at once, one gets it', async () => {
  const file = join(folder, 'race');
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, born: 'never' }));
  const all = await Promise.all(Array.from({ length: 4 }, () => holder(file)));
  expect(all.filter(({ said }) => said === 'mine')).toHaveLength(1);
  await Promise.all(all.map((one) => one.end('SIGKILL')));
});

test('work under the lock happens one after the other, also when it fails', async () => {
  const file = join(folder, 'work');
  let inside = 0;
  let waited = 0;
  const work = (fails: boolean) =>
    withLock(
      file,
      () => {
        waited += 1;
      },
      async () => {
        expect(++inside).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        if (fails) throw new Error('on purpose');
      },
    );
  const outcomes = await Promise.allSettled([work(false), work(true), work(false)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(waited).toBe(2);
});
