import { spawn } from 'node:child_process';
import { SetupError } from './say.mjs';

/** Every process that was started here and still runs, the oldest first. */
const running = new Set();
let leaving = false;

const OWN_GROUPS = process.platform !== 'win32';

/**
 * Starts a program. By default it gets a process group of its own, so that Ctrl-C reaches this process alone, which
 * then ends its children in the right order.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { stopSignal?: NodeJS.Signals, alone?: boolean, patient?: boolean }} [options]
 *   `stopSignal` asks it to end; `alone`: the signal goes to the process and not to its group; `patient`: it is never
 *   forced to end
 */
export function start(command, args, { stopSignal = 'SIGTERM', alone = false, patient = false, ...options } = {}) {
  if (leaving) throw new SetupError('Stopped.');
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: OWN_GROUPS, ...options });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, error }));
    child.once('exit', (code) => resolve({ code: code ?? 1 }));
  });
  const handle = { child, ended, stopSignal, alone, patient };
  running.add(handle);
  ended.then(() => running.delete(handle));
  return handle;
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof start>[2] & { orElse?: string }} [options] `orElse` is said when it fails
 */
export async function run(command, args, { orElse = `${command} ${args.join(' ')} failed.`, ...options } = {}) {
  const { code, error } = await start(command, args, options).ended;
  if (code !== 0) throw new SetupError(orElse, { cause: error });
}

/**
 * Asks a process to end, insists after ten seconds, and waits until it has.
 * @param {ReturnType<typeof start>} handle
 */
export async function stop(handle) {
  signal(handle, handle.stopSignal);
  const insist = handle.patient ? undefined : setTimeout(() => signal(handle, 'SIGKILL'), 10_000);
  await handle.ended;
  clearTimeout(insist);
}

/** Ends everything that still runs, the newest first; nothing starts any more. */
async function stopAll() {
  leaving = true;
  for (const handle of [...running].reverse()) await stop(handle);
}

function signal({ child, alone }, name) {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(alone || !OWN_GROUPS ? child.pid : -child.pid, name);
  } catch (error) {
    // It ended just now.
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Runs the whole of a command and ends the process; on a signal everything is stopped in order.
 * @param {() => Promise<number>} job gives the exit code
 * @param {{ interrupted?: number }} [options] the exit code after a signal: 0 where that is how one ends it
 */
export async function runCommand(job, { interrupted = 130 } = {}) {
  const leave = () => {
    if (leaving) return;
    stopAll().then(() => process.exit(interrupted));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, leave);
  onParentGone(leave);
  const code = await job().catch((error) => {
    if (!leaving) explain(error);
    return 1;
  });
  if (leaving) return;
  await stopAll();
  process.exit(code);
}

/** npm passes a signal to the shell between it and this process, and some shells keep it for themselves. */
function onParentGone(leave) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    leave();
  }, 250);
  watch.unref();
}

/**
 * Prints what went wrong: a sentence when the setup knows it, everything otherwise.
 * @param {unknown} error
 */
function explain(error) {
  if (!(error instanceof SetupError)) return console.error(error);
  console.error(`\n${error.message}`);
  if (error.cause) console.error(`(${error.cause instanceof Error ? error.cause.message : error.cause})`);
}
