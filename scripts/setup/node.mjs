import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, start } from './children.mjs';
import { SetupError, say } from './say.mjs';

/** The oldest Node that can run the app when its own cannot be had. */
const OLDEST = [22, 12];

const folderOf = (root) => join(root, 'node_modules', 'node');
const programOf = (root) => join(folderOf(root), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * Completes the package `node` where npm skipped its install script, which fetches the program.
 * @param {string} root
 */
export async function fetchOwnNode(root) {
  if (versionOf(programOf(root)) || !existsSync(folderOf(root))) return;
  say('Fetching the Node that Tap Story runs on …');
  try {
    await run(process.execPath, ['installArchSpecificPackage'], { cwd: folderOf(root) });
  } catch (error) {
    // Without it this process may still do.
    if (!(error instanceof SetupError)) throw error;
  }
}

/**
 * Goes on with the Node that the project brings along.
 * @param {string} root
 * @returns {Promise<number | null>} null when this process is fit to go on, else the exit code of the one that did
 */
export async function continueOnOwnNode(root) {
  const version = versionOf(programOf(root));
  if (version === process.version) return null;
  if (version) return handOver(programOf(root));
  if (isAtLeast(process.versions.node, OLDEST)) return null;
  throw new SetupError(
    `Tap Story needs Node ${OLDEST.join('.')} or newer, and the one it brings along could not be fetched ` +
      `(this is ${process.version}). Connect to the network and start again, or install a current Node from nodejs.org.`,
  );
}

/** @param {string} program @returns {string | null} */
function versionOf(program) {
  if (!existsSync(program)) return null;
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Runs this very command on another Node, passes signals on, and waits for its end. */
function handOver(node) {
  // It stops its own children in its own time: it is asked once and never forced.
  return start(node, process.argv.slice(1), {
    stdio: 'inherit',
    detached: false,
    alone: true,
    patient: true,
  }).ended.then(({ code }) => code);
}

const isAtLeast = (version, [major, minor]) => {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
};
