import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { announceUploads, finishUpload, mixTake, publishTake } from '@/lib/domain/schemas';
import { createScope } from '@/lib/scope';
import { createApi } from './api';
import { createDeliver, type Deliver } from './deliver';
import { openDeviceDatabase } from './device-database';
import { type Drafts, openDrafts } from './drafts';
import type { Doing } from './outbox';
import { type PutFile, putError } from './put-file';
import type { StoredDraft } from './stored-draft';
import { draftOf, freshDevice } from './test-device';
import { asked, type News, recorded } from './trip';

type Seen = { method: string; path: string; body: Buffer };
/** `USUAL` stands for what is served without a word from the test. */
type Reply = { status: number; body?: object; text?: string };
const USUAL: Reply = { status: 0 };
type AnnouncedFile = ReturnType<typeof announceUploads.parse>['files'][number];

/** The API and the store as one small server, which refuses what it is told to. */
let server: Server;
let origin = '';
let seen: Seen[] = [];
let replies: Record<string, Reply[]> = {};
let announced = 0;
/** Numbers of parts that the store has. */
let partsThere = new Set<number>();

const takeId = '01980000-0000-7000-8000-000000000001';
const storyId = '01980000-0000-7000-8000-000000000002';
const parentId = '01980000-0000-7000-8000-000000000003';
const stem = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);
const mix = Uint8Array.from({ length: 900 }, (_, i) => i % 7);
const margins = Uint8Array.from({ length: 300 }, (_, i) => i % 5);
const PART_BYTES = 2_000;
const ASKED_AT = 1_800_000_000_000;
const FORM = { title: 'The dark house', name: ' Ben ', visibility: 'unlisted' as const };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let drafts: Drafts;

