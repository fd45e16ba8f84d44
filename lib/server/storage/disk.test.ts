import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { call, type DiskStore, openDiskStore } from './contract-harness';
import { diskStorage } from './disk';
import { serveMedia } from './disk-http';
import { newKey, parseKey } from './keys';

const BYTES = randomBytes(300_000);
const TYPE = 'audio/mp4';
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const PAGE = { Origin: 'http://elsewhere.test' };
const now = () => new Date();
const freshKey = () => newKey(uuidv7(), 'mix', TYPE);
const announce = (key: string) => ({ key, contentType: TYPE, bytes: BYTES.length, sha256: SHA256 });

let store: DiskStore;
beforeAll(async () => {
  store = await openDiskStore();
});
afterAll(() => store.close());

const arriving = () => readdir(join(store.folder, 'incoming'));
async function stored(): Promise<{ key: string; url: string }> {
  const key = freshKey();
  await store.storage.write(key, BYTES, TYPE);
  return { key, url: await store.storage.listenUrl(key) };
}

describe('the URLs of the disk store', () => {
  it('are relative unless an origin is given, so that they work under every name of the app', async () => {
    const storage = diskStorage({ folder: store.folder, secret: 'other', now });
    const key = freshKey();
    expect(await storage.listenUrl(key)).toMatch(new RegExp(`^/media/${key}\\?expires=\\d+&signature=`));
    expect((await storage.uploadUrl(announce(key), 60)).url).toMatch(new RegExp(`^/media/${key}\\?`));
  });

  it('are worth nothing when another secret signed them', async () => {
    const { key } = await stored();
    const forger = diskStorage({ folder: store.folder, secret: 'other', now, origin: store.origin });
    expect(await call('GET', await forger.listenUrl(key))).toMatchObject({ status: 403, code: 'url_tampered' });
  });

  it.each([
    ['type', 'text/html'],
    ['bytes', '300001'],
    ['sha256', 'f'.repeat(64)],
    ['expires', '4102444800'],
    ['signature', ''],
  ])('bind %s', async (name, value) => {
    const key = freshKey();
    const { url, headers } = await store.storage.uploadUrl(announce(key), 60);
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    const answer = await call('PUT', changed.href, { headers, body: BYTES });
    expect(answer).toMatchObject({ status: 403, code: 'url_tampered' });
    expect(await store.storage.stat(key)).toBeNull();
  });

  it('have one signature each, and no other text of the same bytes', async () => {
    const { url } = await stored();
    const signature = new URL(url).searchParams.get('signature') ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The last of 43 characters carries four bits: its neighbour decodes to the same bytes.
    const neighbour = signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.slice(-1)) ^ 1];
    expect(Buffer.from(neighbour, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    for (const other of [neighbour, `${signature}=`, `${signature}!!`, ` ${signature}`, `${signature}é`]) {
      const changed = new URL(url);
      changed.searchParams.set('signature', other);
      expect(await call('GET', changed.href)).toMatchObject({ status: 403, code: 'url_tampered' });
    }
    expect(await call('GET', url)).toMatchObject({ status: 200 });
  });

  it('say that they expired, and a page of another origin can read it', async () => {
    const past = store.at(() => new Date(Date.now() - 7_200_000));
    const { key } = await stored();
    const { url, headers } = await past.uploadUrl(announce(key), 60);
    for (const answer of [
      await call('PUT', url, { headers: { ...headers, ...PAGE }, body: BYTES }),
      await call('GET', await past.listenUrl(key), { headers: PAGE }),
    ]) {
      expect(answer).toMatchObject({ status: 403, code: 'url_expired' });
      expect(answer.headers['content-type']).toContain('application/json');
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('are no longer fresh in a cache than they are good', async () => {
    const { key } = await stored();
    const early = new Date('2030-01-01T12:10:00Z');
    const storage = diskStorage({ folder: store.folder, secret: 's', now: () => early, origin: 'http://host' });
    const request = new Request(await storage.listenUrl(key));
    const response = await serveMedia(storage, request, key, () => Response.error());
    expect(response.headers.get('cache-control')).toBe('public, max-age=3000, immutable');
    await response.body?.cancel();
  });
});

describe('an upload to the disk store', () => {
  const ticket = async () => {
    const key = freshKey();
    return { key, ...(await store.storage.uploadUrl(announce(key), 60)) };
  };

  it.each([
    ['longer', Buffer.concat([BYTES, Buffer.of(0)]), {}],
    ['shorter', BYTES.subarray(1), {}],
    ['another checksum', Buffer.from(BYTES).reverse(), {}],
    ['another content type', BYTES, { 'Content-Type': 'text/html' }],
  ])('that is or has %s than announced leaves nothing, its length told or not', async (reason, body, extra) => {
    for (const chunked of [false, true]) {
      const { key, url, headers } = await ticket();
      const answer = await call('PUT', url, { headers: { ...headers, ...extra }, body, chunked });
      expect(answer).toMatchObject({ status: 422, code: 'upload_mismatch' });
      if (chunked) expect(answer.bytes.toString()).toContain(`"reason":"${reason} than announced"`);
      expect(await store.storage.stat(key)).toBeNull();
      expect(await arriving()).toEqual([]);
    }
  });

  it('is refused while it still goes on sending, at the first byte too many', async () => {
    const { url, headers } = await ticket();
    const request = http.request(url, { method: 'PUT', agent: false, headers });
    request.on('error', () => request.destroy());
    request.write(BYTES);
    request.write('x');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    expect(response.statusCode).toBe(422);
    expect(request.writableEnded).toBe(false);
    request.destroy();
    expect(await arriving()).toEqual([]);
  });

  it('of another file under a stored key is refused, even one that was announced, and the stored one stays', async () => {
    const { key, url } = await stored();
    const other = randomBytes(1_000);
    const sha256 = createHash('sha256').update(other).digest('hex');
    const late = await store.storage.uploadUrl({ ...announce(key), bytes: other.length, sha256 }, 60);
    const answer = await call('PUT', late.url, { headers: late.headers, body: other });
    expect(answer).toMatchObject({ status: 422, code: 'upload_mismatch' });
    const again = await store.storage.uploadUrl(announce(key), 60);
    expect((await call('PUT', again.url, { headers: again.headers, body: BYTES })).status).toBe(200);
    expect((await call('GET', url)).bytes).toEqual(BYTES);
  });

  it('that breaks off leaves nothing', async () => {
    const { key, url, headers } = await ticket();
    const request = http.request(url, {
      method: 'PUT',
      agent: false,
      headers: { ...headers, 'Content-Length': BYTES.length },
    });
    request.on('error', () => request.destroy());
    request.write(BYTES.subarray(0, 100_000));
    await vi.waitFor(async () => expect(await arriving()).toHaveLength(1), { timeout: 10_000 });
    request.destroy();
    await vi.waitFor(async () => expect(await arriving()).toEqual([]), { timeout: 10_000 });
    expect(await store.storage.stat(key)).toBeNull();
  });

  it('may come several times at once', async () => {
    const { key, url, headers } = await ticket();
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('PUT', url, { headers, body: BYTES })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await store.storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: SHA256 });
  });

  it('succeeds while other files of its take come and go', async () => {
    const takeId = uuidv7();
    const comeAndGo = async () => {
      for (let round = 0; round < 30; round += 1) {
        const key = newKey(takeId, 'mix', TYPE);
        await store.storage.write(key, Buffer.of(1), TYPE);
        expect(await store.storage.stat(key)).not.toBeNull();
        await store.storage.remove(key);
      }
    };
    await Promise.all([comeAndGo(), comeAndGo(), comeAndGo()]);
  });
});

describe('a part that comes to the disk store', () => {
  it('after its upload was joined is upload_missing, and the file stays', async () => {
    const file = announce(freshKey());
    const upload = { ...file, uploadId: await store.storage.parts.begin(file) };
    const { missing } = await store.storage.parts.missing(upload, 60);
    const url = missing[0]?.url ?? '';
    expect((await call('PUT', url, { body: BYTES })).status).toBe(200);
    await store.storage.parts.join(upload);
    const late = await call('PUT', url, { body: Buffer.from(BYTES).reverse() });
    expect(late).toMatchObject({ status: 409, code: 'upload_missing' });
    expect(await store.storage.stat(file.key)).toMatchObject({ sha256: SHA256 });
    expect(await readdir(join(store.folder, 'parts'))).toEqual([]);
    expect(await arriving()).toEqual([]);
  });

  it('can be sent with its own URL alone, and a URL for a whole file takes no part', async () => {
    const file = announce(freshKey());
    const upload = { ...file, uploadId: await store.storage.parts.begin(file) };
    const { missing } = await store.storage.parts.missing(upload, 60);
    const part = new URL(missing[0]?.url ?? '');
    const whole = new URL((await store.storage.uploadUrl(file, 60)).url);
    for (const [from, to] of [
      [part, whole],
      [whole, part],
    ] as const) {
      const mixed = new URL(to);
      mixed.searchParams.set('signature', from.searchParams.get('signature') ?? '');
      const answer = await call('PUT', mixed.href, { headers: { 'Content-Type': TYPE }, body: BYTES });
      expect(answer).toMatchObject({ status: 403, code: 'url_tampered' });
    }
    expect(await readdir(join(store.folder, 'parts', `${file.key.replaceAll('/', '.')}.${upload.uploadId}`))).toEqual(
      [],
    );
  });

  it('is kept while another process begins, and its upload is joined there', async () => {
    const file = announce(freshKey());
    const upload = { ...file, uploadId: await store.storage.parts.begin(file) };
    const { missing } = await store.storage.parts.missing(upload, 60);
    expect((await call('PUT', missing[0]?.url ?? '', { body: BYTES })).status).toBe(200);
    const next = diskStorage({ folder: store.folder, secret: 's', now });
    expect((await next.parts.missing(upload, 60)).missing).toEqual([]);
    await next.parts.join(upload);
    expect(await next.stat(file.key)).toMatchObject({ sha256: SHA256 });
  });
});

describe('the disk store’s folder', () => {
  it('tells the checksum of the bytes that are there, also after they were changed behind its back', async () => {
    const { key } = await stored();
    expect((await store.storage.stat(key))?.sha256).toBe(SHA256);
    await writeFile(join(store.folder, key), 'spoilt');
    expect(await store.storage.stat(key)).toMatchObject({
      bytes: 6,
      sha256: createHash('sha256').update('spoilt').digest('hex'),
    });
  });

  it('is read by the next process as by the one that wrote it', async () => {
    const { key } = await stored();
    const next = diskStorage({ folder: store.folder, secret: 's', now });
    expect(await next.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: SHA256 });
  });

  it('is rid of half-written files and empty folders after a day, and keeps what is arriving', async () => {
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    const folders = { old: uuidv7(), fresh: uuidv7() };
    for (const age of ['old', 'fresh'] as const) {
      await mkdir(join(store.folder, 'audio', folders[age]));
      await writeFile(join(store.folder, 'incoming', age), 'x');
    }
    await utimes(join(store.folder, 'incoming', 'old'), yesterday, yesterday);
    await utimes(join(store.folder, 'audio', folders.old), yesterday, yesterday);
    const { key } = await stored();
    await writeFile(join(store.folder, 'audio', 'a stray file'), 'x');
    await writeFile(join(store.folder, key, '..', 'another'), 'x');
    await utimes(join(store.folder, key, '..'), yesterday, yesterday);
    for await (const file of store.storage.list('audio/')) expect(parseKey(file.key)).not.toBeNull();
    expect(await arriving()).toEqual(['fresh']);
    expect(await readdir(join(store.folder, 'audio'))).not.toContain(folders.old);
    expect(await readdir(join(store.folder, 'audio'))).toContain(folders.fresh);
    expect(await store.storage.stat(key)).not.toBeNull();
    await rm(join(store.folder, 'incoming', 'fresh'));
  });

  it('that cannot be used is storage_unavailable, with its cause', async () => {
    const file = join(store.folder, 'a-file');
    await writeFile(file, '');
    const storage = diskStorage({ folder: join(file, 'below'), secret: 's', now });
    const unavailable = { code: 'storage_unavailable', cause: { code: 'ENOTDIR' } };
    const key = freshKey();
    await expect(storage.write(key, BYTES, TYPE)).rejects.toMatchObject(unavailable);
    await expect(storage.stat(key)).rejects.toMatchObject(unavailable);
    await expect(storage.remove(key)).rejects.toMatchObject(unavailable);
    await expect(storage.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(unavailable);
    await expect(storage.ready(new AbortController().signal)).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('a full disk', () => {
  it('is storage_unavailable, and what was there stays', async ({ skip }) => {
    const folder = await mkdtemp(join(tmpdir(), 'full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    } catch (cause) {
      await rm(folder, { recursive: true });
      const reason = `no small file system can be mounted here (${cause})`;
      console.warn(`The test of a full disk is skipped: ${reason}.`);
      skip(reason);
    }
    try {
      const storage = diskStorage({ folder, secret: 's', now });
      const key = freshKey();
      await storage.write(key, BYTES, TYPE);
      const full = { code: 'storage_unavailable', cause: { code: 'ENOSPC' } };
      await expect(storage.write(key, randomBytes(2_000_000), TYPE)).rejects.toMatchObject(full);
      expect(await storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: SHA256 });
      expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    } finally {
      execFileSync('umount', [folder]);
      await rm(folder, { recursive: true });
    }
  });
});

it('an error that another copy of the module throws is an AppError here', async () => {
  vi.resetModules();
  const other = await import('@/lib/domain/errors');
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError('not_found')).toBeInstanceOf(AppError);
  expect(new Error('not_found')).not.toBeInstanceOf(AppError);
  expect(Object.assign(new Error('x'), { name: 'AppError', code: 'ENOENT' })).not.toBeInstanceOf(AppError);
});
