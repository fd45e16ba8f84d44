import 'server-only';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state';

const CHANNEL = 'http.server.request.start';
const ROUTER_STATE = 'next-router-state-tree';

/**
 * What Next answers 500 to before any code of the app is asked is put right before Next sees it: a router's state that it cannot
 * read is left out, as whoever has none sends none, and a method that no `Request` may have becomes one that everything refuses.
 * From this call on (once, before the first request), until what it gives back is called.
 */
export function mendRequests(): () => void {
  const onRequest = (message: unknown) => mend((message as { request: IncomingMessage }).request);
  subscribe(CHANNEL, onRequest);
  return () => unsubscribe(CHANNEL, onRequest);
}

function mend(request: IncomingMessage): void {
  if (request.method === 'TRACE') request.method = 'PROPFIND';
  if (!isReadable(request.headers[ROUTER_STATE])) delete request.headers[ROUTER_STATE];
}

/** Asks Next's own reader. */
function isReadable(state: string | string[] | undefined): boolean {
  try {
    parseAndValidateFlightRouterState(state);
    return true;
  } catch {
    // It throws nothing else.
    return false;
  }
}
