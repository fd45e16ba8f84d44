import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RoleNeeded } from '../../db/app-role.mjs';
import { migrate } from '../../db/migrate.mjs';
import { runningPostgres, startPostgres } from './postgres.mjs';
import { SetupError, say } from './say.mjs';
import { readSecrets } from './secrets.mjs';

/** Whom the app signs in to the embedded database as. */
const APP_LOGIN = 'tap_story_app';

/**
 * Starts what the app stands on and gives the environment that it needs. What the caller's environment sets already
 * (DATABASE_URL, secrets, S3_*) is used instead. Whom the database belongs to migrates it; the app has no password of theirs.
 * @param {{ port: number, dataDir: string }} settings
 */
export async function startServices({ port, dataDir }, env = process.env) {
  const { postgresPassword, appPassword, ...secrets } = readSecrets(dataDir);
  const database = env.DATABASE_URL ? theirs(env) : await ours(dataDir, postgresPassword, appPassword);
  try {
    await migrate(database.ownerUrl, database.login);
  } catch (cause) {
    throw new SetupError(cause instanceof RoleNeeded ? cause.message : database.fault, { cause });
  }
  return {
    ended: database.ended,
    env: environment({ port, dataDir, secrets, url: database.url }, env),
  };
}

const environment = ({ port, dataDir, secrets, url }, { DATABASE_OWNER_URL: _, ...env }) => ({
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
  const { postgresPassword: _, appPassword, ...secrets } = existsSync(dataDir) ? readSecrets(dataDir) : {};
  const folder = join(dataDir, 'postgres');
  const url = env.DATABASE_URL || runningPostgres({ folder, name: APP_LOGIN, password: appPassword });
  if (!url) throw new SetupError(`No app runs on ${dataDir}. Start it first, or set DATABASE_URL and S3_*.`);
  return environment({ port, dataDir, secrets, url }, env);
}

async function ours(dataDir, password, appPassword) {
  say('Starting the database …');
  const { url: ownerUrl, ended } = await startPostgres({ folder: join(dataDir, 'postgres'), password });
  const login = { name: APP_LOGIN, password: appPassword };
  const url = Object.assign(new URL(ownerUrl), { username: login.name, password: appPassword }).href;
  return { url, ownerUrl, login, ended, fault: `The database in ${dataDir} could not be brought up to date.` };
}

const theirs = ({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl }) => ({
  url,
  ownerUrl: ownerUrl || url,
  login: ownerUrl ? { name: decodeURIComponent(new URL(url).username) } : undefined,
  ended: new Promise(() => undefined),
  fault:
    'The database of DATABASE_URL does not answer or cannot be migrated. ' +
    'Check the address, the name and the password, or leave DATABASE_URL out to use the embedded one.',
});
