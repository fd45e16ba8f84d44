import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

// One for all bundles of the built app: the subscriber and the route live in different ones.
const holder = globalThis as typeof globalThis & { tapStoryResponse?: AsyncLocalStorage<ServerResponse> };

/**
 * Next drops the Content-Length of a route's response, and without it players cannot seek and progress bars cannot move.
 * From this call on (once, before the first request) `tellContentLength` sets it on Node's own response.
 */
export function keepContentLength(): void {
  if (holder.tapStoryResponse) return;
  const current = new AsyncLocalStorage<ServerResponse>();
  holder.tapStoryResponse = current;
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.url?.startsWith('/media/')) current.enterWith(response);
  });
}

/** Of the body that the route is about to return (bytes). */
export function tellContentLength(bytes: number): void {
  holder.tapStoryResponse?.getStore()?.setHeader('Content-Length', bytes);
}
