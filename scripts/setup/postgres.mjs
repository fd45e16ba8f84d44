import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, start, stop } from './children.mjs';
import { endOrphan } from './postgres-orphan.mjs';
import { postgresPrograms } from './postgres-programs.mjs';
import { postgresRunner } from './postgres-user.mjs';
import { SetupError } from './say.mjs';

const READY_WITHIN_MS = 60_000;
const PORTS_TRIED = 5;

/**
 * Starts the embedded PostgreSQL on a free port of 127.0.0.1, and makes its data first when there is none.
 * @param {{ folder: string, password: string, flags?: string[], detached?: boolean }} options
 *   `folder` is made inside a folder that exists; its log lies beside it. Not `detached`: it shares this process's
 *   group and ends with it.
 * @returns {Promise<{ url: string, stop: () => Promise<void>, ended: Promise<{ code: number }> }>}
 */
export async function startPostgres({ folder, password, flags = [], detached = true }) {
  const programs = await postgresPrograms();
  const runner = postgresRunner(programs.postgres, dirname(folder));
  if (!existsSync(folder)) await initialise({ folder, password, programs, runner, detached });
  assertSameVersion(folder, programs.major);
  await endOrphan(folder);
  const log = `${folder}.log`;
  for (let tried = 1; ; tried++) {
    const port = await freePort();
    const server = launch({ folder, port, flags, log, programs, runner, detached });
    if (await becomesReady(folder, server)) {
      return { url: urlOf(port, password), stop: () => stop(server), ended: server.ended };
    }
    await stop(server);
    const said = readFileSync(log, 'utf8');
    if (tried < PORTS_TRIED && /Address already in use/.test(said)) continue;
    throw new SetupError(`The database did not start. Its last words (all are in ${log}):\n${lastLines(said)}`);
  }
}

/**
 * The address of the server that somebody else runs on this folder, or null. Its pid file has the port in the fourth line.
 * @param {{ folder: string, name: string, password: string }} options
 * @returns {string | null}
 */
export function runningPostgres({ folder, name, password }) {
  const file = join(folder, 'postmaster.pid');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines[7]?.startsWith('ready') ? urlOf(Number(lines[3]), password, name) : null;
}

/** Whom everything in it belongs to. */
const OWNER = 'postgres';
const urlOf = (port, password, name = OWNER) => `postgres://${name}:${password}@127.0.0.1:${port}/postgres`;

async function initialise({ folder, password, programs, runner, detached }) {
  // Made aside and moved when complete, so that an interruption leaves nothing half made.
  const half = `${folder}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  const secret = mkdtempSync(join(tmpdir(), 'tap-story-'));
  const passwordFile = join(secret, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [half, secret, passwordFile]) runner.own(path);
  const log = openSync(`${folder}.log`, 'w', 0o600);
  const [command, args, as] = runner.wrap(programs.initdb, [
    ...[`--pgdata=${half}`, `--username=${OWNER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    // Sorts and compares the same on every machine, whatever its locales.
    ...['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C'],
  ]);
  try {
    await run(command, args, {
      ...as,
      detached,
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C' },
      orElse: `The database could not be made in ${folder}. What it said is in ${folder}.log`,
    });
    renameSync(half, folder);
  } finally {
    closeSync(log);
    rmSync(secret, { recursive: true, force: true });
  }
}

function launch({ folder, port, flags, log, programs, runner, detached }) {
  const output = openSync(log, 'w', 0o600);
  const [command, args, as] = runner.wrap(programs.postgres, [
    ...['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    ...flags,
  ]);
  try {
    return start(command, args, {
      ...as,
      detached,
      stdio: ['ignore', output, output],
      env: { ...process.env, LC_ALL: 'C' },
      // Fast shutdown; its own children must not get the signal, which means other things to them.
      stopSignal: 'SIGINT',
      alone: true,
      patient: true,
    });
  } finally {
    closeSync(output);
  }
}

/** The eighth line of postmaster.pid says so; false when the server ended first. */
async function becomesReady(folder, server) {
  let ended = false;
  server.ended.then(() => {
    ended = true;
  });
  for (let waited = 0; waited < READY_WITHIN_MS && !ended; waited += 25) {
    const file = join(folder, 'postmaster.pid');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (Number(lines[0]) === server.child.pid && lines[7]?.startsWith('ready')) return true;
    await sleep(25);
  }
  return false;
}

function assertSameVersion(folder, major) {
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (made === major) return;
  throw new SetupError(
    `The database in ${folder} was made by PostgreSQL ${made}, and this is ${major}. ` +
      'Move the data with PostgreSQL’s own tools, or set DATABASE_URL.',
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const lastLines = (text) => text.trim().split('\n').slice(-5).join('\n');
