import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import type { ActionSchema, Schema } from './schemas';
import { type Known, valuesOf } from './values';

/** In place of a method: the body is all that is sent. */
export const RAW = '';
/** A request as it goes over the wire: nothing between here and the server puts it right. */
export type Wire = { door: string; method: string; target: string; headers: [string, string][]; body: Buffer };

/** `cookies`: of people who have come in, by who they are; '' is nobody. */
export type Setting = {
  known: Known;
  cookies: string[];
  origin: string;
  actions: Map<string, { id: string; page: string }>;
};

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'get', 'X'];
const ODD_PATHS = [
  '/%00',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/s/%c0%ae%c0%ae',
  '/s/%E0%A4%A',
  '/api/v1/stories/%ff',
  '/api/v1/%2e%2e%2f',
  '/media/%2e%2e/secrets.json',
  '/media//////x',
  '//evil.example/',
  '/_next/static/..%5c..%5csecrets',
  '/_next/data/x/s.json',
  '/_next/image?url=%2Fetc%2Fpasswd&w=64&q=75',
  '/?_rsc=1&_rsc=2',
  `/${'a/'.repeat(2_000)}`,
  `/s/${'%41'.repeat(1_500)}`,
  '/api/auth/signin/nothing',
  '/api/auth/callback/password',
  '/api/auth/callback/guest?callbackUrl=https%3A%2F%2Fevil.example',
  '/api/auth/session?x[]=1&x[__proto__]=2',
  '/api/auth/error?error=%3Cscript%3E',
  '/sw.js/x',
];
const ODD_HEADERS: [string, string][] = [
  ['range', 'bytes=0-0,2-1,-,9999999999999999999-'],
  ['range', 'lines=1-2'],
  ['if-none-match', '*'],
  ['if-none-match', `"${'x'.repeat(3_000)}"`],
  ['if-modified-since', 'yesterday'],
  ['if-range', '"x", W/"'],
  ['accept', 'text/x-component'],
  ['rsc', '1'],
  ['next-router-state-tree', '%5B%22%22%5D'],
  ['next-router-state-tree', '%E0%A4%A'],
  ['next-router-state-tree', '%5B%22%22%2C%7B%22children%22%3A5%7D%5D'],
  ['next-router-state-tree', '%5B%22%22%2C%7B%22children%22%3A%5B%22s%22%2C%7B%7D%2Cnull%2C%22refetch%22%5D%7D%5D'],
  ['next-router-prefetch', '2'],
  ['next-router-segment-prefetch', '/../_tree'],
  ['next-url', '//evil.example'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-host', 'a b\t,c@d'],
  ['x-forwarded-proto', 'https,http'],
  ['x-forwarded-proto', 'javascript'],
  ['x-forwarded-port', '-1'],
  ['x-middleware-subrequest', 'proxy:proxy:proxy:proxy:proxy'],
  ['x-invoke-path', '/admin'],
  ['origin', 'null'],
  ['origin', 'https://evil.example'],
  ['sec-fetch-site', 'cross-site'],
  ['content-encoding', 'gzip'],
  ['content-type', 'multipart/form-data; boundary='],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=utf-7'],
  ['content-type', 'application/json;;;='],
  ['accept-language', 'x'.repeat(2_000)],
  ['user-agent', ''],
  ['user-agent', 'WhatsApp/2'],
  ['cookie', 'next-auth.session-token=a.b.c.d.e; next-auth.session-token=; tap-story.device=%00'],
  ['cookie', `next-auth.csrf-token=${'%'.repeat(300)}`],
  ['cookie', '=;=;__proto__=1'],
  ['authorization', 'Basic !!!'],
  ['expect', '100-continue'],
  ['te', 'trailers'],
  ['last-event-id', '-1'],
  ['purpose', 'prefetch'],
];

/** Requests to every door in turn, most of them nearly right. */
export function requests(routes: Schema[], actions: ActionSchema[], setting: Setting): Arbitrary<Wire> {
  const made = [
    ...routes.map((route) => ({ weight: 3, arbitrary: ofRoute(route, setting) })),
    ...actions.flatMap((action) => {
      const built = setting.actions.get(action.name);
      return built ? [{ weight: 3, arbitrary: ofAction(action, built, setting) }] : [];
    }),
    { weight: 12, arbitrary: anywhere(setting) },
    { weight: 6, arbitrary: broken },
  ];
  return fc.oneof(...made);
}

function ofRoute({ method, path, input }: Schema, setting: Setting): Arbitrary<Wire> {
  const { known } = setting;
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  const sent = input ? valuesOf(input, known) : fc.constant({});
  return fc
    .tuple(
      addressOf(path, setting),
      fc.oneof({ weight: 12, arbitrary: fc.constant(method) }, { weight: 1, arbitrary: fc.constantFrom(...METHODS) }),
      sent,
      shape,
      headersOf(setting),
    )
    .map(([address, verb, value, form, headers]) => {
      const target = isRead && input ? `${address}${queryOf(value)}` : address;
      const body = isRead ? Buffer.alloc(0) : bodyOf(value, form);
      return wire(`${method} ${path}`, verb, target, [['content-type', 'application/json'], ...headers], body);
    });
}

/** Called as a page calls it, with what it takes and with what it does not, plain and as a form. */
function ofAction(
  { name, input }: ActionSchema,
  { id, page }: { id: string; page: string },
  setting: Setting,
): Arbitrary<Wire> {
  return fc
    .tuple(
      valuesOf(input, setting.known),
      shape,
      headersOf(setting),
      fc.constantFrom('plain', 'plain', 'plain', 'form', 'args', 'bare') as Arbitrary<
        'plain' | 'form' | 'args' | 'bare'
      >,
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(id) },
        { weight: 1, arbitrary: fc.constantFrom('x', '', `${id}0`) },
      ),
    )
    .map(([value, form, headers, how, called]) => {
      const boundary = 'door';
      const [type, body] =
        how === 'form'
          ? [`multipart/form-data; boundary=${boundary}`, formOf(value, boundary)]
          : [
              'text/plain;charset=UTF-8',
              bodyOf(how === 'plain' ? [value] : how === 'args' ? [value, value] : value, form),
            ];
      const own: [string, string][] = [
        ['next-action', called],
        ['accept', 'text/x-component'],
        ['content-type', type],
      ];
      return wire(`action ${name}`, 'POST', page, [...own, ...headers], body);
    });
}