beforeEach(async () => {
  freshDevice();
  drafts = openDrafts(createScope(), openDeviceDatabase());
  seen = [];
  replies = {};
  announced = 0;
  partsThere = new Set();
  server = createServer(async (request, response) => {
    const body = await readAll(request);
    const { method = '', url: path = '' } = request;
    seen.push({ method, path, body });
    const told = replies[`${method} ${path.replace(/\?.*/, '')}`]?.shift() ?? USUAL;
    const reply = told === USUAL ? usual(method, path, body) : told;
    response.writeHead(reply.status, { 'Content-Type': reply.text ? 'text/html' : 'application/json' });
    response.end(reply.text ?? JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function usual(method: string, path: string, body: Buffer): Reply {
  const part = /part=(\d+)/.exec(path)?.[1];
  if (part) partsThere.add(Number(part));
  if (path.startsWith('/store/')) return { status: 200 };
  const sent: unknown = JSON.parse(body.toString());
  if (path.endsWith('/finish')) {
    const { key, bytes } = finishUpload.parse(sent);
    const missing = partsLeft(bytes);
    return missing.length > 0 ? refusal(409, 'upload_missing', { missing }) : { status: 200, body: { key } };
  }
  if (path.endsWith('/uploads')) {
    announced += 1;
    return { status: 200, body: { uploads: announceUploads.parse(sent).files.map(ticket) } };
  }
  if (path.endsWith('/mix')) {
    mixTake.parse(sent);
    const file = (key: string) => ({ key, bytes: 9, sha256: 'a'.repeat(64) });
    return { status: 200, body: { durationMs: 2_000, gainDb: 3, peaks: [1, 2], stem: file('s'), mix: file('m') } };
  }
  if (method === 'PUT') publishTake.parse(sent);
  return { status: 200, body: { url: `/s/${storyId}/${takeId}` } };
}

const partsLeft = (bytes: number): number[] =>
  Array.from({ length: Math.ceil(bytes / PART_BYTES) }, (_, i) => i + 1).filter((number) => !partsThere.has(number));

function ticket({ kind, bytes, resume }: AnnouncedFile) {
  const key = resume?.key ?? `audio/${kind}-${announced}`;
  const expiresAt = new Date(0).toISOString();
  const url = `${origin}/store/${kind}?n=${announced}`;
  const headers = { 'Content-Type': 'application/octet-stream' };
  if (kind !== 'source' || bytes <= 3 * PART_BYTES) return { kind, key, url, headers, expiresAt };
  const uploadId = resume?.uploadId ?? `upload-${announced}`;
  const missing = partsLeft(bytes).map((number) => ({ number, url: `${url}&part=${number}`, headers: {} }));
  return { kind, key, expiresAt, parts: { uploadId, partBytes: PART_BYTES, missing } };
}

const refusal = (status: number, code: string, more: object = {}): Reply => ({
  status,
  body: { error: { ...more, code, message: '' } },
});

const put: PutFile = async (target, bytes, onSent, signal) => {
  const answer = await fetch(target.url, { method: 'PUT', headers: target.headers, body: bytes, signal });
  onSent(bytes.byteLength);
  if (!answer.ok) throw putError(answer.status);
};

const signIns: string[] = [];
const newDeliver = (): Deliver => {
  signIns.length = 0;
  const signIn = async (name: string) => void signIns.push(name);
  return createDeliver({ drafts, api: createApi(origin), put, signIn });
};

/** A take of the device that is asked to be published. */
async function ask(over: Partial<StoredDraft> = {}, source = new Uint8Array(700)): Promise<void> {
  const rendered = { durationMs: 2_000, gainDb: 4.5, peaks: Uint8Array.of(1, 200) };
  const cut = { slateToPunchMs: 400.5, latencyMs: 0, durationMs: 2_000 };
  await drafts.begin(draftOf(takeId, { storyId, cut, stage: 'review', rendered, ...over }));
  await drafts.append(takeId, source.slice().buffer);
  await drafts.putFile(takeId, 'stem', stem);
  await drafts.putFile(takeId, 'mix', mix);
  await drafts.putFile(takeId, 'margins', margins);
  await drafts.change(takeId, (draft) => asked(draft, FORM, ASKED_AT));
}

const PARENT = { id: parentId, startMs: 0, durationMs: 9_000, authorName: '', authorId: '', mixUrl: '', peaks: [] };
const DUET = {
  answer: { storyId, storyTitle: '', kind: 'duet' as const, parent: PARENT, earliestStartMs: 0 },
  punchMs: 8_000,
};

type Told = { news: News[]; sent: [number, number][] };

/** Takes these steps, and writes down what they tell, as the outbox does. */
async function take(deliver: Deliver, ...steps: Doing[]): Promise<Told> {
  const told: Told = { news: [], sent: [] };
  for (const doing of steps) {
    await deliver({
      takeId,
      doing,
      async tell(news) {
        told.news.push(news);
        const world = { now: ASKED_AT, random: 0, isOnline: true };
        await drafts.change(takeId, (draft) => recorded(draft, ASKED_AT, news, world));
      },
      onProgress: (...bytes) => void told.sent.push(bytes),
      signal: new AbortController().signal,
    });
  }
  return told;
}

const bodyOf = (path: string) =>
  JSON.parse(
    seen
      .filter((one) => one.path.endsWith(path))
      .at(-1)
      ?.body.toString() ?? 'null',
  );
const requests = (from = 0) => seen.slice(from).map(({ method, path }) => `${method} ${path.replace(/[?]n=\d+/, '')}`);

describe('publishing', () => {
  it('sends the announced bytes and says what they are', async () => {
    await ask();
    const { news, sent } = await take(newDeliver(), 'send', 'publish');
    expect(bodyOf('/uploads').files[0]).toEqual({
      kind: 'stem',
      contentType: 'audio/flac',
      bytes: 5_000,
      sha256: sha256(stem),
    });
    expect(seen.find(({ path }) => path.startsWith('/store/stem'))?.body).toEqual(Buffer.from(stem));
    expect(bodyOf(takeId)).toEqual({
      storyId,
      parentId: null,
      startMs: 0,
      durationMs: 2_000,
      gainDb: 4.5,
      peaks: [1, 200],
      stem: { key: 'audio/stem-1', bytes: 5_000, sha256: sha256(stem) },
      mix: { key: 'audio/mix-1', bytes: 900, sha256: sha256(mix) },
      title: 'The dark house',
      visibility: 'unlisted',
      authorName: ' Ben ',
      alignment: NOT_ALIGNED,
      gear: null,
    });
    expect(sent[0]).toEqual([0, 5_900]);
    expect(sent.at(-1)).toEqual([5_900, 5_900]);
    expect(news.map(({ type }) => type)).toEqual(['arrived', 'arrived', 'published']);
    expect(news.at(-1)).toEqual({ type: 'published', url: `/s/${storyId}/${takeId}` });
  });

  it('tells of one that waits for the owner of its story', async () => {
    await ask();
    const url = `/s/${storyId}`;
    replies[`PUT /api/v1/takes/${takeId}`] = [{ status: 200, body: { state: 'waiting', storyId, url } }];
    const { news } = await take(newDeliver(), 'send', 'publish');
    expect(news.at(-1)).toEqual({ type: 'published', url, waits: true });
  });

  it('says with an answer how it was put in time, and with what, and sends what lies around it', async () => {
    const alignment = { ...NOT_ALIGNED, method: 'measured' as const, errorMs: 0.3, offsetMs: 81.2, nudgeMs: -3 };
    const gear = {
      inputLabel: 'a'.repeat(16),
      outputLabel: null,
      contextRate: 48_000,
      inputRate: 44_100,
      browser: 'X 1',
    };
    const rendered = { durationMs: 2_000, gainDb: 4.5, peaks: Uint8Array.of(1), alignment, hasMargins: true };
    await ask({ aim: DUET, rendered, gear, alignment: { ...NOT_ALIGNED, method: 'estimated', errorMs: 40 } });
    const { news } = await take(newDeliver(), 'send', 'publish');
    expect(news.map(({ type }) => type)).toEqual(['arrived', 'arrived', 'arrived', 'published']);
    expect(seen.find(({ path }) => path.startsWith('/store/margins'))?.body).toEqual(Buffer.from(margins));
    expect(bodyOf(takeId)).toMatchObject({
      alignment,
      gear,
      margins: { key: 'audio/margins-1', bytes: 300, sha256: sha256(margins) },
    });
  });

  it('takes the server’s word for what the server has mixed', async () => {
    const mixed = { ...NOT_ALIGNED, method: 'measured', errorMs: 0.4, offsetMs: 92 };
    const file = (key: string) => ({ key, bytes: 9, sha256: 'a'.repeat(64) });
    const files = { stem: file('s'), mix: file('m'), margins: file('r') };
    const body = { durationMs: 2_000, gainDb: 3, peaks: [1, 2], ...files, alignment: mixed };
    replies = { [`POST /api/v1/takes/${takeId}/mix`]: [{ status: 200, body }] };
    const alignment = { ...NOT_ALIGNED, method: 'calibrated' as const, errorMs: 1.5 };
    const unknown = { inputLabel: null, outputLabel: null, contextRate: null, inputRate: null, browser: 'unknown' };
    const gear = { ...unknown, heardSha256: 'b'.repeat(64) };
    await ask({ aim: DUET, rendered: null, alignment, gear });
    await take(newDeliver(), 'send', 'mix', 'publish');
    expect(bodyOf('/mix')).toMatchObject({ alignment, heardSha256: gear.heardSha256 });
    expect(bodyOf(takeId)).toMatchObject({ alignment: mixed, margins: { key: 'r' } });
  });

  it.each(['send, publish', 'send, mix, publish'])(
    'takes a draft that was left by the app of before: %s',
    async (steps) => {
      // Neither margins nor what the recording tells of itself were kept then.
      const alignment = { method: 'estimated' as const, errorMs: 40 };
      await ask({ aim: DUET, ...(steps.includes('mix') ? { rendered: null } : {}) });
      await drafts.change(takeId, (draft) => ({ ...draft, alignment: alignment as StoredDraft['alignment'] }));
      await take(newDeliver(), ...(steps.split(', ') as Doing[]));
      const body = bodyOf(takeId);
      expect(body).not.toHaveProperty('margins');
      expect(publishTake.parse(body)).toMatchObject({ gear: null, alignment: { ...NOT_ALIGNED, ...alignment } });
    },
  );

  it('says nothing of a title with an answer', async () => {
    await ask({ aim: DUET });
    await take(newDeliver(), 'send', 'publish');
    expect(bodyOf(takeId)).toMatchObject({ parentId, startMs: 8_000 });
    expect(bodyOf(takeId)).not.toHaveProperty('title');
  });

  it.each(['whole' as const, { slateToPunchMs: 400.5, latencyMs: 0, durationMs: null }])(
    'lets the server mix the source when the device could not: %#',
    async (cut) => {
      await ask({ rendered: null, cut, contentType: 'audio/webm;codecs=opus' });
      await take(newDeliver(), 'send', 'mix', 'publish');
      expect(bodyOf('/uploads').files).toMatchObject([{ kind: 'source', contentType: 'audio/webm' }]);
      expect(bodyOf('/mix')).toMatchObject({ cut, source: { key: 'audio/source-1', bytes: 700 } });
      expect(bodyOf(takeId)).toMatchObject({ gainDb: 3, stem: { key: 's' }, mix: { key: 'm' } });
    },
  );

  it('announces nothing when another page has sent it all', async () => {
    await ask();
    await take(newDeliver(), 'send');
    const before = seen.length;
    await take(newDeliver(), 'send');
    expect(requests(before)).toEqual([]);
  });

  it('does nothing for a take that was discarded or withdrawn a moment ago', async () => {
    await take(newDeliver(), 'send', 'publish');
    expect(seen).toEqual([]);
  });
});

describe('a take that is not whole on the device', () => {
  it('goes without its own stem and mix when they are gone', async () => {
    await ask();
    const draft = await drafts.get(takeId);
    await drafts.begin({ ...(draft as StoredDraft), stage: 'review' });
    await drafts.append(takeId, new Uint8Array(700).buffer);
    await drafts.change(takeId, (one) => ({ ...one, stage: 'outbox' }));
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'mixing_failed' });
    expect(await drafts.get(takeId)).toMatchObject({ rendered: null });
    expect((await take(newDeliver(), 'send')).news).toMatchObject([{ type: 'arrived', kind: 'source' }]);
  });

  it('goes without them when what lies around its stem is gone alone', async () => {
    await ask({ aim: DUET, rendered: { durationMs: 2_000, gainDb: 1, peaks: Uint8Array.of(1), hasMargins: true } });
    await drafts.putFile(takeId, 'margins', new Uint8Array());
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'mixing_failed' });
    expect((await take(newDeliver(), 'send')).news).toMatchObject([{ type: 'arrived', kind: 'source' }]);
  });

  it('is told of when its source is gone, too', async () => {
    await ask({ rendered: null }, new Uint8Array());
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'draft_incomplete' });
  });
});

