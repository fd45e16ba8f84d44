import 'server-only';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import type { Core } from '@/lib/mixing/core';

const ROOT = process.cwd();
const PROCESS = join(ROOT, 'lib/server/mixing/core-process.mjs');
const CORE = join(ROOT, 'node_modules/@ffmpeg/core/dist/esm');

type Answer = { id: number; output?: unknown; error?: string };

/**
 * Runs `work` on a new core in a process of its own, which ends with it. A process and no thread: Node has died as a whole where
 * cores came and went in its threads (github.com/nodejs/node/issues/64500). It is given nothing of the server's environment.
 * Throws AppError('mixing_failed') when it dies or takes longer than `timeoutMs`.
 */
export async function withCore<T>(timeoutMs: number, work: (core: Core) => Promise<T>): Promise<T> {
  const child = fork(/* turbopackIgnore: true */ PROCESS, [CORE], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    // Windows starts nothing without its root.
    env: { NODE_ENV: process.env.NODE_ENV, SystemRoot: process.env.SystemRoot },
  });
  const { promise: died, reject } = Promise.withResolvers<never>();
  const fail = (cause: unknown) => reject(new AppError('mixing_failed', { cause }));
  const timer = setTimeout(() => fail(new Error(`no mix after ${timeoutMs} ms`)), timeoutMs);
  child.on('error', fail);
  child.once('exit', (code, signal) => fail(new Error(`the mixing process ended with ${signal ?? code}`)));
  try {
    return await Promise.race([work(coreIn(child, died)), died]);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function coreIn(child: ChildProcess, died: Promise<never>): Core {
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const ask = async <T>(operation: string, input: object): Promise<T> => {
    const id = ++last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    child.send({ id, operation, input });
    const { output, error } = await Promise.race([answered, died]);
    waiting.delete(id);
    if (error !== undefined) throw new AppError('mixing_failed', { cause: new Error(error) });
    return output as T;
  };
  return {
    write: (name, bytes) => ask('write', { name, bytes }),
    read: (name) => ask('read', { name }),
    remove: (name) => ask('remove', { name }),
    run: (args) => ask('run', { args }),
  };
}
