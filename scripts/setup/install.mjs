import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { say } from './say.mjs';

/**
 * Installs the packages unless what package-lock.json names is what is there.
 * @param {string} root
 */
export async function install(root) {
  if (isInstalled(root)) return;
  say('Installing what Tap Story needs. The first time takes a minute …');
  // Not `npm ci`: that refuses a lock written where the packages of other systems could not be seen. This takes the
  // versions of the lock as well, and leaves it as it is. Building needs the development packages, whatever NODE_ENV says.
  const { command, args } = npm(['install', '--no-save', '--include=dev', '--include=optional', '--loglevel=error']);
  await run(command, args, {
    cwd: root,
    orElse: 'The installation failed. Check the network and the lines above, then start again.',
  });
}

/** The npm that runs this script, else the one on the path. */
export function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js')
    ? { command: process.execPath, args: [cli, ...args] }
    : { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args };
}

/** npm itself notes in node_modules what it has put there, and only when it is done. */
function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
    const there = installed[path];
    return path === '' || link || (there ? there.version === version : optional || devOptional);
  });
}

/** @param {string} file */
const packagesOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null);
