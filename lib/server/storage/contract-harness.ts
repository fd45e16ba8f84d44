import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { errorStatus } from '@/lib/domain/error-codes';
import { AppError } from '@/lib/domain/errors';
import { diskStorage } from './disk';
import { serveMedia } from './disk-http';
import type { Storage } from './port';
import { s3Storage } from './s3';
import { startSwift } from './test-swift';

/** One running store. `at` gives an adapter for it that lives by another clock. */
export type Store = { storage: Storage; at(now: () => Date): Storage; close(): Promise<void> };
export type DiskStore = Store & { folder: string; origin: string };

const realTime = () => new Date();
const SECRET = 'a secret for tests alone';

const refuse = (thrown: unknown): Response => {
  const error = thrown instanceof AppError ? thrown : new AppError('unexpected', { cause: thrown });
  const body = { error: { ...error.details, code: error.code, message: error.message } };
  return Response.json(body, { status: errorStatus(error.code), headers: { 'Cache-Control': 'no-store' } });
};

/** Not `Readable.toWeb`: that throws when bytes come after the handler has let go of a body. */
const bodyOf = (incoming: http.IncomingMessage) =>
  ReadableStream.from(incoming.iterator({ destroyOnReturn: false })) as globalThis.ReadableStream<Uint8Array>;

/** The disk store behind a real HTTP server that hands each request to the handler, as the app does. */
export async function openDiskStore(): Promise<DiskStore> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const storage = diskStorage({ folder, secret: SECRET, now: realTime });
  const server = http.createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const hasBody = incoming.method === 'PUT';
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
      signal: gone.signal,
      ...(hasBody && { body: bodyOf(incoming), duplex: 'half' }),
    });
    const key = decodeURIComponent(new URL(request.url).pathname.replace(/^\/media\//, ''));
    void serveMedia(storage, request, key, refuse).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (!response.body) return outgoing.end();
      await pipeline(response.body, outgoing).catch(() => outgoing.destroy());
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    folder,
    origin,
    storage: diskStorage({ folder, secret: SECRET, now: realTime, origin }),
    at: (now) => diskStorage({ folder, secret: SECRET, now, origin }),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The strict S3 server of `test-swift`, behind the adapter under test. */
export async function openSwiftStore(): Promise<Store> {
  const { settings, stop } = await startSwift();
  const value = (name: string): string => settings[name] ?? '';
  const at = (now: () => Date) =>
    s3Storage({
      endpoint: value('S3_ENDPOINT'),
      region: value('S3_REGION'),
      bucket: value('S3_BUCKET'),
      accessKeyId: value('S3_ACCESS_KEY_ID'),
      secretAccessKey: value('S3_SECRET_ACCESS_KEY'),
      forcePathStyle: true,
      now,
    });
  return { storage: at(realTime), at, close: stop };
}

export type Answer = { status: number; headers: http.IncomingHttpHeaders; bytes: Buffer; code: string | undefined };
export type Ask = {
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  /** Sends the body without telling its length first. */
  chunked?: boolean;
};

/** Plain HTTP, so that a test may send what no browser would. */
export function call(method: string, url: string, { headers = {}, body, chunked }: Ask = {}): Promise<Answer> {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const length = bytes && (chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes.length) });
  return new Promise((answer, reject) => {
    const request = http.request(url, { method, agent: false, headers: { ...length, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const all = Buffer.concat(parts);
        const code = /"code":"(\w+)"|<Code>(\w+)/.exec(all.toString('latin1'));
        answer({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: all,
          code: code?.[1] ?? code?.[2],
        });
      });
    });
    request.on('error', reject);
    request.end(bytes);
  });
}
