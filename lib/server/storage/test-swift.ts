import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPTS = resolve(process.cwd(), '../shared/s3');

/** Why the strict S3 server cannot be started on this machine, or null. */
export function whyNoSwift(): string | null {
  if (!existsSync(join(SCRIPTS, 'start-swift.sh'))) return `there is no ${join(SCRIPTS, 'start-swift.sh')}`;
  if (!existsSync('/etc/debian_version')) return 'it is made of Debian packages, and this is no Debian';
  if (process.getuid?.() !== 0) return 'installing its packages needs root';
  return null;
}

/** `settings`: the S3_* variables of the bucket it made. */
export type Swift = { settings: Record<string, string>; stop(): Promise<void> };

/** OpenStack Swift with its S3 API, in a folder and on ports of its own: it checks signatures, headers and lengths as S3 does. */
export async function startSwift(): Promise<Swift> {
  const home = await mkdtemp(join(tmpdir(), 'swift-'));
  const env = { ...process.env, SWIFT_HOME: home, SWIFT_PORT: String(await freePorts()) };
  const stop = async () => {
    await run(join(SCRIPTS, 'stop-swift.sh'), { env });
    await rm(home, { recursive: true, force: true });
  };
  try {
    const { stdout } = await run(join(SCRIPTS, 'start-swift.sh'), { env });
    const lines = [...stdout.matchAll(/^(S3_\w+)=(.*)$/gm)];
    return { settings: Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value])), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** A port p such that p and p + 10001 to p + 10004 are free: the server's five. */
export async function freePorts(): Promise<number> {
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
