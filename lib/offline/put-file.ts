import { AppError } from '@/lib/domain/errors';

/** Where bytes are sent, with exactly these headers. */
export type PutTarget = { url: string; headers: Record<string, string> };

/** Sends bytes to a signed URL; `onSent` gets how many of them are on their way. Throws AppError. */
export type PutFile = (
  target: PutTarget,
  bytes: Uint8Array<ArrayBuffer>,
  onSent: (sentBytes: number) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Without a byte for so long an upload is given up (ms). */
const STALL_MS = 60_000;
/** Headers that only the browser itself may set; it sets them to what was signed. */
const BROWSERS_OWN = new Set(['content-length', 'host']);

/** By XMLHttpRequest, since fetch does not tell how much has been sent. */
export const putFile: PutFile = (target, bytes, onSent, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new AppError('network_unreachable', { cause: 'aborted' }));
    const request = new XMLHttpRequest();
    // Without it Firefox reads the empty answer as XML, and complains.
    request.responseType = 'text';
    let stall = 0;
    const settle = (run: () => void) => {
      clearTimeout(stall);
      signal.removeEventListener('abort', abort);
      run();
    };
    const abort = () => request.abort();
    const watch = () => {
      clearTimeout(stall);
      stall = window.setTimeout(() => {
        settle(() => reject(new AppError('deadline_exceeded')));
        request.abort();
      }, STALL_MS);
    };
    request.upload.addEventListener('progress', (event) => {
      watch();
      onSent(event.loaded);
    });
    request.addEventListener('load', () => settle(() => answer(request.status, resolve, reject)));
    request.addEventListener('error', () => settle(() => reject(new AppError('network_unreachable'))));
    request.addEventListener('abort', () =>
      settle(() => reject(new AppError('network_unreachable', { cause: 'aborted' }))),
    );
    signal.addEventListener('abort', abort);
    request.open('PUT', target.url);
    for (const [name, value] of Object.entries(target.headers)) {
      if (!BROWSERS_OWN.has(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    watch();
    request.send(bytes);
  });

function answer(status: number, resolve: () => void, reject: (error: AppError) => void): void {
  if (status >= 200 && status < 300) resolve();
  else reject(putError(status));
}

/** What a store's status means. A refused signature (403) is nearly always one that is too old: tickets are renewed. */
export function putError(status: number): AppError {
  const details = { status };
  if (status === 401 || status === 403) return new AppError('url_expired', { details });
  if (status >= 500 || status === 429) return new AppError('storage_unavailable', { details });
  return new AppError('upload_refused', { details });
}
