import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from './children.mjs';
import { SetupError, say } from './say.mjs';
import { ROOT } from './settings.mjs';

const UP_WITHIN_MS = 120_000;
const NEXT = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');

/** Loaded before the app's own code: its channel to this process closes however this process ends. */
const LEAVE_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))",
)}`;

/**
 * Runs Next and says where it is once it answers.
 * @param {'start' | 'dev'} verb
 * @param {{ port: number, host: string | undefined }} settings
 * @param {{ env: NodeJS.ProcessEnv, ended: Promise<{ code: number }> }} services
 * @returns {Promise<number>} the exit code, when the app or its database has ended by itself
 */
export async function runApp(verb, { port, host }, { env, ended }) {
  const args = [
    '--import',
    LEAVE_WITH_PARENT,
    NEXT,
    verb,
    '--port',
    String(port),
    ...(host ? ['--hostname', host] : []),
  ];
  const app = start(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const over = Promise.race([
    app.ended.then(({ code }) => ({ code, who: 'app' })),
    ended.then(({ code }) => ({ code: code || 1, who: 'database' })),
  ]).then(({ code, who }) => {
    if (who === 'database') say('The database has ended by itself. Its log lies beside it in the data folder.');
    return code;
  });
  const code = await Promise.race([over, answers(`http://${host ?? '127.0.0.1'}:${port}/health`)]);
  if (code !== null) return code;
  say(`Tap Story is at ${env.NEXTAUTH_URL}`);
  return over;
}

/** Resolves to null once the app answers. */
async function answers(url) {
  for (const end = Date.now() + UP_WITHIN_MS; Date.now() < end; await sleep(100)) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(UP_WITHIN_MS) }).catch(() => null);
    if (answer?.ok) return null;
  }
  throw new SetupError(`The app does not answer at ${url}. What it said is above.`);
}
