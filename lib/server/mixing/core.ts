import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '@/lib/domain/errors';
import type { Core } from '@/lib/mixing/core';

const ROOT = process.cwd();
const WORKER = join(ROOT, 'lib/server/mixing/core-worker.mjs');
const CORE = join(ROOT, 'node_modules/@ffmpeg/core/dist/esm');

/**
 * Each thread compiles its own (about 0.1 s): threads that come and go on one shared module have ended the whole process once,
 * in V8's collection of compiled code.
 */
let wasm: Promise<Uint8Array> | null = null;

type Answer = { id: number; output?: unknown; error?: string };

/**
 * Runs `work` on a new core in a worker thread, which ends with it. Throws AppError('mixing_failed') when the thread dies or
 * takes longer than `timeoutMs`.
 */
export async function withCore<T>(timeoutMs: number, work: (core: Core) => Promise<T>): Promise<T> {
  wasm ??= readFile(join(CORE, 'ffmpeg-core.wasm'));
  const workerData = { script: join(CORE, 'ffmpeg-core.js'), wasm: await wasm };
  const worker = new Worker(WORKER, { workerData });
  const { promise: died, reject } = Promise.withResolvers<never>();
  const fail = (cause: unknown) => reject(new AppError('mixing_failed', { cause }));
  const timer = setTimeout(() => fail(new Error(`no mix after ${timeoutMs} ms`)), timeoutMs);
  worker.once('error', fail);
  worker.once('exit', (code) => fail(new Error(`the mixing thread ended with ${code}`)));
  try {
    return await Promise.race([work(coreIn(worker, died)), died]);
  } finally {
    clearTimeout(timer);
    worker.removeAllListeners();
    await worker.terminate();
  }
}

function coreIn(worker: Worker, died: Promise<never>): Core {
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  worker.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const ask = async <T>(operation: string, input: object): Promise<T> => {
    const id = ++last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    worker.postMessage({ id, operation, input });
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
