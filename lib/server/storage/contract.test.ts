import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, openDiskStore, openSwiftStore, type Store } from './contract-harness';
import { partsContract } from './contract-parts';
import { newKey } from './keys';
import { whyNoSwift } from './test-swift';

const BYTES = randomBytes(40_000);
const TYPE = 'audio/mp4';
const PAGE = 'http://localhost:5173';
const HOURS_MS = 60 * 60 * 1000;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const freshKey = () => newKey(uuidv7(), 'mix', TYPE);
const announce = (key: string, bytes: Uint8Array = BYTES) => ({
  key,
  contentType: TYPE,
  bytes: bytes.length,
  sha256: sha256(bytes),
});
const flipped = () => {
  const bytes = Buffer.from(BYTES);
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
  return bytes;
};
const swapKey = (url: string, from: string, to: string) => url.replace(from, to);

/** What every store holds to. */
function contract(open: () => Promise<Store>): void {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  }, 180_000);
  afterAll(() => store?.close());

  async function upload(key: string, bytes: Uint8Array = BYTES) {
    const { url, headers } = await store.storage.uploadUrl(announce(key, bytes), 300);
    const answer = await call('PUT', url, { headers, body: bytes });
    expect(answer.status, answer.bytes.toString()).toBe(200);
  }
  const refused = async (answer: Promise<{ status: number }>, key: string) => {
    expect((await answer).status).toBeGreaterThanOrEqual(400);
    expect((await answer).status).toBeLessThan(500);
    expect(await store.storage.stat(key)).toBeNull();
  };
  const listed = async (prefix: string) => {
    const keys: string[] = [];
    for await (const { key } of store.storage.list(prefix)) keys.push(key);
    return keys;
  };

  it('answers that it is ready, and not to an asker who has left', async () => {
    await store.storage.ready(new AbortController().signal);
    await expect(store.storage.ready(AbortSignal.abort())).rejects.toThrow();
  });

  it('stores what a signed URL announced; stat, read, list and remove see it', async () => {
    const key = freshKey();
    const before = Date.now();
    await upload(key);
    expect(await store.storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: sha256(BYTES) });
    expect(Buffer.from(await store.storage.read(key))).toEqual(BYTES);
    expect(Buffer.from(await store.storage.read(key, { from: 100, to: 299 }))).toEqual(BYTES.subarray(100, 300));
    expect(Buffer.from(await store.storage.read(key, { from: 39_990, to: 90_000 }))).toEqual(BYTES.subarray(39_990));
    expect((await store.storage.read(key, { from: 40_000, to: 40_001 })).length).toBe(0);
    for await (const file of store.storage.list(key)) {
      expect(file.key).toBe(key);
      expect(Math.abs(file.modifiedAt.getTime() - before)).toBeLessThan(HOURS_MS);
    }
    expect(await listed(key.slice(0, 40))).toEqual([key]);
    await store.storage.remove(key);
    await store.storage.remove(key);
    expect(await store.storage.stat(key)).toBeNull();
    expect(await listed(key)).toEqual([]);
  });

  it('says when an upload URL ends', async () => {
    const { expiresAt } = await store.at(() => new Date('2030-01-01T12:00:00Z')).uploadUrl(announce(freshKey()), 300);
    expect(expiresAt).toEqual(new Date('2030-01-01T12:05:00Z'));
  });

  it('keeps a file that is larger than any buffer on the way', async () => {
    const key = freshKey();
    const bytes = randomBytes(5_000_001);
    await upload(key, bytes);
    expect(await store.storage.stat(key)).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes) });
    expect(Buffer.from(await store.storage.read(key)).equals(bytes)).toBe(true);
    const answer = await call('GET', await store.storage.listenUrl(key));
    expect(answer.bytes.equals(bytes)).toBe(true);
  });

  it.each([
    ['longer', () => Buffer.concat([BYTES, Buffer.from('x')])],
    ['shorter', () => BYTES.subarray(1)],
    ['empty', () => Buffer.alloc(0)],
  ])('refuses a file that is %s than announced', async (_, bytes) => {
    const key = freshKey();
    const { url, headers } = await store.storage.uploadUrl(announce(key), 300);
    await refused(call('PUT', url, { headers, body: bytes() }), key);
  });

  it('refuses a length that is not told and does not fit', async () => {
    const key = freshKey();
    const { url, headers } = await store.storage.uploadUrl(announce(key), 300);
    await refused(call('PUT', url, { headers, body: Buffer.concat([BYTES, BYTES]), chunked: true }), key);
  });

  it('never takes other bytes of the same length for the announced file', async () => {
    const key = freshKey();
    const { url, headers } = await store.storage.uploadUrl(announce(key), 300);
    const { status } = await call('PUT', url, { headers, body: flipped() });
    // S3 refuses them at once. A store that lets them in tells their true checksum, and so nobody can publish them.
    const stored = await store.storage.stat(key);
    if (status >= 400) expect(stored).toBeNull();
    else expect(stored?.sha256).toBe(sha256(flipped()));
  });

  it('refuses another checksum header or content type than were signed', async () => {
    const key = freshKey();
    const { url, headers } = await store.storage.uploadUrl(announce(key), 300);
    await refused(call('PUT', url, { headers: { ...headers, 'Content-Type': 'text/html' }, body: BYTES }), key);
    await refused(call('PUT', url, { body: BYTES }), key);
    const other = createHash('sha256').update(flipped()).digest('base64');
    if ('x-amz-checksum-sha256' in headers) {
      await refused(
        call('PUT', url, { headers: { ...headers, 'x-amz-checksum-sha256': other }, body: flipped() }),
        key,
      );
    }
  });

  it('refuses a URL whose key, signature or query was changed', async () => {
    const [key, other] = [freshKey(), freshKey()];
    const { url, headers } = await store.storage.uploadUrl(announce(key), 300);
    await refused(call('PUT', swapKey(url, key, other), { headers, body: BYTES }), other);
    const forged = url.replace(/(signature=)(.)/i, (_, name, first) => name + (first === 'a' ? 'b' : 'a'));
    expect(forged).not.toBe(url);
    await refused(call('PUT', forged, { headers, body: BYTES }), key);
    await refused(call('PUT', `${url}&added=1`, { headers, body: BYTES }), key);
    await upload(key);
    const listen = await store.storage.listenUrl(key);
    expect((await call('GET', swapKey(await store.storage.listenUrl(other), other, key))).status).toBe(403);
    expect((await call('PUT', listen, { headers, body: BYTES })).status).toBe(403);
    expect((await call('GET', url)).status).toBe(403);
  });

  it('refuses an expired URL, also one that was prolonged by hand', async () => {
    const key = freshKey();
    await upload(key);
    const past = store.at(() => new Date(Date.now() - 2 * HOURS_MS));
    const fresh = freshKey();
    const { url, headers } = await past.uploadUrl(announce(fresh), 300);
    await refused(call('PUT', url, { headers, body: BYTES }), fresh);
    const prolonged = url.replace(/expires=\d+/i, (found) => found.replace(/\d+/, (n) => String(Number(n) + 20_000)));
    expect(prolonged).not.toBe(url);
    await refused(call('PUT', prolonged, { headers, body: BYTES }), fresh);
    expect((await call('GET', await past.listenUrl(key))).status).toBe(403);
  });

  it('gives nothing to an asker without a signature', async () => {
    const key = freshKey();
    await upload(key);
    const bare = (await store.storage.listenUrl(key)).split('?')[0] ?? '';
    expect((await call('GET', bare)).status).toBe(403);
    expect((await call('PUT', bare, { headers: { 'Content-Type': TYPE }, body: flipped() })).status).toBe(403);
    expect((await call('DELETE', bare)).status).toBeGreaterThanOrEqual(400);
    expect(await store.storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: sha256(BYTES) });
  });

  it('serves a page of another origin, whole and in ranges', async () => {
    const key = freshKey();
    await upload(key);
    const url = await store.storage.listenUrl(key);
    const headers = { Origin: PAGE };
    const whole = await call('GET', url, { headers });
    expect(whole.status).toBe(200);
    expect(whole.bytes.equals(BYTES)).toBe(true);
    expect(whole.headers['content-type']).toBe(TYPE);
    expect(whole.headers['content-length']).toBe(String(BYTES.length));
    expect(whole.headers['cache-control']).toMatch(/max-age=\d+, immutable/);

    const part = await call('GET', url, { headers: { ...headers, Range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.bytes.equals(BYTES.subarray(1000, 2000))).toBe(true);
    expect(part.headers['content-range']).toBe(`bytes 1000-1999/${BYTES.length}`);
    expect(['*', PAGE]).toContain(part.headers['access-control-allow-origin']);
    expect(part.headers['access-control-expose-headers']?.toLowerCase()).toContain('content-range');

    expect((await call('GET', url, { headers: { Range: 'bytes=-10' } })).bytes.equals(BYTES.subarray(-10))).toBe(true);
    expect((await call('GET', url, { headers: { Range: 'bytes=39990-' } })).bytes.length).toBe(10);
    expect((await call('GET', url, { headers: { Range: 'bytes=40000-' } })).status).toBe(416);
    const etag = whole.headers.etag ?? '';
    expect((await call('GET', url, { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });

  it.each([
    ['PUT', 'content-type,x-amz-checksum-sha256'],
    ['GET', 'range'],
  ])('lets a page of another origin ask before a %s', async (method, wanted) => {
    const key = freshKey();
    const { url, headers } = await store.storage.uploadUrl(announce(key), 300);
    const names = method === 'PUT' ? Object.keys(headers).join(',').toLowerCase() : wanted;
    const answer = await call('OPTIONS', method === 'PUT' ? url : await store.storage.listenUrl(key), {
      headers: {
        Origin: PAGE,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': names,
      },
    });
    expect([200, 204]).toContain(answer.status);
    expect(['*', PAGE]).toContain(answer.headers['access-control-allow-origin']);
    expect(answer.headers['access-control-allow-methods']).toContain(method);
    const allowed = (answer.headers['access-control-allow-headers'] ?? '').toLowerCase().split(/\s*,\s*/);
    expect(allowed).toEqual(expect.arrayContaining(names.split(',')));
  });

  it('takes the same file twice', async () => {
    const key = freshKey();
    await upload(key);
    await upload(key);
    expect(await store.storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: sha256(BYTES) });
    expect((await call('GET', await store.storage.listenUrl(key))).bytes).toEqual(BYTES);
  });

  it('has no file under a key that is free or none', async () => {
    for (const key of [freshKey(), 'audio/../../etc/passwd', '../secret', '']) {
      expect(await store.storage.stat(key)).toBeNull();
      await expect(store.storage.read(key)).rejects.toMatchObject({ code: 'upload_missing' });
      await store.storage.remove(key);
    }
    const notThere = await call('GET', await store.storage.listenUrl(freshKey()));
    expect(notThere.status).toBe(404);
  });

  it('signs and writes nothing under what is no key, or of another type than the key says', async () => {
    const key = freshKey();
    await expect(store.storage.uploadUrl(announce('audio/../x'), 300)).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(store.storage.write('audio/x', BYTES, TYPE)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(store.storage.write(key, BYTES, 'text/html')).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await store.storage.stat(key)).toBeNull();
  });

  it('serves what the server itself wrote', async () => {
    const key = freshKey();
    await store.storage.write(key, BYTES, TYPE);
    await store.storage.write(key, BYTES, TYPE);
    expect(await store.storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: sha256(BYTES) });
    const answer = await call('GET', await store.storage.listenUrl(key));
    expect(answer.headers['content-type']).toBe(TYPE);
    expect(answer.bytes.equals(BYTES)).toBe(true);
  });

  it('gives a file one URL for half an hour, which is then good for half an hour more', async () => {
    const key = freshKey();
    const at = (time: string) => store.at(() => new Date(`2030-01-01T${time}Z`)).listenUrl(key);
    expect(await at('12:00:00')).toBe(await at('12:29:59'));
    expect(await at('12:00:00')).not.toBe(await at('12:30:00'));
  });

  it('lists every file of a take and of no other', async () => {
    const takeId = uuidv7();
    const keys = [
      newKey(takeId, 'mix', TYPE),
      newKey(takeId, 'stem', 'audio/flac'),
      newKey(takeId, 'source', 'audio/webm'),
    ];
    await store.storage.write(keys[0] ?? '', BYTES, TYPE);
    await store.storage.write(keys[1] ?? '', BYTES, 'audio/flac');
    await store.storage.write(keys[2] ?? '', BYTES, 'audio/webm');
    await store.storage.write(freshKey(), BYTES, TYPE);
    expect((await listed(`audio/${takeId}/`)).sort()).toEqual([...keys].sort());
    expect((await listed('audio/')).length).toBeGreaterThan(3);
    expect(await listed(`audio/${uuidv7()}/`)).toEqual([]);
  });

  describe('in parts', () => partsContract(() => store));
}

describe('disk', () => contract(openDiskStore));

const reason = whyNoSwift();
if (reason) console.warn(`The s3 contract is skipped: ${reason}.`);
describe.skipIf(reason)('s3', () => contract(openSwiftStore));
