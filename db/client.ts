import { connect as openSocket, type Socket } from 'node:net';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { APP_ROLE } from './app-role.mjs';
import { QUERY_DEADLINE_MS } from './deadline';

/** What a query is given: the database or a transaction on it. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

export type Connection = { db: Db; close(): Promise<void> };

const CONNECT_TIMEOUT_SECONDS = 5;

// Each bundle of the built app has module state of its own, and they share their pools.
const holder = globalThis as typeof globalThis & { tapStoryClients?: WeakMap<Db, postgres.Sql> };
holder.tapStoryClients ??= new WeakMap();
const clients = holder.tapStoryClients;

/**
 * Opens a pool lazily: nothing is dialled before the first query. What it asks is asked in the name of nobody, who sees no private
 * story, or of the whole place (`asSystem`), which sees all (migrations/*_wall.sql).
 */
export function connect(
  url: string,
  { asSystem = false, maxConnections = 10, statementTimeoutMs = QUERY_DEADLINE_MS } = {},
): Connection {
  const client = postgres(url, {
    max: maxConnections,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    // Idle connections leave before they count as silent.
    idle_timeout: (statementTimeoutMs / 1000) * 0.8,
    max_lifetime: 30 * 60,
    connection: {
      application_name: 'tap-story',
      statement_timeout: statementTimeoutMs,
      role: APP_ROLE,
      ...(asSystem && { [ACTOR]: '*' }),
    },
    onnotice: () => undefined,
    // bigint columns hold milliseconds and counts, far below 2⁵³.
    types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
    // Missing from postgres.js's types.
    ...{ socket: (address: Address) => dial(address, statementTimeoutMs * 1.2) },
  });
  const db = drizzle(client);
  clients.set(db, client);
  return { db, close: () => client.end({ timeout: 5 }) };
}

/** In whose name the database is asked. */
const ACTOR = 'tap_story.actor';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The same pool in the name of a person. A connection serves one after the other, so their name is said in the transaction of each
 * query, and ends with it.
 */
export function forActor(db: Db, actorId: string): Db {
  const pool = clients.get(db);
  // A parameter would have to be described first, and the query would wait for that.
  if (!pool || !UUID.test(actorId)) throw new Error('no pool, or no actor');
  const name = `set local ${ACTOR} = '${actorId}'`;
  const begin = <T>(work: (sql: postgres.TransactionSql) => Promise<T>) =>
    pool.begin(async (sql) => {
      // They travel together.
      const [, result] = await Promise.all([sql.unsafe(name).execute(), work(sql)]);
      return result;
    });
  // What Drizzle uses of postgres.js.
  const client = {
    options: pool.options,
    begin,
    unsafe(...query: Parameters<postgres.Sql['unsafe']>) {
      let isInArrays = false;
      const rows = Promise.resolve().then(() =>
        begin((sql) => {
          const asked = sql.unsafe(...query);
          return isInArrays ? asked.values() : asked;
        }),
      );
      const values = () => {
        isInArrays = true;
        return rows;
      };
      return Object.assign(rows, { values });
    },
  };
  const bound = drizzle(client as unknown as postgres.Sql);
  clients.set(bound, pool);
  return bound;
}

/** What a database and all that are made of it have in common. */
export const poolOf = (db: Db): object => clients.get(db) ?? db;

/**
 * postgres.js waits for ever for a peer that went silent, and the connection would be lost to the pool. The server
 * ends every statement earlier, so a socket that is quiet for `silenceMs` is dead.
 */
function dial({ host, port, path }: Address, silenceMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const hostname = host[0] ?? 'localhost';
    const socket = path ? openSocket(path) : openSocket(port[0] ?? 5432, hostname);
    // postgres.js reads the name for TLS from here.
    Object.assign(socket, { host: hostname });
    const giveUp = () => socket.destroy(new SilentPeer());
    socket.setTimeout(CONNECT_TIMEOUT_SECONDS * 1000, giveUp);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.setTimeout(silenceMs);
      resolve(socket);
    });
  });
}

/** The part of postgres.js's parsed options that names the server. */
type Address = { host: string[]; port: number[]; path?: string | false };

class SilentPeer extends Error {
  readonly code = 'CONNECTION_SILENT';
  constructor() {
    super('The database does not answer.');
  }
}
