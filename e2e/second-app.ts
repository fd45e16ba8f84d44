import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = process.cwd();
const SWIFT = resolve(ROOT, '../shared/s3');
const UP_WITHIN_MS = 60_000;

/** Why the strict S3 server cannot be started on this machine, or null. */
export function whyNoS3(): string | null {
  if (!existsSync(join(SWIFT, 'start-swift.sh'))) return `there is no ${join(SWIFT, 'start-swift.sh')}`;
  if (!existsSync('/etc/debian_version')) return 'its server is made of Debian packages, and this is no Debian';
  if (process.getuid?.() !== 0) return "installing its server's packages needs root";
  return null;
}

export type SecondApp = { origin: string; store: string; close(): Promise<void> };

/** A second copy of the app with data of its own, on an S3 server of its own. */
export async function openAppOnS3(): Promise<SecondApp> {
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-s3-'));
  const swift = { ...process.env, SWIFT_HOME: join(folder, 'swift'), SWIFT_PORT: String(await freePorts()) };
  const closing = [
    () => rm(folder, { recursive: true, force: true }),
    async () => void (await run(join(SWIFT, 'stop-swift.sh'), { env: swift })),
  ];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const { stdout } = await run(join(SWIFT, 'start-swift.sh'), { env: swift });
    const store: Record<string, string> = Object.fromEntries(
      [...stdout.matchAll(/^(S3_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const port = String(await freePorts());
    const app = startApp({ ...process.env, ...store, PORT: port, DATA_DIR: join(folder, 'data') });
    closing.push(() => stopApp(app));
    const origin = `http://localhost:${port}`;
    await isReady(origin, app);
    return { origin, store: new URL(store.S3_ENDPOINT ?? '').origin, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function startApp(env: NodeJS.ProcessEnv): ChildProcess {
  const app = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], { cwd: ROOT, env, stdio: 'pipe' });
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (said) => process.stdout.write(`[S3] ${said}`));
  return app;
}

/** It ends everything that it started, in order. */
async function stopApp(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return;
  const ended = once(app, 'exit');
  app.kill('SIGTERM');
  await ended;
}

async function isReady(origin: string, app: ChildProcess): Promise<void> {
  for (const end = Date.now() + UP_WITHIN_MS; Date.now() < end; ) {
    if (app.exitCode !== null) break;
    const answer = await fetch(`${origin}/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`the second copy of the app does not answer at ${origin}`);
}

/** A port p such that p and p + 10001 to p + 10004 are free: the S3 server takes five. */
async function freePorts(): Promise<number> {
  for (let port = 20_000 + Math.floor(Math.random() * 10_000); ; port += 7) {
    const five = [port, port + 10_001, port + 10_002, port + 10_003, port + 10_004];
    if ((await Promise.all(five.map(isFree))).every(Boolean)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
