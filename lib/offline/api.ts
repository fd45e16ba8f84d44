import { AppError, type ErrorCode } from '@/lib/domain/errors';

/** How the page calls its own server: a method, a path under the origin, a JSON body. */
export type Api = (method: 'POST' | 'PUT', path: string, body: object, deadlineMs: number) => Promise<unknown>;

/** Calls the API under `origin` ('' for the page's own). Throws AppError with the code that the server answered. */
export function createApi(origin = ''): Api {
  return async (method, path, body, deadlineMs) =>
    answered(
      await reach(`${origin}${path}`, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(deadlineMs),
      }),
    );
}

/** Reads from the page's own API. Throws as `createApi` does. */
export const readApi = async (path: string, deadlineMs: number): Promise<unknown> =>
  answered(await reach(path, { signal: AbortSignal.timeout(deadlineMs) }));

async function answered(answer: Response): Promise<unknown> {
  const json = await readJson(answer);
  if (answer.ok && json !== null) return json;
  // The page of a hotel's or a train's network, which stands in for everything until one has signed in there.
  if (answer.ok) throw new AppError('network_unreachable', { details: { status: answer.status } });
  throw await answeredError(answer, json);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new AppError(late ? 'deadline_exceeded' : 'network_unreachable', { cause });
  }
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    // A proxy's page instead of an answer of the API: the status says what there is to say.
    return null;
  }
}

/** The table of codes comes with the first error: most who listen meet none. */
async function knownCode(value: unknown): Promise<ErrorCode | null> {
  const codes = await import('@/lib/domain/error-codes').catch(() => null);
  return codes?.isErrorCode(value) ? value : null;
}

async function answeredError({ status, headers }: Response, body: unknown): Promise<AppError> {
  const retryAfterMs = Number(headers.get('retry-after')) * 1000;
  const details = { status, ...(retryAfterMs > 0 && { retryAfterMs }) };
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body;
    if (typeof error === 'object' && error !== null && 'code' in error) {
      const code = await knownCode(error.code);
      if (code) return new AppError(code, { details: { ...error, ...details }, cause: body });
    }
  }
  if (status === 401) return new AppError('not_signed_in', { details });
  if (status === 429) return new AppError('too_many_requests', { details });
  return new AppError(status === 502 || status === 503 || status === 504 ? 'deadline_exceeded' : 'unexpected', {
    details,
    cause: body,
  });
}