describe('a large file', () => {
  const source = Uint8Array.from({ length: 7_500 }, (_, i) => (i * 7) % 253);
  const large = () => ask({ rendered: null }, source);
  const partsPut = (from = 0) =>
    seen.slice(from).flatMap(({ path, body }) => {
      const part = /part=(\d+)/.exec(path)?.[1];
      return part ? [[Number(part), body.length]] : [];
    });

  it('goes part by part, is told of before the first, and is then made whole', async () => {
    await large();
    const { news, sent } = await take(newDeliver(), 'send');
    expect(partsPut()).toEqual([
      [1, 2_000],
      [2, 2_000],
      [3, 2_000],
      [4, 1_500],
    ]);
    const whole = Buffer.concat(seen.filter(({ path }) => path.includes('part=')).map(({ body }) => body));
    expect(whole).toEqual(Buffer.from(source));
    expect(news.map(({ type }) => type)).toEqual(['begun', ...Array(4).fill('progressed'), 'arrived']);
    const begun = { key: 'audio/source-1', uploadId: 'upload-1' };
    expect(bodyOf('/finish')).toMatchObject({ kind: 'source', bytes: 7_500, sha256: sha256(source), ...begun });
    expect(sent.map(([bytes]) => bytes)).toEqual([...sent.map(([bytes]) => bytes)].sort((a, b) => a - b));
    expect(sent.at(-1)).toEqual([7_500, 7_500]);
  });

  it('goes on after the last part that has arrived, in another page too', async () => {
    await large();
    replies['PUT /store/source'] = [USUAL, USUAL, { status: 500 }];
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'storage_unavailable' });
    const before = seen.length;
    const { news, sent } = await take(newDeliver(), 'send');
    expect(bodyOf('/uploads').files[0].resume).toEqual({ key: 'audio/source-1', uploadId: 'upload-1' });
    expect(partsPut(before).map(([number]) => number)).toEqual([3, 4]);
    expect(sent[1]).toEqual([4_000, 7_500]);
    expect(news.at(-1)).toMatchObject({ type: 'arrived', file: { key: 'audio/source-1' } });
  });

  it('renews what is too old, as often as it takes while parts arrive', async () => {
    await large();
    const old = { status: 403 };
    replies['PUT /store/source'] = [old, USUAL, old, old, USUAL, old, USUAL];
    await take(newDeliver(), 'send');
    expect(requests().filter((one) => one.endsWith('/uploads')).length).toBe(5);
    expect(partsPut().map(([number]) => number)).toEqual([1, 1, 2, 2, 2, 3, 3, 4]);
    expect(bodyOf('/finish').key).toBe('audio/source-1');
  });

  it('sends a part again that somebody else has taken in the name of the store', async () => {
    await large();
    replies['PUT /store/source'] = [{ status: 200 }];
    await take(newDeliver(), 'send');
    expect(partsPut().map(([number]) => number)).toEqual([1, 2, 3, 4, 1]);
    expect(requests().filter((one) => one.endsWith('/finish')).length).toBe(2);
  });

  it('begins anew when the server knows nothing of it any more', async () => {
    await large();
    await drafts.change(takeId, (draft) =>
      recorded(
        draft,
        ASKED_AT,
        { type: 'begun', kind: 'source', key: 'audio/source-0', uploadId: 'gone' },
        {
          now: 0,
          random: 0,
          isOnline: true,
        },
      ),
    );
    replies[`POST /api/v1/takes/${takeId}/uploads`] = [refusal(409, 'upload_missing')];
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'upload_missing' });
    expect(requests().length).toBe(1);
  });
});

