import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dialTo, type Server, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterEach, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { connect } from './client';
import { withDeadline } from './deadline';
import { guarded } from './guard';
import { getStory } from './queries/stories';
import { testDatabase } from './test-database';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

type Peer = { url: string; fallSilent(silent: boolean): void };

/** A peer that passes on to a database until it falls silent: it keeps its connections and says nothing more. */
async function fickleServer(target?: string): Promise<Peer> {
  const sockets = new Set<Socket>();
  let silent = target === undefined;
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    if (!target) return;
    const upstream = dialTo(Number(new URL(target).port), '127.0.0.1');
    sockets.add(upstream.on('error', () => undefined));
    socket.on('data', (bytes) => silent || upstream.write(bytes)).on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => silent || socket.write(bytes)).on('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: addressOf(target ?? 'postgres://postgres:x@127.0.0.1/postgres', { port: String(port) }),
    fallSilent(value) {
      silent = value;
    },
  };
}

const addressOf = (url: string, change: { port?: string; password?: string; pathname?: string }): string => {
  const address = new URL(url);
  Object.assign(address, change);
  return address.href;
};

function client(url: string, statementTimeoutMs?: number) {
  const connection = connect(url, { maxConnections: 1, ...(statementTimeoutMs && { statementTimeoutMs }) });
  opened.push(connection.close);
  return connection.db;
}

const anyStory = { id: '01890a5d-ac96-774b-bcce-b302099a8057' };

test('a database that is not there is told as such, with its cause', async () => {
  const asked = getStory(client('postgres://postgres:x@127.0.0.1:1/postgres'), anyStory);
  await expect(asked).rejects.toMatchObject({ code: 'database_unavailable', cause: expect.any(Error) });
});

test('a wrong password or name is a database that cannot be opened', async () => {
  const { url, close } = await testDatabase();
  opened.push(close);
  for (const wrong of [{ password: 'wrong' }, { pathname: 'nowhere' }]) {
    const asked = getStory(client(addressOf(url, wrong)), anyStory);
    await expect(asked).rejects.toMatchObject({ code: 'database_unavailable' });
  }
});

test('a peer that never answers holds nobody for ever', async () => {
  const { url } = await fickleServer();
  const asked = client(url).execute(sql`select 1`);
  await expect(withDeadline(asked, 200)).rejects.toMatchObject({ code: 'deadline_exceeded' });
});

test('a connection whose peer falls silent in mid-query is given up, and the pool recovers', async () => {
  const { url, close } = await testDatabase();
  opened.push(close);
  const peer = await fickleServer(url);
  const db = client(peer.url, 500);
  expect(await getStory(db, anyStory)).toBeNull();
  peer.fallSilent(true);
  await expect(getStory(db, anyStory)).rejects.toMatchObject({ code: 'database_unavailable' });
  peer.fallSilent(false);
  await vi.waitFor(async () => expect(await getStory(db, anyStory)).toBeNull(), 10_000);
});

test('the server ends a statement that takes too long, and the pool serves on', async () => {
  const { url, close } = await testDatabase();
  opened.push(close);
  const db = client(url, 300);
  const asked = guarded(() => db.execute(sql`select pg_sleep(60)`));
  await expect(asked).rejects.toMatchObject({ code: 'deadline_exceeded', cause: { cause: { code: '57014' } } });
  expect(await getStory(db, anyStory)).toBeNull();
});

test('a connection that the server ends is replaced', async () => {
  const { url, close } = await testDatabase();
  opened.push(close);
  const administrator = postgres(url, { max: 1 });
  opened.push(() => administrator.end());
  const db = client(url);
  const [its] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  const asked = expect(guarded(() => db.execute(sql`select pg_sleep(60)`))).rejects.toMatchObject({
    code: 'database_unavailable',
  });
  await administrator`select pg_terminate_backend(${its?.pid ?? 0})`;
  await asked;
  await vi.waitFor(async () => expect(await getStory(db, anyStory)).toBeNull(), 10_000);
});

test('what the database refuses for a reason of ours stays what it is', async () => {
  const { url, close } = await testDatabase();
  opened.push(close);
  const asked = guarded(() => client(url).execute(sql`select nonsense`));
  await expect(asked).rejects.not.toBeInstanceOf(AppError);
});
