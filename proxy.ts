import { type NextRequest, NextResponse } from 'next/server';

/** Has no page: what is rewritten to it is answered with "not found". */
const NOWHERE = '/s';
const WORKER = '/sw.js';
/** A worker that takes back what the other one has done. */
const WORKER_OFF = '/sw-off.js';

/** Gives every page a request id of its own, so that what it logs can be found. API routes make theirs themselves. */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.pathname === WORKER) return worker(request);
  const headers = new Headers(request.headers);
  const requestId = crypto.randomUUID();
  headers.set('x-request-id', requestId);
  const response = isReadable(request.nextUrl.pathname)
    ? NextResponse.next({ request: { headers } })
    : NextResponse.rewrite(new URL(NOWHERE, request.url), { request: { headers } });
  response.headers.set('x-request-id', requestId);
  return response;
}

/** SERVICE_WORKER=off: devices that have the worker ask for it now and then, and get one that removes itself. */
function worker(request: NextRequest): NextResponse {
  if (process.env.SERVICE_WORKER !== 'off') return NextResponse.next();
  return NextResponse.rewrite(new URL(WORKER_OFF, request.url));
}

/** Next itself fails on a path whose escapes are no text, such as `/s/%E0%A4%A`. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

// Never /media or /api: a proxied body is held in memory.
export const config = { matcher: ['/', '/record', '/s/:path*', '/embed/:path*', '/sw.js'] };
