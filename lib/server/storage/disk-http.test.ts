import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { call, type DiskStore, openDiskStore } from './contract-harness';
import { diskStorage } from './disk';
import { serveMedia } from './disk-http';
import { newKey } from './keys';

const BYTES = randomBytes(300_000);
const TYPE = 'audio/mp4';
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const PAGE = { Origin: 'http://elsewhere.test' };
const now = () => new Date();

let store: DiskStore;
beforeAll(async () => {
  store = await openDiskStore();
});
afterAll(() => store.close());

async function stored(): Promise<{ key: string; url: string }> {
  const key = newKey(uuidv7(), 'mix', TYPE);
  await store.storage.write(key, BYTES, TYPE);
  return { key, url: await store.storage.listenUrl(key) };
}

describe('what the disk store serves', () => {
  it('is audio and nothing else to a browser', async () => {
    const { url } = await stored();
    const { headers } = await call('GET', url, { headers: PAGE });
    expect(headers).toMatchObject({
      'content-type': TYPE,
      'content-length': String(BYTES.length),
      'content-disposition': expect.stringMatching(/^inline; filename="tap-story-\w+\.\w+"$/),
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      etag: `"${SHA256}"`,
    });
  });

  it('is described to HEAD without a body', async () => {
    const { url } = await stored();
    const answer = await call('HEAD', url, { headers: { Range: 'bytes=0-1' } });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-length': String(BYTES.length), etag: `"${SHA256}"` },
    });
    expect(answer.bytes.length).toBe(0);
  });

  it('is cut for If-Range only when the file is still that one', async () => {
    const { url } = await stored();
    const ranged = (ifRange: string) => call('GET', url, { headers: { Range: 'bytes=0-9', 'If-Range': ifRange } });
    expect((await ranged(`"${SHA256}"`)).status).toBe(206);
    expect((await ranged('"other"')).status).toBe(200);
  });

  it('is whole for several ranges, and never for a range past its end', async () => {
    const { url } = await stored();
    expect((await call('GET', url, { headers: { Range: 'bytes=0-1,4-5' } })).bytes.length).toBe(BYTES.length);
    const past = await call('GET', url, { headers: { ...PAGE, Range: 'bytes=300000-' } });
    expect(past).toMatchObject({ status: 416, code: 'range_not_satisfiable' });
    expect(past.headers['content-range']).toBe('bytes */300000');
    expect(past.headers['access-control-allow-origin']).toBe('*');
  });

  it.skipIf(process.platform !== 'linux')(
    'is closed when the listener leaves (told by /proc, so on Linux alone)',
    async () => {
      const { key, url } = await stored();
      const isOpen = () =>
        readdirSync('/proc/self/fd').some((fd) => {
          try {
            return readlinkSync(`/proc/self/fd/${fd}`).endsWith(key);
          } catch {
            return false;
          }
        });
      const storage = diskStorage({ folder: store.folder, secret: 'a secret for tests alone', now });
      const response = await serveMedia(storage, new Request(url), key, () => Response.error());
      const reader = response.body?.getReader();
      expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
      expect(isOpen()).toBe(true);
      await reader?.cancel();
      expect(isOpen()).toBe(false);
      for (const headers of [{}, { Range: 'bytes=5-9' }, { Range: 'bytes=900000-' }, { 'If-None-Match': '*' }]) {
        await call('GET', url, { headers });
      }
      await call('HEAD', url);
      expect(isOpen()).toBe(false);
    },
  );

  it('has no address with another store, or under what is no key', async () => {
    const { key, url } = await stored();
    const notFound = (thrown: unknown) => new Response(thrown instanceof AppError ? thrown.code : 'other');
    const { files: _, ...otherStore } = diskStorage({ folder: store.folder, secret: 's', now });
    expect(await (await serveMedia(otherStore, new Request(url), key, notFound)).text()).toBe('not_found');
    for (const path of ['audio/../../etc/passwd', 'audio%2f..%2fx', 'incoming/x']) {
      expect((await call('GET', `${store.origin}/media/${path}?expires=1&signature=x`)).status).toBe(404);
    }
  });
});
