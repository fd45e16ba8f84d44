import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './say.mjs';

/**
 * The secrets of this data folder, each made once. Whoever has them can sign in as anybody.
 * @param {string} dataDir
 * @returns {{ postgresPassword: string, NEXTAUTH_SECRET: string, MEDIA_SECRET: string, OPERATOR_KEY: string }}
 */
export function readSecrets(dataDir) {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return complete(file, parse(file));
  if (existsSync(join(dataDir, 'postgres'))) {
    throw new SetupError(`${file} is missing, and the database beside it opens with nothing else. Put it back.`);
  }
  return complete(file, { postgresPassword: secret(), NEXTAUTH_SECRET: secret(), MEDIA_SECRET: secret() });
}

const secret = () => randomBytes(32).toString('hex');

/** A folder of before there was a key for the operator gets one. */
function complete(file, known) {
  if (known.OPERATOR_KEY) return known;
  const secrets = { ...known, OPERATOR_KEY: secret() };
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function parse(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SetupError(`${file} cannot be read. Put back the copy you have.`, { cause });
  }
}
