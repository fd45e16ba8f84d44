import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newKey } from './keys';
import { s3Storage } from './s3';

// What the strict server of the contract cannot do on demand: be silent, stall, forbid, keep checksums, list in pages.
let answer: http.RequestListener;
let asked: string[] = [];
const server = http.createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  answer(request, response);
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

const key = newKey(uuidv7(), 'mix', 'audio/mp4');
const sum = createHash('sha256').update('bytes');
const sha256 = { hex: sum.copy().digest('hex'), base64: sum.copy().digest('base64') };
const openStore = (deadlines = { askMs: 300, transferMs: 300 }) =>
  s3Storage({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'stories',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    forcePathStyle: true,
    now: () => new Date('2030-01-01T12:10:00Z'),
    deadlines,
  });
const unavailable = expect.objectContaining({ code: 'storage_unavailable', cause: expect.any(Error) });

describe('an S3 store', () => {
  it('that is silent is unavailable in time', async () => {
    answer = () => undefined;
    const storage = openStore();
    await expect(storage.stat(key)).rejects.toEqual(unavailable);
    await expect(storage.read(key)).rejects.toEqual(unavailable);
    await expect(storage.write(key, Buffer.from('bytes'), 'audio/mp4')).rejects.toEqual(unavailable);
    await expect(storage.remove(key)).rejects.toEqual(unavailable);
    await expect(storage.list('audio/')[Symbol.asyncIterator]().next()).rejects.toEqual(unavailable);
    await expect(storage.ready(AbortSignal.timeout(100))).rejects.toThrow();
  });

  it('that stalls within a file is unavailable in time', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      if (request.method === 'HEAD') response.end();
      else response.write('the first bytes, and then');
    };
    await expect(openStore().read(key)).rejects.toEqual(unavailable);
    await expect(openStore().stat(key)).rejects.toEqual(unavailable);
  });

  it('that breaks off within a file is unavailable', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('the first bytes', () => response.destroy());
    };
    await expect(openStore({ askMs: 5_000, transferMs: 5_000 }).read(key)).rejects.toEqual(unavailable);
  });

  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [500, 'InternalError'],
  ])('that answers %i %s is unavailable; no file seems to be missing', async (status, code) => {
    answer = (_, response) => {
      response.writeHead(status, { 'Content-Type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
    };
    const storage = openStore({ askMs: 5_000, transferMs: 5_000 });
    await expect(storage.read(key)).rejects.toEqual(unavailable);
    await expect(storage.ready(new AbortController().signal)).rejects.toThrow();
  });

  it('that keeps the checksum of what it stored is not read for it', async () => {
    answer = (_, response) => {
      response.writeHead(200, {
        'Content-Length': '5',
        'x-amz-checksum-sha256': sha256.base64,
        'x-amz-checksum-type': 'FULL_OBJECT',
      });
      response.end();
    };
    expect(await openStore().stat(key)).toMatchObject({ bytes: 5, sha256: sha256.hex });
    expect(asked).toEqual([`HEAD /stories/${key}`]);
  });

  it('that keeps none, or one of parts, is read', async () => {
    answer = (request, response) => {
      response.writeHead(200, {
        'Content-Length': '5',
        'x-amz-checksum-sha256': `${sha256.base64}-2`,
        'x-amz-checksum-type': 'COMPOSITE',
      });
      response.end(request.method === 'HEAD' ? undefined : 'bytes');
    };
    expect(await openStore().stat(key)).toMatchObject({ bytes: 5, sha256: sha256.hex });
    expect(asked).toHaveLength(2);
  });

  it('is listed to its last page, without what is no file of a take', async () => {
    const keys = [1, 2, 3].map(() => `audio/${uuidv7()}/${randomUUID()}-stem.flac`);
    const page = (contents: string[], next: string) =>
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${contents
        .map((Key) => `<Contents><Key>${Key}</Key><LastModified>2030-01-01T00:00:00.000Z</LastModified></Contents>`)
        .join('')}${next && `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`;
    answer = (request, response) => {
      const after = new URL(request.url ?? '', 'http://host').searchParams.get('continuation-token');
      response.writeHead(200, { 'Content-Type': 'application/xml' });
      response.end(
        after === 'more' ? page([...keys.slice(2), 'audio/readme.txt'], '') : page(keys.slice(0, 2), 'more'),
      );
    };
    const seen: string[] = [];
    for await (const file of openStore().list('audio/')) {
      seen.push(file.key);
      expect(file.modifiedAt).toEqual(new Date('2030-01-01T00:00:00Z'));
    }
    expect(seen).toEqual(keys);
  });

  it('signs length, type and checksum into an upload, and an hour at most into a listen URL', async () => {
    const file = { key, contentType: 'audio/mp4', bytes: 5, sha256: sha256.hex };
    const upload = await openStore().uploadUrl(file, 900);
    const put = new URL(upload.url).searchParams;
    expect(put.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;x-amz-checksum-sha256');
    expect(put.get('X-Amz-Expires')).toBe('900');
    expect([...put.keys()].join()).not.toMatch(/crc|checksum/i);
    expect(upload.headers).toEqual({ 'Content-Type': 'audio/mp4', 'x-amz-checksum-sha256': sha256.base64 });
    const get = new URL(await openStore().listenUrl(key)).searchParams;
    expect(get.get('X-Amz-Expires')).toBe('3600');
    expect(get.get('X-Amz-Date')).toBe('20300101T120000Z');
    expect(asked).toEqual([]);
  });
});
