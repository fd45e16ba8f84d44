import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect, type Db } from './client';

export type TestDatabase = { db: Db; url: string; close(): Promise<void> };

/** A database of a test file's own, migrated unless `empty`; `afterAll(close)` removes it. */
export async function testDatabase({ empty = false, maxConnections = 10 } = {}): Promise<TestDatabase> {
  const { url: server, template } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(
    server,
    (admin) => admin`create database ${admin(name)} template ${admin(empty ? 'template0' : template)}`,
  );
  const url = Object.assign(new URL(server), { pathname: name }).href;
  const connection = connect(url, { maxConnections });
  return {
    db: connection.db,
    url,
    async close() {
      await connection.close();
      await administer(server, (admin) => admin`drop database ${admin(name)} with (force)`);
    },
  };
}

async function administer(url: string, work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
