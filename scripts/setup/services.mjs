import { join } from 'node:path';
import { migrate } from '../../db/migrate.mjs';
import { startPostgres } from './postgres.mjs';
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
    env: {
      ...secrets,
      NEXTAUTH_URL: `http://localhost:${port}`,
      NEXT_TELEMETRY_DISABLED: '1',
      ...env,
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      PORT: String(port),
    },
  };
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