describe('trouble on the way', () => {
  it('renews a ticket that is too old, by itself', async () => {
    await ask();
    replies['PUT /store/stem'] = [{ status: 403 }];
    await take(newDeliver(), 'send', 'publish');
    expect(bodyOf(takeId).stem.key).toBe('audio/stem-2');
    expect(bodyOf(takeId).mix.key).toBe('audio/mix-1');
  });

  it('believes a store that refuses three times', async () => {
    await ask();
    replies['PUT /store/mix'] = [{ status: 403 }, { status: 403 }, { status: 403 }];
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'upload_refused' });
  });

  it('signs in again when the server does not know the person any more, once', async () => {
    await ask();
    const unknown = refusal(401, 'not_signed_in');
    replies[`POST /api/v1/takes/${takeId}/uploads`] = [unknown];
    const deliver = newDeliver();
    await take(deliver, 'send', 'publish');
    expect(signIns).toEqual([' Ben ', ' Ben ']);
    replies[`PUT /api/v1/takes/${takeId}`] = [unknown, unknown];
    await ask();
    await expect(take(deliver, 'send', 'publish')).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(signIns.length).toBe(3);
  });

  it('does not keep one file from arriving because of another, and sends none a second time', async () => {
    await ask();
    replies['PUT /store/mix'] = [{ status: 500 }];
    const deliver = newDeliver();
    await expect(take(deliver, 'send')).rejects.toMatchObject({ code: 'storage_unavailable' });
    const before = seen.length;
    const { sent } = await take(deliver, 'send');
    expect(requests(before)).toEqual([`POST /api/v1/takes/${takeId}/uploads`, 'PUT /store/mix']);
    expect(sent[0]).toEqual([5_000, 5_900]);
  });

  it.each([
    [500, 'storage_unavailable'],
    [400, 'upload_refused'],
    [413, 'upload_refused'],
  ])('tells of a store that answers %i', async (status, code) => {
    await ask();
    replies['PUT /store/stem'] = [{ status }];
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code });
  });

  it('tells of a network that is not there', async () => {
    await ask();
    await new Promise((resolve) => server.close(resolve));
    await expect(take(newDeliver(), 'send')).rejects.toMatchObject({ code: 'network_unreachable' });
    server.listen(0);
  });

  it.each([
    [200, 'network_unreachable'],
    [401, 'not_signed_in'],
    [409, 'unexpected'],
    [413, 'unexpected'],
    [502, 'deadline_exceeded'],
  ])("takes a stranger's page with status %i for no answer of the server", async (status, code) => {
    const api = createApi(origin);
    replies['POST /gateway'] = [{ status, text: '<h1>Welcome on board</h1>' }];
    await expect(api('POST', '/gateway', {}, 1_000)).rejects.toMatchObject({ code });
  });

  it('publishes nothing on the word of something that is not the server', async () => {
    await ask();
    const deliver = newDeliver();
    await take(deliver, 'send');
    for (const body of [{}, { url: 'https://elsewhere.example/' }, { ok: true }]) {
      replies[`PUT /api/v1/takes/${takeId}`] = [{ status: 200, body }];
      await expect(take(deliver, 'publish')).rejects.toThrow();
    }
    expect((await drafts.get(takeId))?.delivery?.at).toBe('waiting');
  });
});
