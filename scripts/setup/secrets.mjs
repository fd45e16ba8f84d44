import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './say.mjs';

/**
 * The secrets of this data folder, each made once. Whoever has them can sign in as anybody. `postgresPassword` is of whom the
 * database belongs to, and `appPassword` of whom the app is there.
 * @param {string} dataDir
 * @returns {{ postgresPassword: string, appPassword: string, NEXTAUTH_SECRET: string, MEDIA_SECRET: string, OPERATOR_KEY: string, VAPID_PUBLIC_KEY: string, VAPID_PRIVATE_KEY: string }}
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

/** A folder of before there was one of them gets it. */
function complete(file, known) {
  if (known.OPERATOR_KEY && known.VAPID_PRIVATE_KEY && known.appPassword) return known;
  const secrets = { OPERATOR_KEY: secret(), appPassword: secret(), ...vapidKeys(), ...known };
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** A pair on P-256 (RFC 8292), as push services and browsers write them. */
function vapidKeys() {
  const { d, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { VAPID_PUBLIC_KEY: point.toString('base64url'), VAPID_PRIVATE_KEY: d };
}

function parse(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SetupError(`${file} cannot be read. Put back the copy you have.`, { cause });
  }
}
