import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, requestOrigin, route } from './route';
import { type Ask, callRoute, cookieOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
});
afterAll(() => app.close());
beforeEach(() => app.lines.splice(0));

const input = z.object({ takeId: id, word: z.string() });
const write = route({ input, writes: true }, async (ctx, sent) => ({ ...sent, actor: ctx.actor?.id }));
const takeId = uuidv7();
const put = (ask: Ask, handler = write) => callRoute(handler, 'PUT', '/api/v1/takes/x', { takeId }, ask);
const good = { word: 'hello' };

describe('a write', () => {
  test('reaches the use case with who is acting', async () => {
    const answer = await put({ as: ada, body: good });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ takeId, word: 'hello', actor: ada.id });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('takes its id from the path, whatever the body says', async () => {
    const body = '{"word":"x","takeId":"01890000-0000-7000-8000-000000000001","__proto__":{"takeId":"y","polluted":1}}';
    const answer = await put({ as: ada, raw: body });
    expect(await answer.json()).toEqual({ takeId, word: 'x', actor: ada.id });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(['', '{', 'null', '[]', '[{}]', '"text"', '7', '{"word":', '\u0000'])(
    'of %j is invalid_json',
    async (raw) => {
      expect(await refusal(await put({ as: ada, raw }))).toMatchObject({ status: 400, code: 'invalid_json' });
    },
  );

  test('without a body is invalid_json', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await refusal(await put({ as: ada, headers }))).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'of type %j, as a form of another site could send it, is refused',
    async (type) => {
      const answer = await put({ as: ada, body: good, headers: { 'content-type': type } });
      expect(await refusal(answer)).toMatchObject({ status: 400, code: 'invalid_json' });
    },
  );

  test('may name a charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await put({ as: ada, body: good, headers })).status).toBe(200);
  });

  test('of more than 256 KB is refused, and of so much is not', async () => {
    const sized = (bytes: number) => JSON.stringify({ word: 'x'.repeat(bytes - '{"word":""}'.length) });
    expect((await put({ as: ada, raw: sized(256 * 1024) })).status).toBe(200);
    const over = await put({ as: ada, raw: sized(256 * 1024 + 1) });
    expect(await refusal(over)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  test.each(['http://evil.test', 'null', 'http://tap.test.evil.test', 'http://tap.test:8080', 'nonsense', ''])(
    'from the origin %j is wrong_origin',
    async (origin) => {
      const answer = await put({ as: ada, body: good, headers: { origin } });
      expect(await refusal(answer)).toMatchObject({ status: 403, code: 'wrong_origin' });
    },
  );

  test('from a page of this host that came without TLS, where it is asked by TLS, is wrong_origin', async () => {
    const by = (proto: string, origin: string) =>
      put({ as: ada, body: good, headers: { 'x-forwarded-proto': proto, origin } });
    expect(await refusal(await by('https', 'http://tap.test'))).toMatchObject({ code: 'wrong_origin' });
    for (const [proto, origin] of [
      ['https', 'https://tap.test'],
      // A proxy that ends TLS does not always say so.
      ['http', 'https://tap.test'],
      ['http', 'http://tap.test'],
    ] as const)
      expect((await by(proto, origin)).status).not.toBe(403);
  });

  test.each(['cross-site', 'same-site'])('from a page that the browser calls %s is wrong_origin', async (site) => {
    const answer = await put({ as: ada, body: good, headers: { 'sec-fetch-site': site } });
    expect(await refusal(answer)).toMatchObject({ status: 403, code: 'wrong_origin' });
  });

  test('from its own origin is taken, also through proxies', async () => {
    expect((await put({ as: ada, body: good, headers: { origin: 'http://tap.test' } })).status).toBe(200);
    const proxied = { origin: 'https://tap.example', 'x-forwarded-host': 'tap.example, inner.local' };
    expect((await put({ as: ada, body: good, headers: proxied })).status).toBe(200);
  });

  test('by nobody, by a forger, or by one whose row is gone is not_signed_in', async () => {
    const forged = { ...ada, cookie: await cookieOf(ada.id, 'a secret of somebody else') };
    const gone = { ...ada, cookie: await cookieOf(uuidv7()) };
    const garbled = { ...ada, cookie: 'next-auth.session-token=a.b.c' };
    for (const as of [null, forged, gone, garbled]) {
      expect(await refusal(await put({ as, body: good }))).toMatchObject({ status: 401, code: 'not_signed_in' });
    }
    expect(app.lines.map((line) => [line.msg, line.code])).toEqual([
      ['request refused', 'not_signed_in'],
      ['session not readable', undefined],
      ['request refused', 'not_signed_in'],
      ['request refused', 'not_signed_in'],
      ['session not readable', undefined],
      ['request refused', 'not_signed_in'],
    ]);
  });

  test('with a field that is wrong is told which', async () => {
    const { issues, ...rest } = await refusal(await put({ as: ada, body: { word: 7 } }));
    expect(rest).toMatchObject({ status: 422, code: 'invalid_request' });
    expect(issues).toMatchObject([{ path: 'word' }]);
  });
});

describe('what goes wrong', () => {
  const failing = (thrown: unknown) => route({ input: z.object({}) }, () => Promise.reject(thrown));
  const get = (thrown: unknown) => callRoute(failing(thrown), 'GET', '/api/v1/broken?secret=1', {});

  test('without being foreseen is one sentence, no stack, and one line that holds the cause', async () => {
    const answer = await get(new Error('password of the database is hunter2'));
    const said = await refusal(answer.clone());
    expect(said).toMatchObject({ status: 500, code: 'unexpected' });
    expect(await answer.text()).not.toMatch(/hunter2|Error:/);
    expect(app.lines).toHaveLength(1);
    expect(app.lines[0]).toMatchObject({
      level: 'error',
      msg: 'request failed',
      requestId: said.requestId,
      method: 'GET',
      path: '/api/v1/broken',
      code: 'unexpected',
      status: 500,
      err: { message: 'password of the database is hunter2', stack: expect.stringContaining('route.test') },
    });
  });

  test.each(['a string', null, undefined, 7])('is also caught when %j is thrown', async (thrown) => {
    expect(await refusal(await get(thrown))).toMatchObject({ status: 500, code: 'unexpected' });
  });

  test('as foreseen is its code, its details and one line; details never replace what the line says', async () => {
    const details = { kind: 'stem', status: 1, path: 'x', code: 'y', message: 'z' };
    const said = await refusal(await get(new AppError('upload_mismatch', { details })));
    expect(said).toMatchObject({ status: 422, code: 'upload_mismatch', kind: 'stem' });
    expect(app.lines).toMatchObject([
      { level: 'info', code: 'upload_mismatch', status: 422, path: '/api/v1/broken', requestId: said.requestId },
    ]);
  });

  test('in the database is 503, and the next request is answered', async () => {
    const closed = createServer((_, answer) => answer.end());
    await new Promise<void>((listening) => closed.listen(0, listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const { connect } = await import('@/db/client');
    const { getUser } = await import('@/db/queries/users');
    const { db, close } = connect(`postgres://x:x@127.0.0.1:${port}/x`);
    const asks = route({ input: z.object({}) }, async () => ({ user: await getUser(db, { id: ada.id }) }));
    const said = await refusal(await callRoute(asks, 'GET', '/', {}));
    expect(said).toMatchObject({ status: 503, code: 'database_unavailable' });
    await close();
    expect((await put({ as: ada, body: good })).status).toBe(200);
  });

  test('has another request id every time', async () => {
    const ids = await Promise.all([1, 2, 3].map(async (n) => (await refusal(await get(n))).requestId));
    expect(new Set(ids).size).toBe(3);
  });
});

test('a read for our own pages alone is not set off by another site, not even by a link', async () => {
  const own = route({ input: z.object({}), ownPages: true }, async () => ({ done: true }));
  const asked = async (site: string) =>
    (await callRoute(own, 'GET', '/', {}, { as: ada, headers: { 'sec-fetch-site': site } })).status;
  expect([await asked('same-origin'), await asked('none')]).toEqual([200, 200]);
  expect([await asked('cross-site'), await asked('same-site')]).toEqual([403, 403]);
});

describe('when to ask again', () => {
  const afterS = async (error: AppError) =>
    (
      await callRoute(
        route({ input: z.object({}) }, () => Promise.reject(error)),
        'GET',
        '/',
        {},
      )
    ).headers.get('retry-after');
  test('is told with what passes, and with nothing else', async () => {
    expect(await afterS(new AppError('too_many_requests', { details: { retryAfterSeconds: 7 } }))).toBe('7');
    expect(await afterS(new AppError('moved_too_often'))).toBe('60');
    expect(await afterS(new AppError('mixing_busy'))).toBe('3');
    expect(await afterS(new AppError('not_found'))).toBeNull();
    expect(await afterS(new AppError('unexpected'))).toBeNull();
  });
});

describe('a method that a route does not take', () => {
  test.each(['GET', 'POST', 'PUT'] as const)(
    'beside %s is method_not_allowed, with what is allowed',
    async (method) => {
      const { OPTIONS, ...others } = otherMethodsThan(method);
      const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : `${method}, OPTIONS`;
      for (const [other, handler] of Object.entries(others)) {
        const answer = handler(new Request('http://tap.test/api/v1/takes/x', { method: other }));
        expect(answer.headers.get('allow')).toBe(allow);
        expect(await refusal(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      }
      expect(OPTIONS().headers.get('allow')).toBe(allow);
    },
  );
});

describe('the origin of a request', () => {
  const of = (headers: Record<string, string>) => requestOrigin(new Headers(headers));
  test('is what the browser asked for', () => {
    expect(of({ host: 'localhost:3000' })).toBe('http://localhost:3000');
    expect(of({ host: 'inner', 'x-forwarded-host': 'tap.example', 'x-forwarded-proto': 'https' })).toBe(
      'https://tap.example',
    );
    expect(of({ 'x-forwarded-host': 'tap.example, inner', 'x-forwarded-proto': 'https,http' })).toBe(
      'https://tap.example',
    );
    expect(of({})).toBe('http://localhost');
  });
  test('is http or https, and a host', () => {
    expect(of({ host: 'a', 'x-forwarded-proto': 'javascript' })).toBe('http://a');
    for (const host of ['tap.example:8443', '127.0.0.1:3000', '[::1]:3000', '[2001:db8::1]', 'bücher.example']) {
      expect(of({ 'x-forwarded-host': host })).toBe(`http://${host}`);
    }
    const odd = [
      'a b',
      'u@a',
      'u:p@a',
      'a/',
      'a/b',
      '/a',
      'a\\b',
      'a?b',
      'a#b',
      'a:',
      'a:b',
      'a:99999',
      ':80',
      'a:1:2',
      '[::1',
      '::1',
    ];
    for (const host of odd) {
      for (const name of ['host', 'x-forwarded-host']) {
        expect(() => of({ [name]: host }), host).toThrow(expect.objectContaining({ code: 'invalid_request' }));
      }
    }
  });
});
