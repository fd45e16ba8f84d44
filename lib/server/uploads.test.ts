import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as mixRoute } from '@/app/api/v1/takes/[takeId]/mix/route';
import { POST as announceRoute } from '@/app/api/v1/takes/[takeId]/uploads/route';
import { type Draft, draft, publishTake, putTicket, render, upload } from '@/app/api/v1/test-publishing';
import { publishSeed } from '@/db/test-takes';
import { MAX_BYTES, WHOLE_UPLOAD_BYTES } from '@/lib/domain/limits';
import type { UploadTicket } from '@/lib/domain/schemas';
import type { Rendered } from '@/lib/mixing/job';
import type { MixedTake } from './mixes';
import { mixOnServer } from './mixing/pool';
import { recording, voice } from './mixing/test-sounds';
import { callRoute, fileFacts, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
});
afterAll(() => app.close());

const announce = (as: Person | null, files: unknown, takeId = uuidv7()) =>
  callRoute(announceRoute, 'POST', `/api/v1/takes/${takeId}/uploads`, { takeId }, { as, body: { files } });
const sha256 = 'a'.repeat(64);
const stem = { kind: 'stem', contentType: 'audio/flac', bytes: 1_000, sha256 };

describe('announcing uploads', () => {
  test('gives a ticket for each file, under fresh keys of this take', async () => {
    const takeId = uuidv7();
    const files = [
      stem,
      { kind: 'mix', contentType: 'audio/mp4', bytes: MAX_BYTES.mix, sha256 },
      { kind: 'source', contentType: 'audio/webm;codecs=opus', bytes: WHOLE_UPLOAD_BYTES, sha256 },
    ];
    const { uploads }: { uploads: UploadTicket[] } = await (await announce(ada, files, takeId)).json();
    expect(uploads.map(({ kind, headers }) => [kind, headers['Content-Type']])).toEqual([
      ['stem', 'audio/flac'],
      ['mix', 'audio/mp4'],
      ['source', 'audio/webm'],
    ]);
    for (const { key, kind, expiresAt } of uploads) {
      expect(key).toMatch(new RegExp(`^audio/${takeId}/[0-9a-f-]{36}-${kind}\\.(flac|m4a|webm)$`));
      expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    }
    const again: { uploads: UploadTicket[] } = await (await announce(ada, files, takeId)).json();
    expect(new Set([...uploads, ...again.uploads].map(({ key }) => key)).size).toBe(6);
  });

  test.each<[string, unknown]>([
    ['nothing', []],
    ['no list', stem],
    ['five files', [stem, stem, stem, stem, stem]],
    ['no kind', [{ ...stem, kind: 'video' }]],
    ['an empty file', [{ ...stem, bytes: 0 }]],
    ['half a byte', [{ ...stem, bytes: 1.5 }]],
    ['a number as text', [{ ...stem, bytes: '1000' }]],
    ['a type of another kind', [{ ...stem, contentType: 'audio/mp4' }]],
    ['a web page', [{ ...stem, contentType: 'text/html' }]],
    ['a playlist', [{ ...stem, kind: 'source', contentType: 'audio/x-mpegurl' }]],
    ['an inherited word for a type', [{ ...stem, contentType: 'constructor' }]],
    ['another inherited word', [{ ...stem, contentType: '__proto__' }]],
    ['a checksum in capitals', [{ ...stem, sha256: 'A'.repeat(64) }]],
    ['a short checksum', [{ ...stem, sha256: 'a'.repeat(63) }]],
    ['a checksum and a line', [{ ...stem, sha256: `${sha256}\n` }]],
  ])('refuses %s', async (_, files) => {
    const said = await refusal(await announce(ada, files));
    expect(said).toMatchObject({ status: 422, code: 'invalid_request' });
    expect((said.issues as { path: string }[])[0]?.path).toMatch(/^files/);
  });

  test.each([
    ['stem', 'audio/flac'],
    ['mix', 'audio/mp4'],
    ['source', 'audio/ogg'],
  ] as const)('refuses a %s over its limit as upload_too_large', async (kind, contentType) => {
    const sized = (bytes: number) => announce(ada, [stem, { ...stem, kind, contentType, bytes }]);
    for (const bytes of [MAX_BYTES[kind] + 1, Number.MAX_SAFE_INTEGER]) {
      expect(await refusal(await sized(bytes))).toMatchObject({ status: 413, code: 'upload_too_large', kind });
    }
    expect((await sized(MAX_BYTES[kind])).status).toBe(200);
  });

  test('refuses nobody’s files', async () => {
    expect(await refusal(await announce(null, [stem]))).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  test('gives the ticket of a published take to nobody that could change its files', async () => {
    const made = await draft(ada, await render('0880'));
    const { uploads }: { uploads: UploadTicket[] } = await (
      await announce(ada, [{ ...stem, ...fileFacts(Buffer.from('other')) }], made.takeId)
    ).json();
    expect((await publishTake(ada, made.takeId, made.body)).status).toBe(200);
    const theirs: { uploads: UploadTicket[] } = await (await announce(bob, [stem], made.takeId)).json();
    for (const ticket of [...uploads, ...theirs.uploads]) {
      expect([made.body.stem.key, made.body.mix.key]).not.toContain(ticket.key);
      // The signature is over the key: the ticket opens no other.
      const key = made.body.stem.key;
      const turned = { ...ticket, key, url: ticket.url.replace(ticket.key, key) };
      expect(await refusal(await putTicket(turned, Buffer.from('other')))).toMatchObject({ code: 'url_tampered' });
    }
    expect(await app.storage.stat(made.body.stem.key)).toMatchObject({ sha256: made.body.stem.sha256 });
  });
});

describe('mixing on the server', () => {
  const CONTENT_TYPE = 'audio/webm';
  let seed: Draft;
  let seedFiles: Rendered;
  let source: Awaited<ReturnType<typeof recording>>;
  beforeAll(async () => {
    seedFiles = await render('0880');
    seed = await draft(ada, seedFiles);
    await publishTake(ada, seed.takeId, seed.body);
    const spoken = await voice('austen-0890');
    source = await recording(spoken.subarray(0, Math.floor(spoken.length / 48) * 48), 'Opus in WebM');
  });

  type Change = Partial<{ storyId: string; parentId: string | null; startMs: number; cut: object; source: object }>;
  async function mix(as: Person, change: Change = {}, takeId = uuidv7()) {
    const sent = await upload(as, takeId, 'source', source.source.bytes, CONTENT_TYPE);
    const place = { storyId: seed.body.storyId, parentId: seed.takeId, startMs: seed.body.durationMs - 700 };
    const body = { ...place, cut: source.cut, source: sent, ...change };
    return callRoute(mixRoute, 'POST', `/api/v1/takes/${takeId}/mix`, { takeId }, { as, body });
  }

  test('gives the same files as the device’s core, and they can be published', async () => {
    const takeId = uuidv7();
    const answer = await mix(bob, {}, takeId);
    expect(answer.status).toBe(200);
    const mixed: MixedTake = await answer.json();
    const parent = { mix: seedFiles.mix, fromMs: seed.body.durationMs - 700, overlapMs: 700 };
    const expected = await mixOnServer({ ...source, parent });
    expect(mixed.stem).toMatchObject(fileFacts(expected.stem));
    expect(mixed.mix).toMatchObject(fileFacts(expected.mix));
    expect(mixed).toMatchObject({
      durationMs: expected.durationMs,
      gainDb: expected.gainDb,
      peaks: [...expected.peaks],
    });
    const publication = {
      ...seed.body,
      ...mixed,
      parentId: seed.takeId,
      startMs: seed.body.durationMs - 700,
      authorName: 'Bob',
    };
    const published = await publishTake(bob, takeId, publication);
    expect(await published.json()).toMatchObject({ take: { id: takeId, durationMs: expected.durationMs } });
  });

  test('refuses a source that ends before the take does', async () => {
    const cut = { ...source.cut, durationMs: source.cut.durationMs + 5_000 };
    expect(await refusal(await mix(bob, { cut }))).toMatchObject({ status: 422, code: 'source_cut_short' });
  });

  test('refuses a parent that is gone, of another story or in one that is not shared', async () => {
    const elsewhere = await publishSeed(app.db);
    const hidden = await publishSeed(app.db, { authorId: ada.id, story: { title: 'P', visibility: 'private' } });
    const changes: Change[] = [
      { parentId: uuidv7() },
      { parentId: elsewhere.id },
      { storyId: uuidv7() },
      { storyId: hidden.storyId, parentId: hidden.id },
    ];
    for (const change of changes) {
      const said = await refusal(await mix(bob, change));
      expect(said, JSON.stringify(change)).toMatchObject({ status: 409, code: 'parent_not_found' });
    }
  });

  test('refuses a source of another take, one that is missing, and one that is other than announced', async () => {
    const hers = await upload(ada, uuidv7(), 'source', source.source.bytes, CONTENT_TYPE);
    expect(await refusal(await mix(bob, { source: hers }))).toMatchObject({ status: 422, code: 'upload_mismatch' });
    expect(await refusal(await mix(bob, { source: seed.body.stem }))).toMatchObject({ code: 'upload_mismatch' });
    const takeId = uuidv7();
    const mine = await upload(bob, takeId, 'source', source.source.bytes, CONTENT_TYPE);
    expect(await refusal(await mix(bob, { source: { ...mine, bytes: 1 } }, takeId))).toMatchObject({
      code: 'upload_mismatch',
    });
    await app.storage.remove(mine.key);
    expect(await refusal(await mix(bob, { source: mine }, takeId))).toMatchObject({ code: 'upload_missing' });
  });

  test.each([
    ['a page', '<!doctype html><script>'],
    ['a playlist', '#EXTM3U\n/etc/passwd\n'],
    ['a list to join', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['the magic of WebM and nothing else', '\x1a\x45\xdf\xa3 nothing else'],
    ['the magic of Ogg and nothing else', 'OggS'],
  ])('refuses %s as not_audio', async (_, text) => {
    const takeId = uuidv7();
    const sent = await upload(bob, takeId, 'source', Buffer.from(text, 'latin1'), CONTENT_TYPE);
    expect(await refusal(await mix(bob, { source: sent }, takeId))).toMatchObject({ status: 422, code: 'not_audio' });
  });

  test('refuses a voice without the slate', async () => {
    const takeId = uuidv7();
    const bytes = seedFiles.mix;
    const sent = await upload(bob, takeId, 'source', bytes, 'audio/mp4');
    const cut = { slateToPunchMs: 100, latencyMs: 0, durationMs: 1_000 };
    expect(await refusal(await mix(bob, { source: sent, cut }, takeId))).toMatchObject({ code: 'slate_not_found' });
  });

  test('of a real file of the demo needs the whole of it', async () => {
    const bytes = await readFile(join(process.cwd(), 'public/demo/austen-0880.flac'));
    const job = { source: { bytes, contentType: 'audio/flac' }, cut: 'whole' as const, parent: null };
    const again = await mixOnServer(job);
    expect(fileFacts(again.mix)).toEqual(fileFacts(seedFiles.mix));
    expect(fileFacts(again.stem)).toEqual(fileFacts(seedFiles.stem));
  });
});
