import type { Rendered } from '@/lib/mixing/job';
import { keep } from './mixes';
import 'next/dist/server/node-environment-baseline';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WorkStore, workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external';
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external';
import { createRequestStoreForAPI } from 'next/dist/server/async-storage/request-store';
import { appendMutableCookies } from 'next/dist/server/web/spec-extension/adapters/request-cookies';
import { NextRequest } from 'next/server';
import { encode } from 'next-auth/jwt';
import pino from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { beginSession } from '@/db/queries/sessions';
import { createGuest } from '@/db/queries/users';
import { testDatabase } from '@/db/test-database';
import type { Ctx } from './context';
import { log } from './log';
import { closeDatabases, database, storage, systemDatabase } from './services';

/**
 * The app's routes on a real database and a real store in a folder of their own, called as Next calls them: a session is a
 * signed cookie. One per test file; the services read the environment that it sets. Nobody asks too much, unless `limits` are on.
 */
export async function openTestApp({ limits = 'off' }: { limits?: 'on' | 'off' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-api-'));
  const postgres = await testDatabase();
  Object.assign(process.env, {
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    NEXTAUTH_SECRET: SECRET,
    MEDIA_SECRET: 'another secret for tests alone',
    NEXTAUTH_URL: ORIGIN,
    LIMITS: limits,
  });
  const lines: LogLine[] = [];
  Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => lines.push(JSON.parse(line)) } });
  return {
    folder,
    db: systemDatabase(),
    /** Whom the tables belong to. */
    owner: postgres.owner,
    storage: storage(),
    /** Everything that was logged, a line each. */
    lines,
    async close() {
      // What was left to be written behind an answer dials a database that is there.
      await closeDatabases();
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof openTestApp>>;
export type LogLine = Record<string, unknown> & { msg: string; level: string };

export const ORIGIN = 'http://tap.test';
const SECRET = 'a secret for tests alone';

/** A person with a session. */
export type Person = { id: string; name: string; cookie: string };

export async function signIn(app: TestApp, name: string): Promise<Person> {
  const user = await createGuest(app.db, { name });
  const sid = uuidv7();
  const tokenSha256 = createHash('sha256').update(sid).digest('hex');
  await beginSession(app.db, { id: sid, userId: user.id, tokenSha256, client: 'A test' }, {});
  return { id: user.id, name, cookie: `${await cookieOf(user.id, SECRET, sid)}; tap-story.device=${sid}` };
}

/** A short session as the app signs it. */
export const cookieOf = async (userId: string, secret = SECRET, sid = uuidv7(), epoch = 0): Promise<string> =>
  `next-auth.session-token=${await encode({ token: { sub: userId, sid, epoch }, secret })}`;

/** What a use case is called with for this person, or for nobody. */
export const ctxOf = (app: TestApp, as: Person | null): Ctx => ({
  actor: as && { id: as.id, name: as.name, role: 'guest', isSuspended: false },
  address: '',
  db: database(as?.id),
  storage: app.storage,
  log,
});

export type Ask = {
  as?: Person | null;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};

type Handler<Params> = (request: NextRequest, context: { params: Promise<Params> }) => Promise<Response>;

/** Calls an exported route handler inside Next's own request storage, where it finds its cookies and leaves others. */
export async function callRoute<Params>(
  handler: Handler<Params>,
  method: string,
  path: string,
  params: Params,
  { as = null, body, raw, headers = {} }: Ask = {},
): Promise<Response> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new NextRequest(`${ORIGIN}${path}`, {
    method,
    headers: {
      host: new URL(ORIGIN).host,
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...(as && { cookie: as.cookie }),
      ...headers,
    },
    ...(sent !== undefined && { body: sent }),
  });
  const tags = { tags: [], expirationsByCacheKind: new Map() };
  const store = createRequestStoreForAPI(request, request.nextUrl, tags, undefined, undefined, undefined);
  // Of the work a session asks for nothing but the route's name.
  const work = { route: path } as unknown as WorkStore;
  const answer = await workAsyncStorage.run(work, () =>
    workUnitAsyncStorage.run(store, () => handler(request, { params: Promise.resolve(params) })),
  );
  const headersThen = new Headers(answer.headers);
  const hasNew = appendMutableCookies(headersThen, store.mutableCookies);
  return hasNew ? new Response(answer.body, { status: answer.status, headers: headersThen }) : answer;
}

/** The error's code, and the sentence and request id that must stand beside it. */
export async function refusal(answer: Response): Promise<{ status: number; code: string; [detail: string]: unknown }> {
  const text = await answer.text();
  const { error } = JSON.parse(text);
  if (/\bat .*\.[jt]s:\d+|node_modules/.test(text)) throw new Error(`a stack in an answer: ${text}`);
  if (!error.message.endsWith('.') || error.requestId !== answer.headers.get('x-request-id')) throw new Error(text);
  return { ...error, status: answer.status };
}

export const fileFacts = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** What a device has rendered, kept in the app's store under keys of the take, as a publication names it. */
export async function storedFiles(
  { storage }: TestApp,
  id: string,
  { stem, mix, margins, durationMs, gainDb, peaks, alignment }: Rendered,
) {
  return {
    id,
    durationMs,
    gainDb,
    peaks,
    alignment,
    stem: await keep(storage, id, 'stem', 'audio/flac', stem),
    mix: await keep(storage, id, 'mix', 'audio/mp4', mix),
    margins: margins && (await keep(storage, id, 'margins', 'audio/flac', margins)),
  };
}
