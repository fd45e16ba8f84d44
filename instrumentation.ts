import type { Instrumentation } from 'next';

export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { keepContentLength } = await import('./lib/server/storage/content-length');
  keepContentLength();
  const { mendRequests } = await import('./lib/server/mend-requests');
  mendRequests();
  const { logWhatNextPrints } = await import('./lib/server/log');
  if (process.env.NODE_ENV === 'production') logWhatNextPrints();
  const { boot } = await import('./lib/server/boot');
  await boot();
}

/** Whatever a page threw, as one JSON line. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('./lib/server/log');
  const { maskText } = await import('./lib/domain/mask');
  const requestId = request.headers['x-request-id'];
  log.error(
    { err: error, requestId, method: request.method, path: maskText(request.path), route: context.routePath },
    'page failed',
  );
  const { noteFault } = await import('./lib/server/faults');
  await noteFault({
    requestId: typeof requestId === 'string' ? requestId : '',
    route: context.routePath || maskText(request.path),
    code: codeOf(error),
    thrown: error,
  });
};

/** Also of an error that another bundle's copy of the class has made. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected';
