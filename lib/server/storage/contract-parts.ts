import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, expect, it } from 'vitest';
import { PART_BYTES } from '@/lib/domain/limits';
import { call, type Store } from './contract-harness';
import { newKey } from './keys';
import type { PartsUpload } from './port';

const TYPE = 'audio/flac';
const BYTES = randomBytes(PART_BYTES + 100_000);
const HOURS_MS = 60 * 60 * 1000;
const SECONDS = 300;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const freshKey = () => newKey(uuidv7(), 'stem', TYPE);
const partOf = (number: number, bytes: Uint8Array = BYTES) =>
  bytes.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
const flippedAt = (at: number) => {
  const bytes = Buffer.from(BYTES);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};
const GONE = expect.objectContaining({ code: 'upload_missing', details: undefined });

/** What every store holds to, of files that are sent a part at a time. */
export function partsContract(opened: () => Store): void {
  let store: Store;
  beforeAll(() => {
    store = opened();
  });

  async function begin(key = freshKey(), bytes: Uint8Array = BYTES): Promise<PartsUpload> {
    const file = { key, contentType: TYPE, bytes: bytes.length, sha256: sha256(bytes) };
    return { ...file, uploadId: await store.storage.parts.begin(file) };
  }
  const missing = async (upload: PartsUpload) => (await store.storage.parts.missing(upload, SECONDS)).missing;
  const numbers = async (upload: PartsUpload) => (await missing(upload)).map(({ number }) => number);
  async function send(upload: PartsUpload, bytes: Uint8Array = BYTES, only?: number): Promise<void> {
    for (const { number, url, headers } of await missing(upload)) {
      if (only !== undefined && number !== only) continue;
      const answer = await call('PUT', url, { headers, body: partOf(number, bytes) });
      expect(answer.status, answer.bytes.toString()).toBe(200);
    }
  }
  const expectWhole = async ({ key }: PartsUpload) => {
    expect(await store.storage.stat(key)).toMatchObject({ bytes: BYTES.length, sha256: sha256(BYTES) });
    const answer = await call('GET', await store.storage.listenUrl(key));
    expect(answer.bytes.equals(BYTES)).toBe(true);
    expect(answer.headers['content-type']).toBe(TYPE);
  };
  async function urlOf(upload: PartsUpload, wanted: number): Promise<string> {
    const found = (await missing(upload)).find(({ number }) => number === wanted);
    if (!found) throw new Error(`part ${wanted} is not missing`);
    return found.url;
  }

  it('makes a file of its parts, in whatever order they come, and not before it is asked to', async () => {
    const upload = await begin();
    expect(await numbers(upload)).toEqual([1, 2]);
    await send(upload, BYTES, 2);
    expect(await numbers(upload)).toEqual([1]);
    await send(upload);
    expect(await numbers(upload)).toEqual([]);
    expect(await store.storage.stat(upload.key)).toBeNull();
    await store.storage.parts.join(upload);
    await expectWhole(upload);
    const keys: string[] = [];
    for await (const { key } of store.storage.list(upload.key)) keys.push(key);
    expect(keys).toEqual([upload.key]);
  });

  it('joins once, however often and at once it is asked to', async () => {
    const upload = await begin();
    const late = await urlOf(upload, 1);
    await send(upload);
    await Promise.all([1, 2, 3].map(() => store.storage.parts.join(upload)));
    await store.storage.parts.join(upload);
    expect(await numbers(upload)).toEqual([]);
    // Refused or not, what comes late is what was there.
    await call('PUT', late, { body: partOf(1) });
    await store.storage.parts.join(upload);
    await expectWhole(upload);
  });

  it('says which parts have not arrived, and goes on from there', async () => {
    const upload = await begin();
    const left = (missing: number[]) => ({ code: 'upload_missing', details: { missing } });
    await expect(store.storage.parts.join(upload)).rejects.toMatchObject(left([1, 2]));
    await send(upload, BYTES, 1);
    await expect(store.storage.parts.join(upload)).rejects.toMatchObject(left([2]));
    expect(await store.storage.stat(upload.key)).toBeNull();
    await send(upload);
    await store.storage.parts.join(upload);
    await expectWhole(upload);
  });

  it.each([
    ['longer', Buffer.concat([partOf(2), Buffer.from('x')])],
    ['shorter', partOf(2).subarray(1)],
    ['empty', Buffer.alloc(0)],
  ])('refuses a part that is %s', async (_, body) => {
    const upload = await begin();
    for (const chunked of [false, true]) {
      const { status } = await call('PUT', await urlOf(upload, 2), { body, chunked });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(await numbers(upload)).toEqual([1, 2]);
  });

  it('takes a part twice, and the later one counts', async () => {
    const upload = await begin();
    const url = await urlOf(upload, 1);
    for (const bytes of [flippedAt(0), BYTES]) {
      expect((await call('PUT', url, { body: partOf(1, bytes) })).status).toBe(200);
    }
    await send(upload);
    await store.storage.parts.join(upload);
    await expectWhole(upload);
  });

  it('refuses a URL whose key, upload, part, length or signature was changed', async () => {
    const [upload, other] = [await begin(), await begin()];
    const url = await urlOf(upload, 2);
    const signature = /signature=./i.exec(url)?.[0] ?? '';
    const forged = [
      url.replace(upload.key, other.key),
      url.replace(encodeURIComponent(upload.uploadId), encodeURIComponent(other.uploadId)),
      url.replace(/(part(?:Number)?)=2/, '$1=1'),
      url.replace(signature, signature.slice(0, -1) + (signature.endsWith('a') ? 'b' : 'a')),
      url.replace(/(expires)=(\d+)/i, (_, name, seconds) => `${name}=${Number(seconds) + 1}`),
      `${url}&added=1`,
      url.split('?')[0] ?? '',
    ];
    expect(new Set([url, ...forged]).size).toBe(8);
    for (const each of forged) expect((await call('PUT', each, { body: partOf(2) })).status, each).toBe(403);
    expect((await call('GET', url)).status).toBe(403);
    expect(await numbers(upload)).toEqual([1, 2]);
    expect(await numbers(other)).toEqual([1, 2]);
  });

  it('goes on with fresh URLs when the first have expired', async () => {
    const upload = await begin();
    await send(upload, BYTES, 1);
    const past = store.at(() => new Date(Date.now() - 2 * HOURS_MS));
    const { missing: old, expiresAt } = await past.parts.missing(upload, SECONDS);
    expect(expiresAt.getTime()).toBeLessThan(Date.now());
    expect(old.map(({ number }) => number)).toEqual([2]);
    for (const { url } of old) expect((await call('PUT', url, { body: partOf(2) })).status).toBe(403);
    await send(upload);
    await store.storage.parts.join(upload);
    await expectWhole(upload);
  });

  it('keeps uploads apart, also of one take', async () => {
    const takeId = uuidv7();
    const other = flippedAt(PART_BYTES + 5);
    const [a, b] = [await begin(newKey(takeId, 'stem', TYPE)), await begin(newKey(takeId, 'stem', TYPE), other)];
    await send(a, BYTES, 2);
    await send(b, other, 1);
    await send(a, BYTES, 1);
    await send(b, other, 2);
    await store.storage.parts.join(b);
    await store.storage.parts.join(a);
    await expectWhole(a);
    expect(await store.storage.stat(b.key)).toMatchObject({ sha256: sha256(other) });
  });

  it('has no upload under an id that it did not give, or under another key', async () => {
    const [upload, other] = [await begin(), await begin()];
    await send(upload);
    for (const stranger of [
      { ...upload, uploadId: randomUUID() },
      { ...upload, uploadId: '../../audio' },
      { ...upload, uploadId: 'x'.repeat(300) },
      { ...other, uploadId: upload.uploadId },
      { ...upload, key: 'audio/../x' },
    ]) {
      await expect(store.storage.parts.missing(stranger, SECONDS)).rejects.toEqual(GONE);
      await expect(store.storage.parts.join(stranger)).rejects.toEqual(GONE);
    }
    expect(await store.storage.stat(other.key)).toBeNull();
    await store.storage.parts.join(upload);
    await expectWhole(upload);
  });

  it('refuses a whole that is not what was announced, and forgets it', async () => {
    const upload = await begin();
    await send(upload, flippedAt(PART_BYTES - 1));
    await expect(store.storage.parts.join(upload)).rejects.toMatchObject({ code: 'upload_mismatch' });
    expect(await store.storage.stat(upload.key)).toBeNull();
    await expect(store.storage.parts.missing(upload, SECONDS)).rejects.toEqual(GONE);
    await expect(store.storage.parts.join(upload)).rejects.toEqual(GONE);
  });

  it('never puts another file in the place of one that is stored', async () => {
    const key = freshKey();
    await store.storage.write(key, Buffer.from('the first'), TYPE);
    const upload = await begin(key);
    await expect(store.storage.parts.join(upload)).rejects.toMatchObject({ code: 'upload_mismatch' });
    for (const number of [1, 2]) {
      const stored = await store.storage.stat(key);
      expect(stored, `before part ${number}`).toMatchObject({ sha256: sha256(Buffer.from('the first')) });
    }
    const finished = await begin();
    await send(finished);
    await store.storage.parts.join(finished);
    const lie = { ...finished, sha256: 'f'.repeat(64) };
    await expect(store.storage.parts.join(lie)).rejects.toMatchObject({ code: 'upload_mismatch' });
    await expectWhole(finished);
  });

  it('forgets what nothing came to for long, and nothing else', async () => {
    const upload = await begin();
    await send(upload, BYTES, 1);
    const finished = await begin();
    await send(finished);
    await store.storage.parts.join(finished);
    expect(await store.storage.parts.sweep(new Date(Date.now() - HOURS_MS))).toBe(0);
    expect(await numbers(upload)).toEqual([2]);
    expect(await store.storage.parts.sweep(new Date(Date.now() + HOURS_MS))).toBeGreaterThan(0);
    await expect(store.storage.parts.missing(upload, SECONDS)).rejects.toEqual(GONE);
    expect(await store.storage.parts.sweep(new Date(Date.now() + HOURS_MS))).toBe(0);
    await expectWhole(finished);
  });

  it('forgets what is on its way of one take, however young, and nothing of another', async () => {
    const takeId = uuidv7();
    const [gone, other] = [await begin(newKey(takeId, 'stem', TYPE)), await begin()];
    expect(await store.storage.parts.sweep(new Date(Date.now() + HOURS_MS), takeId)).toBe(1);
    await expect(store.storage.parts.missing(gone, SECONDS)).rejects.toEqual(GONE);
    expect(await numbers(other)).toEqual([1, 2]);
  });

  it('begins nothing under what is no key, or of another type than the key says', async () => {
    await expect(begin('audio/../x')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(begin(newKey(uuidv7(), 'mix', 'audio/mp4'))).rejects.toMatchObject({ code: 'invalid_request' });
  });
}