const anywhere = (setting: Setting): Arbitrary<Wire> =>
  fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...ODD_PATHS),
        fc.webPath(),
        fc.string({ unit: 'binary-ascii' }).map((text) => `/${text}`),
      ),
      fc.constantFrom(...METHODS),
      fc.uint8Array({ maxLength: 200 }),
      headersOf(setting),
    )
    .map(([target, method, body, headers]) => wire('anywhere', method, target, headers, Buffer.from(body)));

/** What is hardly HTTP: goes over the wire as it is. */
const broken: Arbitrary<Wire> = fc
  .tuple(
    fc.constantFrom(
      'GET / HTTP/9.9\r\n\r\n',
      'GET /\r\n\r\n',
      'POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
      'POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
      'POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Length: 3\r\n\r\nabc',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\nHost:\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a b@c/d\r\nConnection: close\r\n\r\n',
      'GET http://evil.example/s/x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ),
    fc.uint8Array({ maxLength: 100 }),
  )
  .map(([text, more]) => wire('broken', RAW, '', [], Buffer.concat([Buffer.from(text, 'latin1'), more])));

/** `[storyId]` is an id that there is, or anything. */
function addressOf(path: string, { known }: Setting): Arbitrary<string> {
  const segment = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...known.ids) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...known.texts, '%00', '%2e%2e', '%E0%A4%A', '%c0%af', 'x'.repeat(3_000), '0'),
    },
  );
  const parts = path.split('/').map((part) => {
    if (part.startsWith('[[...')) return fc.array(segment, { maxLength: 2 }).map((some) => some.join('/'));
    if (part.startsWith('[...')) return fc.array(segment, { minLength: 1, maxLength: 4 }).map((some) => some.join('/'));
    return part.startsWith('[') ? segment : fc.constant(part);
  });
  return fc.tuple(...parts).map((made) => made.map((part) => part.replaceAll(' ', '%20')).join('/') || '/');
}

function queryOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `?${encodeURIComponent(String(value)).slice(0, 3_000)}`;
  const pairs = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => `${percent(key)}=${percent(typeof one === 'string' ? one : (JSON.stringify(one) ?? ''))}`);
  return pairs.length > 0 ? `?${pairs.join('&').slice(0, 6_000)}` : '';
}

/** A lone surrogate has no escape. */
const percent = (text: string): string => encodeURIComponent(text.toWellFormed());

type Shape = { how: 'as it is' | 'cut' | 'spoilt' | 'gzip' | 'utf-16' | 'raw' | 'none'; at: number; raw: Uint8Array };
const shape: Arbitrary<Shape> = fc.record({
  how: fc.oneof(
    { weight: 14, arbitrary: fc.constant('as it is' as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'cut' as const,
        'spoilt' as const,
        'gzip' as const,
        'utf-16' as const,
        'raw' as const,
        'none' as const,
      ),
    },
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  raw: fc.uint8Array({ minLength: 1, maxLength: 300 }),
});

function bodyOf(value: unknown, { how, at, raw }: Shape): Buffer {
  const text = Buffer.from(JSON.stringify(value) ?? '');
  const index = Math.floor(at * text.length);
  switch (how) {
    case 'as it is':
      return text;
    case 'cut':
      return text.subarray(0, index);
    case 'spoilt':
      return Buffer.concat([text.subarray(0, index), raw, text.subarray(index)]);
    case 'gzip':
      return gzipSync(text);
    case 'utf-16':
      return Buffer.from(text.toString(), 'utf16le');
    case 'raw':
      return Buffer.from(raw);
    case 'none':
      return Buffer.alloc(0);
  }
}

/** As a form that React sends: the arguments name it, its fields follow. */
function formOf(value: unknown, boundary: string): Buffer {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [['0', value]];
  const parts = [
    ['0', '["$K1"]'],
    ...fields.map(([key, one]) => [`1_${key}`, typeof one === 'string' ? one : (JSON.stringify(one) ?? '')]),
  ];
  const text = parts
    .map(
      ([key, one]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${String(key).replace(/["\r\n]/g, '')}"\r\n\r\n${one}\r\n`,
    )
    .join('');
  return Buffer.from(`${text}--${boundary}--\r\n`);
}

/** As somebody, from somewhere, with something odd now and then. */
const headersOf = ({ cookies, origin }: Setting): Arbitrary<[string, string][]> =>
  fc
    .tuple(
      fc.constantFrom(...cookies),
      fc.integer({ min: 0, max: 2 ** 24 - 1 }),
      fc.array(fc.constantFrom(...ODD_HEADERS), { maxLength: 2 }),
      fc.boolean(),
    )
    .map(([cookie, from, odd, isOdd]) => [
      ['x-forwarded-for', `10.${from >> 16}.${(from >> 8) & 255}.${from & 255}`],
      ['origin', origin],
      ...(cookie ? [['cookie', cookie] as [string, string]] : []),
      ...(isOdd ? odd : []),
    ]);

function wire(door: string, method: string, target: string, headers: [string, string][], body: Buffer): Wire {
  return { door, method, target, headers, body };
}
