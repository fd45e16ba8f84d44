import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '@/lib/server/storage/test-swift';
import { isReady, startApp, stopApp } from './second-app';

export type MortalApp = Awaited<ReturnType<typeof openMortalApp>>;

/** A copy of the app with data of its own, whose processes a test may kill, freeze and start again. */
export async function openMortalApp(dataDir: string, settings: Record<string, string> = {}) {
  const port = String(await freePorts());
  const origin = `http://localhost:${port}`;
  // A refused request is what these tests are about, and a line each would hide everything else.
  const env = { ...process.env, ...settings, PORT: port, DATA_DIR: dataDir, LOG_LEVEL: 'silent' };
  let app: ChildProcess;

  async function start(): Promise<void> {
    app = startApp(env, 'mortal');
    await isReady(origin, app);
  }
  await start();

  const server = () =>
    descendants(app.pid ?? 0).filter(({ command }) => /next-server|next\/dist\/bin\/next/.test(command));
  const database = () => withDescendants(postmaster(dataDir).pid);

  async function kill(doomed: number[]): Promise<void> {
    if (doomed.length === 0) throw new Error('there is nothing to kill');
    const ended = once(app, 'exit');
    signal(doomed, 'SIGKILL');
    await ended;
  }

  const aimAtServer = () => aim(server().map(({ pid }) => pid));
  const aimAtEverything = () => aim([app.pid ?? 0, ...server().map(({ pid }) => pid), ...database()]);
  const aim = (doomed: number[]) => () => kill(doomed);

  return {
    origin,
    dataDir,
    start,
    /** Finds the server now, so that it can be killed at an instant. What started it then ends the database in order. */
    aimAtServer,
    /** The same for all of it: as when the power goes. */
    aimAtEverything,
    /** Nothing of the database answers until it is thawed. */
    freezeDatabase(): () => void {
      const frozen = database();
      signal(frozen, 'SIGSTOP');
      return () => signal(frozen, 'SIGCONT');
    },
    /** The process that answers. */
    serverPid(): number {
      const { pid } = server().at(-1) ?? {};
      if (!pid) throw new Error('there is no server');
      return pid;
    },
    databaseUrl(): string {
      const { postgresPassword } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
      return `postgres://postgres:${postgresPassword}@127.0.0.1:${postmaster(dataDir).port}/postgres`;
    },
    close: () => stopApp(app),
  };
}

/** Lines 1 and 4 of the file that a running PostgreSQL keeps in its folder. */
function postmaster(dataDir: string): { pid: number; port: number } {
  const [pid, , , port] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
  return { pid: Number(pid), port: Number(port) };
}

type Process = { pid: number; parent: number; command: string };

function processes(): Process[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listed
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((found) => (found ? [{ pid: Number(found[1]), parent: Number(found[2]), command: found[3] ?? '' }] : []));
}

function descendants(pid: number, all = processes()): Process[] {
  return all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...descendants(child.pid, all)]);
}

const withDescendants = (pid: number): number[] => [pid, ...descendants(pid).map((child) => child.pid)];

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // A connection's process may have ended since it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
