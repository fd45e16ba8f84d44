import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from './postgres.mjs';
import { SetupError } from './say.mjs';

const root = mkdtempSync(join(tmpdir(), 'tap-story-postgres-'));
chmodSync(root, 0o711);
const folder = join(root, 'postgres');
const start = (password = 'secret') => startPostgres({ folder, password, detached: false });

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
  rmSync(root, { recursive: true });
});

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = postgres(url, { max: 1, connect_timeout: 5 });
  try {
    return [...(await client.unsafe(query))];
  } finally {
    await client.end();
  }
}

test('it is made once, keeps its data, and lets nobody in without the password', async () => {
  const first = await start();
  await ask(first.url, 'create table kept as select 7 as n');
  const { port } = new URL(first.url);
  await expect(ask(`postgres://postgres:wrong@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toMatchObject({
    code: '28P01',
  });
  await first.stop();
  expect(existsSync(join(folder, 'postmaster.pid'))).toBe(false);
  const second = await start();
  expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  await second.stop();
});

test('a mark of a dead server does not keep a new one away, even when its process id lives on as another', async () => {
  writeFileSync(join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n1\n5432\n\n\n\nready\n`);
  const server = await start();
  expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
  await server.stop();
});

test('a server that was left behind is ended, and the new one has its data', async () => {
  const orphan = await start();
  await ask(orphan.url, 'update kept set n = 8');
  const server = await start();
  stops.push(server.stop);
  expect(await orphan.ended).toMatchObject({ code: 0 });
  expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 8 }]);
  await server.stop();
});

test('an interrupted making is begun again', async () => {
  const elsewhere = join(root, 'again');
  mkdirSync(`${elsewhere}.new`);
  writeFileSync(join(`${elsewhere}.new`, 'PG_VERSION'), '18\n');
  const server = await startPostgres({ folder: elsewhere, password: 'secret', detached: false });
  expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  await server.stop();
});

test('a folder that is closed to others still works, as /root is for the user the database runs as', async () => {
  const closed = join(root, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const server = await startPostgres({ folder: join(closed, 'postgres'), password: 'secret', detached: false });
  expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  await server.stop();
});

test('data of another version, and data that is broken, are told in a sentence', async () => {
  const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8');
  writeFileSync(join(folder, 'PG_VERSION'), '11\n');
  await expect(start()).rejects.toThrow(/made by PostgreSQL 11/);
  writeFileSync(join(folder, 'PG_VERSION'), version);
  rmSync(join(folder, 'global', 'pg_control'));
  const broken = start();
  await expect(broken).rejects.toBeInstanceOf(SetupError);
  await expect(broken).rejects.toThrow(/Its last words/);
});
