import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupError } from './say.mjs';

/**
 * How to run PostgreSQL's programs here. It refuses root, so as root they run as a user of their own.
 * @typedef {{ own(path: string): void, wrap(command: string, args: string[]): [string, string[], object] }} Runner
 */

/** @type {Runner} */
const asIs = { own: () => undefined, wrap: (command, args) => [command, args, {}] };

/**
 * @param {string} program one of PostgreSQL's programs, which that user must be able to start
 * @param {string} folder where its data will be
 * @returns {Runner}
 */
export function postgresRunner(program, folder) {
  if (process.getuid?.() !== 0) return asIs;
  const { uid, gid } = ownUser();
  const own = (path) => chownSync(path, uid, gid);
  if (isOpenTo({ uid, gid }, program, folder)) {
    return { own, wrap: (command, args) => [command, args, { uid, gid }] };
  }
  // Somewhere above is closed to others, as /root is. Linux can give one process the right to pass, and keep it when
  // that process asks whether a file is there.
  const pass = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  const become = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...pass];
  if (spawnSync('setpriv', [...become, 'test', '-x', program]).status === 0) {
    return { own, wrap: (command, args) => ['setpriv', [...become, command, ...args], {}] };
  }
  throw new SetupError(
    `As root, the database runs as the user "postgres", and that user cannot reach ${dirname(program)} or ${folder}. ` +
      'Run Tap Story as an ordinary user, move it to a folder that others may enter, or set DATABASE_URL.',
  );
}

const isOpenTo = (user, ...paths) => paths.every((path) => spawnSync('test', ['-x', path], user).status === 0);

/** The user "postgres", made when there is none; "nobody" where none can be made. */
function ownUser() {
  const known = idsOf('postgres');
  if (known) return known;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const user = idsOf('postgres') ?? idsOf('nobody');
  if (user) return user;
  throw new SetupError('PostgreSQL refuses to run as root, and no other user could be made. Run as an ordinary user.');
}

function idsOf(name) {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout?.trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}
