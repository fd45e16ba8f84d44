import { type NextRequest, NextResponse } from 'next/server';

/** Gives every page a request id of its own, so that what it logs can be found. API routes make theirs themselves. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  const requestId = crypto.randomUUID();
  headers.set('x-request-id', requestId);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('x-request-id', requestId);
  return response;
}

// Never /media or /api: a proxied body is held in memory.
export const config = { matcher: ['/', '/record', '/s/:path*'] };
