import { connect as openSocket, type Socket } from 'node:net';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { QUERY_DEADLINE_MS } from './deadline';

/** What a query is given: the database or a transaction on it. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

export type Connection = { db: Db; close(): Promise<void> };

const CONNECT_TIMEOUT_SECONDS = 5;

/** Opens a pool lazily: nothing is dialled before the first query. */
export function connect(url: string, { maxConnections = 10, statementTimeoutMs = QUERY_DEADLINE_MS } = {}): Connection {
  const client = postgres(url, {
    max: maxConnections,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    // Idle connections leave before they count as silent.
    idle_timeout: (statementTimeoutMs / 1000) * 0.8,
    max_lifetime: 30 * 60,
    connection: { application_name: 'tap-story', statement_timeout: statementTimeoutMs },
    onnotice: () => undefined,
    // bigint columns hold milliseconds and counts, far below 2⁵³.
    types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
    // Missing from postgres.js's types.
    ...{ socket: (address: Address) => dial(address, statementTimeoutMs * 1.2) },
  });
  return { db: drizzle(client), close: () => client.end({ timeout: 5 }) };
}

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
