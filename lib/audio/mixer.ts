import { isErrorCode } from '@/lib/domain/error-codes';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { CutStem, Rendered, RenderJob } from '@/lib/mixing/job';
import { createScope, type Scope } from '@/lib/scope';

const TIMEOUT_MS = 60_000;
/** A core that takes longer to come is on a slow network, and leaves the machine at rest meanwhile. */
const LONGEST_COMPILE_MS = 4_000;
/** Less memory than this (GiB, as the browser reports it) leaves no room for the core beside the page. */
const LEAST_MEMORY_GIB = 2;
/** The smallest module with a SIMD instruction (i8x16.splat): WebAssembly says whether it can run the core. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

export type MixerRequest = { type: 'load'; origin: string } | { type: 'render'; job: RenderJob };

export type MixerMessage =
  /** The core is compiled, or never will be. */
  | { type: 'loaded' }
  | { type: 'cut'; stem: CutStem }
  | { type: 'rendered'; rendered: Rendered }
  | { type: 'failed'; code: ErrorCode; cause: string };

/** Whether this device has what mixing needs. It is asked of the engine, not of its name. */
export function canMixHere(): boolean {
  const memory = 'deviceMemory' in navigator ? Number(navigator.deviceMemory) : LEAST_MEMORY_GIB;
  return (
    typeof Worker === 'function' &&
    typeof WebAssembly === 'object' &&
    WebAssembly.validate(SIMD_MODULE) &&
    memory >= LEAST_MEMORY_GIB
  );
}

/** A worker whose core is loaded, or loading; it serves one take. */
let spare: Worker | null = null;
/** Ends with the compiling that is under way, if any. */
let compiling: Promise<void> = Promise.resolve();

/** Resolves when no core is being compiled, which takes all of the machine: what is measured then is measured of a machine at rest. */
export const mixerAtRest = (): Promise<void> => compiling;

/** Loads a core while there is time, so that the take's first sound does not wait for it. The scope ends what nobody used. */
export function warmMixer(scope: Scope): void {
  if (spare) return;
  const worker = openWorker();
  const drop = () => {
    worker.terminate();
    if (spare === worker) spare = null;
  };
  spare = scope.add(worker, drop);
  // One that cannot even begin is no spare: the take opens its own, which says why.
  scope.listen(worker, 'error', drop);
  compiling = loadedOrGone(scope, worker);
}

function loadedOrGone(scope: Scope, worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    scope.listen(worker, 'error', () => resolve());
    scope.listen(worker, 'message', (event) => {
      const message = (event as MessageEvent<MixerMessage>).data;
      if (message.type === 'loaded') resolve();
    });
    scope.after(LONGEST_COMPILE_MS, () => resolve());
    scope.add(resolve, (done) => done());
  });
}

function openWorker(): Worker {
  const worker = new Worker(new URL('./mixer-worker.ts', import.meta.url), { type: 'module' });
  worker.postMessage({ type: 'load', origin: location.origin } satisfies MixerRequest);
  return worker;
}

function takeWorker(): Worker {
  const worker = spare ?? openWorker();
  spare = null;
  return worker;
}

/**
 * Renders a take in a worker, with a new core. `onCut` is called once the stem can be drawn and heard. Throws AppError:
 * mixing_timed_out and mixing_failed (the server can try), or what is wrong with the source.
 */
export async function mixOnDevice(
  job: RenderJob,
  options: { signal: AbortSignal; timeoutMs?: number; onCut?: (stem: CutStem) => void },
): Promise<Rendered> {
  const scope = createScope();
  const { promise, resolve, reject } = Promise.withResolvers<Rendered>();
  try {
    options.signal.throwIfAborted();
    const worker = scope.add(takeWorker(), (it) => it.terminate());
    scope.listen(options.signal, 'abort', () => reject(options.signal.reason));
    scope.after(options.timeoutMs ?? TIMEOUT_MS, () => reject(new AppError('mixing_timed_out')));
    scope.listen(worker, 'error', (event) => reject(new AppError('mixing_failed', { cause: event })));
    scope.listen(worker, 'messageerror', (event) => reject(new AppError('mixing_failed', { cause: event })));
    scope.listen(worker, 'message', (event) => {
      const message = (event as MessageEvent<MixerMessage>).data;
      if (message.type === 'cut') options.onCut?.(message.stem);
      else if (message.type === 'rendered') resolve(message.rendered);
      else if (message.type === 'failed')
        reject(new AppError(isErrorCode(message.code) ? message.code : 'mixing_failed', { cause: message.cause }));
    });
    worker.postMessage({ type: 'render', job } satisfies MixerRequest);
    return await promise;
  } finally {
    scope.close();
  }
}
