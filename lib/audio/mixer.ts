import { AppError, type ErrorCode, isErrorCode } from '@/lib/domain/errors';
import type { CutStem, Rendered, RenderJob } from '@/lib/mixing/job';
import { createScope } from '@/lib/scope';
import { coreUrls } from './core-urls';

const TIMEOUT_MS = 60_000;
/** Less memory than this (GiB, as the browser reports it) leaves no room for the core beside the page. */
const LEAST_MEMORY_GIB = 2;
/** The smallest module with a SIMD instruction (i8x16.splat): WebAssembly says whether it can run the core. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

export type MixerMessage =
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

/** Fetches the core into the browser's cache while there is time. */
export async function warmMixer(): Promise<void> {
  const { apiURL, coreURL, wasmURL } = coreUrls(location.origin);
  await Promise.all([apiURL, coreURL, wasmURL].map(async (url) => (await fetch(url)).arrayBuffer()));
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
    const worker = new Worker(new URL('./mixer-worker.ts', import.meta.url), { type: 'module' });
    scope.add(worker, (it) => it.terminate());
    scope.listen(options.signal, 'abort', () => reject(options.signal.reason));
    scope.after(options.timeoutMs ?? TIMEOUT_MS, () => reject(new AppError('mixing_timed_out')));
    scope.listen(worker, 'error', (event) => reject(new AppError('mixing_failed', { cause: event })));
    scope.listen(worker, 'messageerror', (event) => reject(new AppError('mixing_failed', { cause: event })));
    scope.listen(worker, 'message', (event) => {
      const message = (event as MessageEvent<MixerMessage>).data;
      if (message.type === 'cut') options.onCut?.(message.stem);
      else if (message.type === 'rendered') resolve(message.rendered);
      else reject(new AppError(isErrorCode(message.code) ? message.code : 'mixing_failed', { cause: message.cause }));
    });
    worker.postMessage({ job, origin: location.origin });
    return await promise;
  } finally {
    scope.close();
  }
}
