import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Takes a lock file that dies with its holder: it names a process, and counts only while that very process lives.
 * @param {string} file
 * @returns {number | null} the process that holds it, or null when it is ours now
 */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, born: birthOf(process.pid) }));
  try {
    for (;;) {
      // A link appears whole or not at all, and never over another.
      if (!failsWith('EEXIST', () => linkSync(mine, file))) {
        process.once('exit', () => unlock(file));
        return null;
      }
      const seen = read(file);
      const holder = holderIn(seen);
      if (holder) return holder;
      clearStale(file, seen);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Runs `work` while holding the lock, after whoever holds it now.
 * @template T
 * @param {string} file
 * @param {() => void} onWait told once, when somebody else holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  for (let waited = false; tryLock(file); waited = true) {
    if (!waited) onWait();
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    unlock(file);
  }
}

/** @param {string} file */
function unlock(file) {
  if (holderIn(read(file)) === process.pid) rmSync(file, { force: true });
}

/** Removes a dead lock, and puts back one that somebody took in the meantime. */
function clearStale(file, seen) {
  const aside = `${file}.${process.pid}.stale`;
  if (failsWith('ENOENT', () => renameSync(file, aside))) return;
  if (read(aside) !== seen) failsWith('EEXIST', () => linkSync(aside, file));
  rmSync(aside, { force: true });
}

/** @param {string} text @returns {number | null} */
function holderIn(text) {
  if (!text) return null;
  const { pid, born } = JSON.parse(text);
  return birthOf(pid) === born ? pid : null;
}

/** @param {string} file */
function read(file) {
  let text = '';
  failsWith('ENOENT', () => {
    text = readFileSync(file, 'utf8');
  });
  return text;
}

/** Whether `action` failed with this code; any other failure is thrown. */
function failsWith(code, action) {
  try {
    action();
    return false;
  } catch (error) {
    if (error.code === code) return true;
    throw error;
  }
}

/**
 * When a process began, or null when there is none: a process id alone is given again, soonest in containers.
 * @param {number} pid
 * @returns {string | null}
 */
function birthOf(pid) {
  if (failsWith('ESRCH', () => failsWith('EPERM', () => process.kill(pid, 0)))) return null;
  if (process.platform === 'win32') return 'alive';
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  }
  // After the name, which may hold anything, the 20th field is the start in ticks since the boot.
  const ticks = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19];
  return `${read('/proc/sys/kernel/random/boot_id').trim()}/${ticks}`;
}
