import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { APP_ROLE, admitApp } from './app-role.mjs';
import { prepareJobQueues } from './job-queues.mjs';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** Any constant: everybody who migrates this database takes the same lock. */
const MIGRATION_LOCK = 7_461_702;

/**
 * Brings the database to the newest schema, and the queues of jobs with it; `login` is whom the app signs in as, when that is not
 * the one who migrates. Repeating it, or running it many times at once, changes nothing more.
 * Throws RoleNeeded, with what to ask for. Plain JavaScript, because it runs before anything is compiled.
 *
 * @param {string} url of whom the tables belong to
 * @param {{ name: string, password?: string }} [login]
 * @returns {Promise<void>}
 */
export async function migrate(url, login) {
  const client = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await admitApp(client, login);
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS });
    await prepareJobQueues(url);
    await openJobQueues(client);
  } finally {
    // Ending the session frees the lock.
    await client.end({ timeout: 5 });
  }
}

/** pg-boss makes a table now and then, so all of them are opened anew each time. */
async function openJobQueues(client) {
  const role = client(APP_ROLE);
  await client`grant usage on schema pgboss to ${role}`;
  await client`grant select, insert, update, delete on all tables in schema pgboss to ${role}`;
  await client`grant usage on all sequences in schema pgboss to ${role}`;
  // It rebuilds its indexes; before PostgreSQL 17 nobody but their owner may.
  const [server] = await client`select current_setting('server_version_num')::int >= 170000 as "is17"`;
  if (server?.is17) await client`grant maintain on all tables in schema pgboss to ${role}`;
}
