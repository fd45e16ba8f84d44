import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announceUploads, mixTake, publishTake } from '@/lib/domain/schemas';
import type { Delivery, Progress } from '@/lib/studio/ports';
import { createApi } from './api';
import { type PutFile, putError } from './put-file';
import { createPublisher } from './upload';

type Seen = { method: string; path: string; body: Buffer };
type Reply = { status: number; body?: object };

/** The API and the store as one small server, which refuses what it is told to. */
let server: Server;
let origin = '';
let seen: Seen[] = [];
let replies: Record<string, Reply[]> = {};
let announced = 0;

const takeId = '01980000-0000-7000-8000-000000000001';
const storyId = '01980000-0000-7000-8000-000000000002';
const parentId = '01980000-0000-7000-8000-000000000003';
const stem = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);
const mix = Uint8Array.from({ length: 900 }, (_, i) => i % 7);

beforeEach(async () => {
  seen = [];
  replies = {};
  announced = 0;
  server = createServer(async (request, response) => {
    const body = await readAll(request);
    const { method = '', url: path = '' } = request;
    seen.push({ method, path, body });
    const reply = replies[`${method} ${path.replace(/\?.*/, '')}`]?.shift() ?? usual(method, path, body);
    response.writeHead(reply.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(reply.body ?? {}));
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
  if (path.startsWith('/store/')) return { status: 200 };
  if (path.endsWith('/uploads')) {
    announced += 1;
    const { files } = announceUploads.parse(JSON.parse(body.toString()));
    const uploads = files.map(({ kind }) => ({
      kind,
      key: `audio/${kind}-${announced}`,
      url: `${origin}/store/${kind}?n=${announced}`,
      headers: { 'Content-Type': 'application/octet-stream' },
      expiresAt: new Date(0).toISOString(),
    }));
    return { status: 200, body: { uploads } };
  }
  if (path.endsWith('/mix')) {
    mixTake.parse(JSON.parse(body.toString()));
    const file = (key: string) => ({ key, bytes: 9, sha256: 'a'.repeat(64) });
    return { status: 200, body: { durationMs: 2_000, gainDb: 3, peaks: [1, 2], stem: file('s'), mix: file('m') } };
  }
  if (method === 'PUT') publishTake.parse(JSON.parse(body.toString()));
  return { status: 200, body: { url: `/s/${storyId}/${takeId}` } };
}

const put: PutFile = async (ticket, bytes, onSent, signal) => {
  const answer = await fetch(ticket.url, { method: 'PUT', headers: ticket.headers, body: bytes, signal });
  onSent(bytes.byteLength);
  if (!answer.ok) throw putError(answer.status);
};

const delivery = (over: Partial<Delivery> = {}): Delivery => ({
  takeId,
  storyId,
  aim: { answer: null, punchMs: 0 },
  recorded: {
    source: { bytes: new Uint8Array(700), contentType: 'audio/webm' },
    cut: { slateToPunchMs: 400.5, latencyMs: 0, durationMs: 2_000 },
    alignment: { method: 'none', errorMs: 0 },
  },
  rendered: { stem, mix, durationMs: 2_000, gainDb: 4.5, peaks: Uint8Array.of(1, 200) },
  form: { title: 'The dark house', name: ' Ben ', visibility: 'unlisted' },
  ...over,
});

const signIns: [string, boolean][] = [];
const newPublisher = () => {
  signIns.length = 0;
  return createPublisher({
    api: createApi(origin),
    put,
    signIn: async (name, again) => {
      signIns.push([name, again]);
    },
  });
};
const bodyOf = (path: string) =>
  JSON.parse(
    seen
      .filter((one) => one.path.endsWith(path))
      .at(-1)
      ?.body.toString() ?? 'null',
  );
const silent = () => undefined;

describe('publishing', () => {
  it('sends the announced bytes and says what they are', async () => {
    const steps: Progress[] = [];
    const url = await newPublisher().publish(delivery(), (step) => steps.push(step));
    expect(url).toBe(`/s/${storyId}/${takeId}`);
    const sha256 = createHash('sha256').update(stem).digest('hex');
    expect(bodyOf('/uploads').files[0]).toEqual({ kind: 'stem', contentType: 'audio/flac', bytes: 5_000, sha256 });
    expect(seen.find(({ path }) => path.startsWith('/store/stem'))?.body).toEqual(Buffer.from(stem));
    expect(bodyOf(takeId)).toEqual({
      storyId,
      parentId: null,
      startMs: 0,
      durationMs: 2_000,
      gainDb: 4.5,
      peaks: [1, 200],
      stem: { key: 'audio/stem-1', bytes: 5_000, sha256 },
      mix: { key: 'audio/mix-1', bytes: 900, sha256: createHash('sha256').update(mix).digest('hex') },
      title: 'The dark house',
      visibility: 'unlisted',
      authorName: 'Ben',
      alignment: { method: 'none', errorMs: 0 },
    });
    expect(steps.filter(({ station }) => station === 'network').at(-1)).toEqual({
      station: 'network',
      sentBytes: 5_900,
      totalBytes: 5_900,
    });
    expect(steps.at(-1)).toEqual({ station: 'server', doing: 'publishing' });
  });

  it('says nothing of a title with an answer', async () => {
    const parent = { id: parentId, startMs: 0, durationMs: 9_000, authorName: '', authorId: '', mixUrl: '', peaks: [] };
    const answer = { storyId, storyTitle: '', kind: 'duet' as const, parent, earliestStartMs: 0 };
    await newPublisher().publish(delivery({ aim: { answer, punchMs: 8_000 } }), silent);
    expect(bodyOf(takeId)).toMatchObject({ parentId, startMs: 8_000 });
    expect(bodyOf(takeId)).not.toHaveProperty('title');
  });

  it('lets the server mix the source when the device could not', async () => {
    const steps: Progress[] = [];
    await newPublisher().publish(delivery({ rendered: null }), (step) => steps.push(step));
    expect(bodyOf('/mix')).toMatchObject({
      cut: { slateToPunchMs: 400.5 },
      source: { key: 'audio/source-1', bytes: 700 },
    });
    expect(bodyOf(takeId)).toMatchObject({ gainDb: 3, stem: { key: 's' }, mix: { key: 'm' } });
    expect(steps).toContainEqual({ station: 'server', doing: 'mixing' });
  });
});

describe('trouble on the way', () => {
  it('renews a ticket that is too old, by itself', async () => {
    replies['PUT /store/stem'] = [{ status: 403 }];
    await newPublisher().publish(delivery(), silent);
    expect(bodyOf(takeId).stem.key).toBe('audio/stem-2');
    expect(bodyOf(takeId).mix.key).toBe('audio/mix-1');
  });

  it('believes a store that refuses three times', async () => {
    replies['PUT /store/mix'] = [{ status: 403 }, { status: 403 }, { status: 403 }];
    await expect(newPublisher().publish(delivery(), silent)).rejects.toMatchObject({ code: 'upload_refused' });
  });

  it('signs in again when the server does not know the person any more', async () => {
    replies[`POST /api/v1/takes/${takeId}/uploads`] = [
      { status: 401, body: { error: { code: 'not_signed_in', message: '' } } },
    ];
    await newPublisher().publish(delivery(), silent);
    expect(signIns).toEqual([
      [' Ben ', false],
      [' Ben ', true],
    ]);
  });

  it('does not send the files a second time when only the last step failed', async () => {
    replies[`PUT /api/v1/takes/${takeId}`] = [
      { status: 503, body: { error: { code: 'database_unavailable', message: '' } } },
    ];
    const publisher = newPublisher();
    await expect(publisher.publish(delivery(), silent)).rejects.toMatchObject({ code: 'database_unavailable' });
    const before = seen.length;
    await publisher.publish(delivery(), silent);
    expect(seen.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([`PUT /api/v1/takes/${takeId}`]);
  });

  it('sends them again when the server has lost them', async () => {
    replies[`PUT /api/v1/takes/${takeId}`] = [
      { status: 409, body: { error: { code: 'upload_missing', message: '' } } },
    ];
    const publisher = newPublisher();
    await expect(publisher.publish(delivery(), silent)).rejects.toMatchObject({ code: 'upload_missing' });
    await publisher.publish(delivery(), silent);
    expect(bodyOf(takeId).stem.key).toBe('audio/stem-2');
  });

  it.each([
    [500, 'storage_unavailable'],
    [400, 'upload_refused'],
  ])('tells of a store that answers %i', async (status, code) => {
    replies['PUT /store/stem'] = [{ status }];
    await expect(newPublisher().publish(delivery(), silent)).rejects.toMatchObject({ code });
  });

  it('tells of a network that is not there', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(newPublisher().publish(delivery(), silent)).rejects.toMatchObject({ code: 'network_unreachable' });
    server.listen(0);
  });

  it("tells of a proxy's page instead of an answer", async () => {
    const api = createApi(origin);
    replies['POST /gateway'] = [{ status: 502 }];
    await expect(api('POST', '/gateway', {}, 1_000)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });
});
