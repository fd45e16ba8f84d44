import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from './lock.mjs';
import { SetupError } from './say.mjs';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Held while packages are installed or the app is built: two copies may share this folder. */
export const SETUP_LOCK = join(ROOT, '.cache', 'setup.lock');

/**
 * Where this copy runs: PORT (3000), HOST (all interfaces), DATA_DIR (.data; from the project's folder).
 * @param {Record<string, string | undefined>} [env]
 */
export function readSettings(env = process.env) {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SetupError(`PORT is "${env.PORT}". Set it to a number from 1 to 65535.`);
  }
  return { port, host: env.HOST || undefined, dataDir: resolve(ROOT, env.DATA_DIR || '.data') };
}

/** Throws a sentence when somebody else listens on the port. */
export async function assertPortIsFree({ port, host }) {
  await new Promise((free, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portFault(error, { port, host })));
    probe.listen(port, host, () => probe.close(free));
  });
}

function portFault(error, { port, host }) {
  if (error.code === 'EADDRINUSE') {
    return new SetupError(
      `Port ${port} is in use. Stop what runs there, or choose another: PORT=${port + 1} npm start`,
    );
  }
  if (error.code === 'EACCES') {
    return new SetupError(`Port ${port} needs rights you do not have. Choose one above 1023: PORT=3000 npm start`);
  }
  const where = host ? `${host}:${port}` : `port ${port}`;
  return new SetupError(`Tap Story cannot listen on ${where}. Check HOST and PORT.`, { cause: error });
}

/** Makes the data folder and takes it for this process; released when the process ends. */
export function claimDataDir(dataDir) {
  try {
    makeFolder(dataDir);
    readdirSync(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new SetupError(`The data folder ${dataDir} cannot be written. Make it writable, or set DATA_DIR.`, {
      cause: error,
    });
  }
  const holder = tryLock(join(dataDir, 'lock'));
  if (holder) {
    throw new SetupError(
      `Tap Story already runs on ${dataDir} (process ${holder}). ` +
        'Stop it first, or run a second copy beside it: PORT=3001 DATA_DIR=.data-2 npm start',
    );
  }
}

/** One level at a time: Node's own recursion never returns in folders like /proc. Others may pass, and read nothing. */
function makeFolder(path) {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o711 });
}
