import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '@/db/client';
import { getStory } from '@/db/queries/stories';
import { startPostgres } from './postgres.mjs';
import { startServices } from './services.mjs';

const root = mkdtempSync(join(tmpdir(), 'tap-story-services-'));
chmodSync(root, 0o711);
let server: Awaited<ReturnType<typeof startPostgres>>;
let administrator: postgres.Sql;
beforeAll(async () => {
  server = await startPostgres({ folder: join(root, 'postgres'), password: 'secret', detached: false });
  administrator = postgres(server.url, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await administrator.end();
  await server.stop();
  rmSync(root, { recursive: true });
});

/** An operator's own database, as this login. */
async function ownDatabase(name: string, owner: string) {
  await administrator.unsafe(`create database ${name} owner ${owner}`);
  return (login: string): string =>
    Object.assign(new URL(server.url), { pathname: name, username: login, password: 'pass' }).href;
}
const start = (env: Record<string, string>) =>
  startServices({ port: 1, dataDir: mkdtempSync(join(root, 'data-')) }, { ...env, NODE_ENV: 'test' });

/** Who the app is, by what it was given. */
async function whoIsTheApp(url: string) {
  const client = postgres(url, { max: 1, connection: { role: 'tap_story' } });
  const connection = connect(url);
  try {
    expect(await getStory(connection.db, { id: '01890000-0000-7000-8000-000000000000' })).toBeNull();
    const [is] = await client`
      select session_user::text as login, current_user::text as role, row_security_active('takes') as walled`;
    return is;
  } finally {
    await client.end();
    await connection.close();
  }
}

test('whoever may make roles migrates, and the app is not above the wall', async () => {
  await administrator.unsafe("create role maker login createrole password 'pass'");
  const url = (await ownDatabase('theirs', 'maker'))('maker');
  for (let started = 0; started < 2; started++) {
    const { env } = await start({ DATABASE_URL: url });
    expect(await whoIsTheApp(env.DATABASE_URL)).toEqual({ login: 'maker', role: 'tap_story', walled: true });
  }
});

test('where a second login migrates, the app is the first, and is not told of the other', async () => {
  await administrator.unsafe("create role app_of_theirs login password 'pass'");
  const as = await ownDatabase('apart', 'maker');
  const { env } = await start({ DATABASE_URL: as('app_of_theirs'), DATABASE_OWNER_URL: as('maker') });
  expect(await whoIsTheApp(env.DATABASE_URL)).toEqual({ login: 'app_of_theirs', role: 'tap_story', walled: true });
  expect(JSON.stringify(env)).not.toContain('maker');
  const app = postgres(env.DATABASE_URL, { max: 1 });
  await expect(app`drop table takes`).rejects.toMatchObject({ code: '42501' });
  await app.end();
});

test('whoever may make no roles, and whoever is given one that is above the wall, is told what to ask for', async () => {
  await administrator.unsafe("create role plain login password 'pass'");
  const url = (await ownDatabase('poor', 'plain'))('plain');
  await expect(start({ DATABASE_URL: url })).rejects.toThrow('grant tap_story to plain with admin option;');
  await administrator.unsafe('grant tap_story to plain with admin option');
  const { env } = await start({ DATABASE_URL: url });
  expect(await whoIsTheApp(env.DATABASE_URL)).toEqual({ login: 'plain', role: 'tap_story', walled: true });
  await administrator.unsafe('alter role tap_story bypassrls');
  await expect(start({ DATABASE_URL: url })).rejects.toThrow('alter role tap_story nosuperuser nobypassrls;');
});
