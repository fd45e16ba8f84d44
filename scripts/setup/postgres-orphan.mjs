import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError, say } from './say.mjs';

const LEAVE_WITHIN_MS = 30_000;

/**
 * Clears the way for a new server on this folder, which the caller has locked: ends one that lost its parent, and
 * removes the mark of one that died, whose process id may be somebody else's by now.
 * @param {string} folder
 */
export async function endOrphan(folder) {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  if (runsOn(pid, folder)) {
    say('Ending a database that was left behind …');
    process.kill(pid, 'SIGINT');
    for (let waited = 0; runsOn(pid, folder); waited += 50) {
      if (waited > LEAVE_WITHIN_MS) throw new SetupError(`The database of process ${pid} does not end. End it first.`);
      await sleep(50);
    }
  }
  rmSync(file, { force: true });
}

/** Whether this process is a server on this folder. A server makes its folder its working directory. */
function runsOn(pid, folder) {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    if (process.platform === 'win32') return false;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(folder);
  } catch {
    // No such process, or one of another user: not a server that was started here.
    return false;
  }
}
