import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { prepareJobQueues } from './job-queues.mjs';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** Any constant: everybody who migrates this database takes the same lock. */
const MIGRATION_LOCK = 7_461_702;

/**
 * Brings the database to the newest schema, and the queues of jobs with it. Repeating it, or running it many times at once, changes nothing more.
 * Plain JavaScript, because it runs before anything is compiled.
 *
 * @param {string} url
 * @returns {Promise<void>}
 */
export async function migrate(url) {
  const client = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS });
    await prepareJobQueues(url);
  } finally {
    // Ending the session frees the lock.
    await client.end({ timeout: 5 });
  }
}
