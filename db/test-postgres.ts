import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../scripts/setup/postgres.mjs';
import { migrate } from './migrate.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, as its administrator, and the database there that others are copies of. */
    postgres: { url: string; template: string };
  }
}

const TEMPLATE = 'template_tap_story';

/** What a crash would lose does not matter here. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/** One PostgreSQL for the whole run, with a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-test-'));
  // As root the server runs as another user, who must pass.
  await chmod(folder, 0o711);
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    password: 'of-no-worth',
    flags: FAST.flatMap((setting) => ['-c', setting]),
    detached: false,
  });
  const admin = postgres(server.url, { max: 1 });
  await admin`create database ${admin(TEMPLATE)}`;
  await admin.end();
  const template = new URL(server.url);
  template.pathname = TEMPLATE;
  await migrate(template.href);
  project.provide('postgres', { url: server.url, template: TEMPLATE });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
