import { randomBytes, randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as finishRoute } from '@/app/api/v1/takes/[takeId]/uploads/finish/route';
import { POST as announceRoute } from '@/app/api/v1/takes/[takeId]/uploads/route';
import { PUT as putMedia } from '@/app/media/[...key]/route';
import { MAX_BYTES, PART_BYTES, WHOLE_UPLOAD_BYTES } from '@/lib/domain/limits';
import type { PartsTicket } from '@/lib/domain/schemas';
import { sweepStore } from './sweep';
import { callRoute, fileFacts, ORIGIN, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

const BYTES = randomBytes(WHOLE_UPLOAD_BYTES + 1);
const FILE = { kind: 'source', contentType: 'audio/webm', ...fileFacts(BYTES) };
const HOUR_MS = 60 * 60 * 1000;

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
});
afterAll(() => app.close());

const announce = (takeId: string, file: object, as: Person | null = ada) =>
  callRoute(announceRoute, 'POST', `/api/v1/takes/${takeId}/uploads`, { takeId }, { as, body: { files: [file] } });
const finish = (takeId: string, body: object, as: Person | null = ada) =>
  callRoute(finishRoute, 'POST', `/api/v1/takes/${takeId}/uploads/finish`, { takeId }, { as, body });

async function ticketFor(takeId: string, resume?: { key: string; uploadId: string }): Promise<PartsTicket> {
  const answer = await announce(takeId, { ...FILE, ...(resume && { resume }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return JSON.parse(text).uploads[0];
}
const begunBy = ({ key, parts: { uploadId } }: PartsTicket) => ({ key, uploadId });

async function send({ key, parts }: PartsTicket, only?: number): Promise<void> {
  for (const { number, url, headers } of parts.missing) {
    if (only !== undefined && number !== only) continue;
    const body = new Uint8Array(BYTES.subarray((number - 1) * parts.partBytes, number * parts.partBytes));
    const request = new Request(new URL(url, ORIGIN), { method: 'PUT', headers, body });
    const answer = await putMedia(request, { params: Promise.resolve({ key: key.split('/') }) });
    expect(answer.status).toBe(200);
  }
}

describe('a file above 16 MiB', () => {
  test('is sent in parts, resumed with those that are missing, and finished, also twice', async () => {
    const takeId = uuidv7();
    const first = await ticketFor(takeId);
    expect(first).toMatchObject({ kind: 'source', parts: { partBytes: PART_BYTES } });
    expect(first).not.toHaveProperty('url');
    expect(first.key).toMatch(new RegExp(`^audio/${takeId}/[0-9a-f-]{36}-source\\.webm$`));
    expect(Date.parse(first.expiresAt)).toBeGreaterThan(Date.now());
    expect(first.parts.missing.map(({ number }) => number)).toEqual([1, 2, 3]);
    await send(first, 2);
    const begun = begunBy(first);
    const early = await refusal(await finish(takeId, { ...FILE, ...begun }));
    expect(early).toMatchObject({ status: 409, code: 'upload_missing', missing: [1, 3] });
    const again = await ticketFor(takeId, begun);
    expect(begunBy(again)).toEqual(begun);
    expect(again.parts.missing.map(({ number }) => number)).toEqual([1, 3]);
    await send(again);
    for (const _ of ['once', 'and again']) {
      const answer = await finish(takeId, { ...FILE, ...begun });
      expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 200, body: { key: begun.key } });
    }
    expect((await ticketFor(takeId, begun)).parts.missing).toEqual([]);
    expect(await app.storage.stat(begun.key)).toMatchObject(fileFacts(BYTES));
  });

  test('that is none, of exactly 16 MiB, is sent whole', async () => {
    const { uploads } = await (await announce(uuidv7(), { ...FILE, bytes: WHOLE_UPLOAD_BYTES })).json();
    expect(uploads[0]).toMatchObject({ url: expect.stringMatching('/media/') });
    expect(uploads[0]).not.toHaveProperty('parts');
  });

  test('whose upload is gone is upload_missing, and begins anew', async () => {
    const takeId = uuidv7();
    const ticket = await ticketFor(takeId);
    await send(ticket, 1);
    const begun = begunBy(ticket);
    const folder = join(app.folder, 'store/parts', `${begun.key.replaceAll('/', '.')}.${begun.uploadId}`);
    const aged = (hours: number) => {
      const then = new Date(Date.now() - hours * HOUR_MS);
      return utimes(folder, then, then);
    };
    await aged(23);
    expect(await sweepStore()).toMatchObject({ abandoned: 0 });
    await aged(25);
    expect(await sweepStore()).toMatchObject({ abandoned: 1 });
    const gone = { status: 409, code: 'upload_missing' };
    expect(await refusal(await announce(takeId, { ...FILE, resume: begun }))).toMatchObject(gone);
    const finished = await refusal(await finish(takeId, { ...FILE, ...begun }));
    expect(finished).toMatchObject(gone);
    expect(finished).not.toHaveProperty('missing');
    const anew = await ticketFor(takeId);
    expect(anew.parts.missing).toHaveLength(3);
  });

  test('that is another one than was announced is upload_mismatch', async () => {
    const takeId = uuidv7();
    const ticket = await ticketFor(takeId);
    await send(ticket);
    const lie = { ...FILE, sha256: 'f'.repeat(64), ...begunBy(ticket) };
    expect(await refusal(await finish(takeId, lie))).toMatchObject({ status: 422, code: 'upload_mismatch' });
    expect(await app.storage.stat(ticket.key)).toBeNull();
  });

  test('is out of reach of every other take, kind and format', async () => {
    const takeId = uuidv7();
    const ticket = await ticketFor(takeId);
    await send(ticket);
    const begun = begunBy(ticket);
    const strange: [string, object][] = [
      [uuidv7(), FILE],
      [takeId, { ...FILE, kind: 'stem', contentType: 'audio/flac' }],
      [takeId, { ...FILE, contentType: 'audio/ogg' }],
      [takeId, { ...FILE, key: '../../etc/passwd' }],
      [takeId, { ...FILE, key: `${begun.key}\n` }],
      [takeId, { ...FILE, key: begun.key.replace(takeId, uuidv7()) }],
    ];
    for (const [id, change] of strange) {
      const { key, uploadId, ...file } = { ...begun, ...FILE, ...change };
      const refused = { status: 422, code: 'upload_mismatch' };
      expect(await refusal(await finish(id, { ...file, key, uploadId }))).toMatchObject(refused);
      expect(await refusal(await announce(id, { ...file, resume: { key, uploadId } }))).toMatchObject(refused);
    }
    expect(await app.storage.stat(begun.key)).toBeNull();
    expect((await finish(takeId, { ...FILE, ...begun })).status).toBe(200);
  });

  test.each<[string, object]>([
    ['no key', { key: undefined }],
    ['a long key', { key: 'x'.repeat(201) }],
    ['no id', { uploadId: undefined }],
    ['an empty id', { uploadId: '' }],
    ['an id in two lines', { uploadId: 'a\nb' }],
    ['an endless id', { uploadId: 'a'.repeat(1_025) }],
    ['a type of another kind', { contentType: 'text/html' }],
    ['half a byte', { bytes: 1.5 }],
  ])('with %s is invalid_request', async (_, change) => {
    const body = { ...FILE, key: `audio/${uuidv7()}/x`, uploadId: randomUUID(), ...change };
    expect(await refusal(await finish(uuidv7(), body))).toMatchObject({ status: 422, code: 'invalid_request' });
  });

  test('of nobody, or larger than its kind can be, is refused', async () => {
    const takeId = uuidv7();
    const begun = begunBy(await ticketFor(takeId));
    expect(await refusal(await finish(takeId, { ...FILE, ...begun }, null))).toMatchObject({ code: 'not_signed_in' });
    const large = { ...FILE, ...begun, bytes: MAX_BYTES.source + 1 };
    expect(await refusal(await finish(takeId, large))).toMatchObject({ status: 413, code: 'upload_too_large' });
  });
});
