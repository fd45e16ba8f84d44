import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../db/migrate.mjs';
import { runningPostgres, startPostgres } from './postgres.mjs';
import { SetupError, say } from './say.mjs';
import { readSecrets } from './secrets.mjs';

/**
 * Starts what the app stands on and gives the environment that it needs. What the caller's environment sets already
 * (DATABASE_URL, secrets, S3_*) is used instead.
 * @param {{ port: number, dataDir: string }} settings
 */
export async function startServices({ port, dataDir }, env = process.env) {
  const { postgresPassword, ...secrets } = readSecrets(dataDir);
  const database = env.DATABASE_URL ? theirs(env.DATABASE_URL) : await ours(dataDir, postgresPassword);
  try {
    await migrate(database.url);
  } catch (cause) {
    throw new SetupError(database.fault, { cause });
  }
  return {
    ended: database.ended,
    env: environment({ port, dataDir, secrets, url: database.url }, env),
  };
}

const environment = ({ port, dataDir, secrets, url }, env) => ({
  ...secrets,
  NEXTAUTH_URL: `http://localhost:${port}`,
  NEXT_TELEMETRY_DISABLED: '1',
  ...env,
  DATABASE_URL: url,
  DATA_DIR: dataDir,
  PORT: String(port),
});

/**
 * The environment of a process that works beside the app on the same data: on the database of DATABASE_URL, else on the embedded
 * one while the app runs.
 * @param {{ port: number, dataDir: string }} settings
 */
export function joinServices({ port, dataDir }, env = process.env) {
  // Where DATABASE_URL and S3_* say where everything is, there may be no folder.
  const { postgresPassword, ...secrets } = existsSync(dataDir) ? readSecrets(dataDir) : {};
  const url = env.DATABASE_URL || runningPostgres({ folder: join(dataDir, 'postgres'), password: postgresPassword });
  if (!url) throw new SetupError(`No app runs on ${dataDir}. Start it first, or set DATABASE_URL and S3_*.`);
  return environment({ port, dataDir, secrets, url }, env);
}

async function ours(dataDir, password) {
  say('Starting the database …');
  const { url, ended } = await startPostgres({ folder: join(dataDir, 'postgres'), password });
  return { url, ended, fault: `The database in ${dataDir} could not be brought up to date.` };
}

const theirs = (url) => ({
  url,
  ended: new Promise(() => undefined),
  fault:
    'The database of DATABASE_URL does not answer or cannot be migrated. ' +
    'Check the address, the name and the password, or leave DATABASE_URL out to use the embedded one.',
});
