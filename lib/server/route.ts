import 'server-only';
import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import { bareContentType } from '@/lib/domain/audio-format';
import { errorStatus } from '@/lib/domain/error-codes';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError, type ErrorBody, type ErrorCode } from '@/lib/domain/errors';
import { type Ctx, openContext } from './context';
import { noteFault } from './faults';
import { type Limit, spend } from './limits';
import { log } from './log';
import { isByTls, requestHost } from './request-host';
import { assertSameOrigin } from './same-origin';

const MAX_BODY_BYTES = 256 * 1024;
/** Whoever meets something that is busy or away may ask again so soon, and who has done something too often so late. */
const RETRY_AFTER_SECONDS = new Map([
  [503, 3],
  [429, 60],
]);

type Doors<Input extends z.ZodType> = {
  /** Parses the path's parameters, the query (for reads) and the JSON body (for writes), merged into one object. */
  input: Input;
  /** Writes are refused to pages of other origins, and to nobody. */
  writes?: true;
  /** This write is open to nobody, too: its use case decides. */
  byAnybody?: true;
  /** What is counted besides the request itself. */
  limit?: Limit;
  /** This read signs a session anew, as every write does: nothing on the way keeps its answer. */
  renews?: true;
  /** This read is dear, or says much: no other site sets it off, not even by a link. */
  ownPages?: true;
};

type RouteHandler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[]>> },
) => Promise<Response>;

/** The one wrapper of every API route: request id → origin → actor → limits → parse → use case → JSON, with one catch. */
export function route<Input extends z.ZodType>(
  doors: Doors<Input>,
  run: (ctx: Ctx, input: z.output<Input>, request: Request) => Promise<Response | object>,
): RouteHandler {
  return async (request, { params }) => {
    const requestId = uuid();
    try {
      if (doors.writes || doors.ownPages) assertSameOrigin(request.headers);
      const ctx = await openContext({ requestId }, { renews: doors.writes ?? doors.renews });
      await spend('request', ctx);
      await Promise.all([doors.writes && spend('write', ctx), doors.limit && spend(doors.limit, ctx)]);
      if (doors.writes && !doors.byAnybody && !ctx.actor) throw new AppError('not_signed_in');
      const sent = doors.writes ? await jsonBody(request) : Object.fromEntries(new URL(request.url).searchParams);
      const input = doors.input.safeParse({ ...sent, ...(await params) });
      if (!input.success) throw invalid(input.error);
      const answer = await run(ctx, input.data, request);
      return answer instanceof Response ? answer : json(answer, 200, requestId);
    } catch (thrown) {
      return errorResponse(thrown, request, requestId);
    }
  };
}

/** What a route exports for the methods it does not take: JSON 405, and OPTIONS, which names the one it takes. */
export function otherMethodsThan(method: 'GET' | 'POST' | 'PUT') {
  const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : `${method}, OPTIONS`;
  const refuse = (request: Request): Response => {
    const answer = errorResponse(new AppError('method_not_allowed'), request, uuid());
    answer.headers.set('Allow', allow);
    return answer;
  };
  const tell = (): Response => new Response(null, { status: 204, headers: { Allow: allow } });
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: tell };
}

function json(body: object, status: number, requestId: string): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store', 'X-Request-Id': requestId } });
}

/** Turns whatever was thrown into a status and a sentence, and logs it as one line. */
export function errorResponse(thrown: unknown, request: Request, requestId: string): Response {
  const error = thrown instanceof AppError ? thrown : new AppError('unexpected', { cause: thrown });
  const status = errorStatus(error.code);
  const line = { requestId, method: request.method, path: new URL(request.url).pathname, code: error.code, status };
  if (status >= 500) {
    log.error({ ...line, err: error.cause ?? error }, 'request failed');
    void noteFault({ requestId, route: `${line.method} ${line.path}`, code: error.code, thrown: error });
  } else log.info({ ...error.details, ...line }, 'request refused');
  const body: ErrorBody = {
    error: { ...error.details, code: error.code, message: errorSentence(error.code), requestId },
  };
  const answer = json(body, status, requestId);
  const retryAfter = error.details?.retryAfterSeconds ?? RETRY_AFTER_SECONDS.get(status);
  if (retryAfter !== undefined) answer.headers.set('Retry-After', String(retryAfter));
  return answer;
}

function invalid(error: z.ZodError): AppError {
  const issues = error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const titleMissing = issues.length === 1 && issues[0]?.path === 'title';
  const code: ErrorCode = titleMissing ? 'title_invalid' : 'invalid_request';
  return new AppError(code, { details: { issues } });
}

async function jsonBody(request: Request): Promise<object> {
  // A form of another site can send any text, but not under this type without asking first.
  if (bareContentType(request.headers.get('content-type') ?? '') !== 'application/json') {
    throw new AppError('invalid_json', { details: { expected: 'Content-Type: application/json' } });
  }
  const text = await boundedText(request);
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('invalid_json', { cause });
  }
}

/** The body of a request. Throws payload_too_large, before it is all here. */
export async function boundedText(request: Request): Promise<string> {
  if (!request.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new AppError('payload_too_large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The origin under which the asker reached this server, for absolute URLs in answers. Throws invalid_request. */
export function requestOrigin(headers: Headers): string {
  const protocol = isByTls(headers) ? 'https' : 'http';
  const host = requestHost(headers) ?? 'localhost';
  const origin = `${protocol}://${host}`;
  if (!HOST_AND_PORT.test(host) || !URL.canParse(origin))
    throw new AppError('invalid_request', { details: { issues: ['host'] } });
  return origin;
}

/** A name or an address and perhaps a port: no user, no path, nothing else that an address can hold. */
const HOST_AND_PORT = /^(?:[^\s/\\?#@:[\]]+|\[[\da-f:.]+\])(?::\d+)?$/i;
