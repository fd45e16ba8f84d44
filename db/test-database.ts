import { randomBytes } from 'node:crypto';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect, type Db, forActor } from './client';

export type TestDatabase = {
  /** What the app itself sees: everything. */
  db: Db;
  /** What this person sees, or nobody. */
  as(actorId: string | null): Db;
  /** Whom the tables belong to. */
  owner: Db;
  /** Of the same. */
  url: string;
  close(): Promise<void>;
};

/** A database of a test file's own, migrated unless `empty`; `afterAll(close)` removes it. */
export async function testDatabase({ empty = false, maxConnections = 10 } = {}): Promise<TestDatabase> {
  const { url: server, template } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(
    server,
    (admin) => admin`create database ${admin(name)} template ${admin(empty ? 'template0' : template)}`,
  );
  const url = Object.assign(new URL(server), { pathname: name }).href;
  const system = connect(url, { asSystem: true, maxConnections });
  const people = connect(url, { maxConnections });
  const owning = postgres(url, { max: 1, onnotice: () => undefined });
  return {
    db: system.db,
    as: (actorId) => (actorId === null ? people.db : forActor(people.db, actorId)),
    owner: drizzle(owning),
    url,
    async close() {
      await Promise.all([system.close(), people.close(), owning.end()]);
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
