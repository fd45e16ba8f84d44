import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startSwift } from '@/lib/server/storage/test-swift';

const ROOT = process.cwd();
const UP_WITHIN_MS = 60_000;

export type SecondApp = { origin: string; store: string; close(): Promise<void> };

/** A second copy of the app with data of its own, on an S3 server of its own. */
export async function openAppOnS3(): Promise<SecondApp> {
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-s3-'));
  const closing = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const { settings: store, stop } = await startSwift();
    closing.push(stop);
    const port = String(await freePorts());
    const app = startApp({ ...process.env, ...store, PORT: port, DATA_DIR: join(folder, 'data') }, 'S3');
    closing.push(() => stopApp(app));
    const origin = `http://localhost:${port}`;
    await isReady(origin, app);
    return { origin, store: new URL(store.S3_ENDPOINT ?? '').origin, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** `said`: what its lines begin with. */
export function startApp(env: NodeJS.ProcessEnv, said: string): ChildProcess {
  const app = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], { cwd: ROOT, env, stdio: 'pipe' });
  for (const stream of [app.stdout, app.stderr])
    stream.on('data', (lines) => process.stdout.write(`[${said}] ${lines}`));
  return app;
}

/** It ends everything that it started, in order. */
export async function stopApp(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return;
  const ended = once(app, 'exit');
  app.kill('SIGTERM');
  await ended;
}

export async function isReady(origin: string, app: ChildProcess): Promise<void> {
  for (const end = Date.now() + UP_WITHIN_MS; Date.now() < end; ) {
    if (app.exitCode !== null) break;
    const answer = await fetch(`${origin}/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`the second copy of the app does not answer at ${origin}`);
}
