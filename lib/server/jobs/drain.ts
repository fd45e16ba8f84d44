import 'server-only';
import { log } from '../log';
import type { Worker } from './work';

/** Whoever ends this process insists after ten seconds. */
const DRAIN_MS = 8_000;

/**
 * Lets the jobs at work end before the process does: on a signal no more are taken, and whoever calls `process.exit` meanwhile
 * (the web server has a handler of its own for the same signals, and knows nothing of jobs) waits for it.
 */
export function drainOnSignal(worker: Worker, done: () => void): void {
  const exit = process.exit.bind(process);
  const drain = () => {
    const drained = worker
      .stop(DRAIN_MS)
      .then(() => log.info('jobs drained'))
      .catch((err: unknown) => log.error({ err }, 'jobs not drained'));
    Object.assign(process, { exit: (code?: number) => void drained.finally(() => exit(code)) });
    void drained.then(done);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, drain);
}
