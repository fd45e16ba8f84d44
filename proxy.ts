import { type NextRequest, NextResponse } from 'next/server';
import { getToken } from 'next-auth/jwt';
import { errorStatus } from '@/lib/domain/error-codes';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { assertReadableCall } from '@/lib/server/action-call';
import { addressOf } from '@/lib/server/address';
import { pagePolicy, storeOriginOf } from '@/lib/server/content-security-policy';
import { env } from '@/lib/server/env';
import { spend } from '@/lib/server/limits';
import { refusedPage } from '@/lib/server/refused-page';
import { isByTls } from '@/lib/server/request-host';

/** Has no page: what is rewritten to it is answered with "not found". */
const NOWHERE = '/s';
const WORKER = '/sw.js';
/** A worker that takes back what the other one has done. */
const WORKER_OFF = '/sw-off.js';
/** What is answered by a route, and not by a page. */
const ROUTES = /^\/(api|media|share|card|oembed|health|ready|_next|ffmpeg)(\/|$)/;

/**
 * Gives every page a request id of its own, so that what it logs can be found, and the policy of what it may load and run: Next
 * reads the nonce from it. API routes do for themselves.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname } = request.nextUrl;
  if (pathname === WORKER) return worker(request);
  // A route's address with escapes that no route's address has.
  if (ROUTES.test(pathname)) return told('not_found');
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const requestId = crypto.randomUUID();
  const policy = pagePolicy({
    nonce,
    isEmbedded: pathname.startsWith('/embed/'),
    isByTls: isByTls(request.headers),
    storeOrigin: storeOriginOf(env()),
    isDevelopment: process.env.NODE_ENV === 'development',
  });
  const headers = new Headers(request.headers);
  headers.set('x-request-id', requestId);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = (await refusal(request)) ?? (await unreadable(request)) ?? page(request, headers);
  response.headers.set('x-request-id', requestId);
  response.headers.set('content-security-policy', policy);
  return response;
}

function page(request: NextRequest, headers: Headers): NextResponse {
  return isReadable(request.nextUrl.pathname)
    ? NextResponse.next({ request: { headers } })
    : NextResponse.rewrite(new URL(NOWHERE, request.url), { request: { headers } });
}

const DOCUMENTS = new Set(['document', 'iframe', 'frame', 'embed', 'object']);

/**
 * What a page fetches by itself is counted for itself, and widely: nobody has opened all that a page leads to. Next takes its own
 * marks of that off before they come here, the browser's stay. An action's call, which counts itself as a request and is told so
 * in its form's own words, is among them: here it is not known yet whether there is such an action.
 */
function isFetch({ method, headers }: NextRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return true;
  const destination = headers.get('sec-fetch-dest');
  // Every browser of the last years says what for; whoever does not opens pages.
  return destination !== null && !DOCUMENTS.has(destination);
}

/** The page that is shown to whoever asks too often; null for everybody else. */
async function refusal(request: NextRequest): Promise<NextResponse | null> {
  const { NEXTAUTH_SECRET: secret, NEXTAUTH_URL } = env();
  const secureCookie = isByTls(request.headers) || NEXTAUTH_URL?.startsWith('https:') === true;
  // What has run out is signed anew by the page's next question; until then its person is somebody at their address.
  const token = await getToken({ req: request, secret, secureCookie });
  try {
    await spend(isFetch(request) ? 'fetch' : 'request', {
      actor: token?.sub ? { id: token.sub } : null,
      address: addressOf(request.headers),
    });
    return null;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, details } = thrown;
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
    const answer = new NextResponse(refusedPage(errorSentence(code)), { status: errorStatus(code), headers });
    answer.headers.set('Retry-After', String(details?.retryAfterSeconds));
    return answer;
  }
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

/** What is sent to a page and is no call of an action that could be read. */
async function unreadable(request: NextRequest): Promise<NextResponse | null> {
  try {
    await assertReadableCall(request);
    return null;
  } catch (thrown) {
    if (thrown instanceof AppError) return told(thrown.code);
    throw thrown;
  }
}

function told(code: ErrorCode): NextResponse {
  const error = { code, message: errorSentence(code) };
  return NextResponse.json({ error }, { status: errorStatus(code), headers: { 'Cache-Control': 'no-store' } });
}

/**
 * Never a body of the API or of the store: what passes here is held in memory. Of their addresses only those with escapes of
 * anything but ASCII, or of nothing, which Next itself fails on.
 */
export const config = {
  matcher: [
    '/((?!api/|media/|share$|card/|oembed$|health$|ready$|_next/|ffmpeg/|demo/|screenshots/|sw-off\\.js$|manifest\\.webmanifest$|(?:apple-)?icon[\\w-]*\\.(?:png|svg)$).*)',
    '/((?:api|media|card|_next|ffmpeg)/.*%(?![0-7][0-9a-fA-F]).*)',
  ],
};
