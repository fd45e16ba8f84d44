import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { POST as mix } from '@/app/api/v1/takes/[takeId]/mix/route';
import { PUT as publish } from '@/app/api/v1/takes/[takeId]/route';
import { POST as finish } from '@/app/api/v1/takes/[takeId]/uploads/finish/route';
import { POST as announce } from '@/app/api/v1/takes/[takeId]/uploads/route';
import { render } from '@/app/api/v1/test-publishing';
import { PUT as putMedia } from '@/app/media/[...key]/route';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { PART_BYTES, WHOLE_UPLOAD_BYTES } from '@/lib/domain/limits';
import { createApi } from '@/lib/offline/api';
import { createDeliver } from '@/lib/offline/deliver';
import { openDeviceDatabase } from '@/lib/offline/device-database';
import { type Drafts, openDrafts } from '@/lib/offline/drafts';
import { createOutbox, type Outbox } from '@/lib/offline/outbox-runner';
import { type PutFile, putError } from '@/lib/offline/put-file';
import type { StoredDraft } from '@/lib/offline/stored-draft';
import { draftOf, freshDevice } from '@/lib/offline/test-device';
import { createScope, type Scope } from '@/lib/scope';
import type { Answer } from '@/lib/studio/aim';
import { callRoute, fileFacts, ORIGIN, openTestApp, type Person, signIn, type TestApp } from './test-api';

/** The device's outbox on the real API, database and store. */

let app: TestApp;
let ada: Person;
let page: Scope;
let drafts: Drafts;
let outbox: Outbox;
/** What the network carries; a test cuts it here. */
let carries: (path: string) => boolean;
let requests: string[];
let reported: unknown[];

beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
});
afterAll(() => app.close());

beforeEach(() => {
  freshDevice();
  requests = [];
  reported = [];
  carries = () => true;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const { pathname } = new URL(url);
    requests.push(`${init.method} ${pathname.replace(/[0-9a-f-]{36}/g, '…')}`);
    if (!carries(pathname)) throw new TypeError('Failed to fetch');
    const takeId = pathname.split('/')[4] ?? '';
    const handler = [announce, finish, mix, publish][routeOf(pathname)] ?? publish;
    return callRoute(handler, init.method ?? '', pathname, { takeId }, { as: ada, raw: String(init.body) });
  });
  open();
});
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
  expect(reported).toEqual([]);
});

const routeOf = (path: string) => ['/uploads', '/finish', '/mix'].findIndex((end) => path.endsWith(end));

const put: PutFile = async ({ url, headers }, bytes, onSent) => {
  const { pathname, searchParams } = new URL(url, ORIGIN);
  requests.push(searchParams.has('part') ? `PUT part ${searchParams.get('part')}` : 'PUT file');
  if (!carries(pathname)) throw new AppError('network_unreachable');
  const request = new Request(new URL(url, ORIGIN), { method: 'PUT', headers, body: bytes });
  const key = pathname.replace('/media/', '').split('/');
  const { status } = await putMedia(request, { params: Promise.resolve({ key }) });
  if (status !== 200) throw putError(status);
  onSent(bytes.length);
};

/** Opens the page anew: only what the device has stored is there. */
function open(): void {
  page?.close();
  page = createScope();
  drafts = openDrafts(page, openDeviceDatabase());
  outbox = createOutbox({
    drafts,
    deliver: createDeliver({ drafts, api: createApi(ORIGIN), put, signIn: () => Promise.resolve() }),
    inTurn: (run) => run(),
    clock: {
      now: Date.now,
      // Nothing goes on by itself: a test says when.
      after: () => () => undefined,
    },
    random: () => 0,
    page: { isOnline: () => true, listen: () => undefined },
    otherPages: { tell: () => undefined, listen: () => undefined },
    report: (cause) => void reported.push(cause),
  });
  page.add(outbox, (it) => it.close());
}

const form = { title: 'A walk in the rain', name: 'Ada', visibility: 'public' as const };
const at = (takeId: string, at: string) =>
  vi.waitFor(() => expect(outbox.statusOf(takeId)).toMatchObject({ at }), { timeout: 50_000, interval: 20 });

async function keepRendered(sentence: '0870' | '0880', storyId: string, answer: Answer | null) {
  const { stem, mix, ...facts } = await render(sentence);
  const takeId = uuidv7();
  const aim = { answer, punchMs: answer?.parent.durationMs ?? 0 };
  const draft: StoredDraft = draftOf(takeId, { storyId, stage: 'review', aim, rendered: facts });
  await drafts.begin(draft);
  await drafts.append(takeId, new Uint8Array(10).buffer);
  await drafts.putFile(takeId, 'stem', stem);
  await drafts.putFile(takeId, 'mix', mix);
  return { takeId, stem, mix, ...facts };
}

test('a story and its answer that were both made without a network are published in order, with every byte', async () => {
  const storyId = uuidv7();
  const seed = await keepRendered('0870', storyId, null);
  const parent = { id: seed.takeId, startMs: 0, durationMs: seed.durationMs, authorName: '', authorId: '', mixUrl: '' };
  const kind = 'continue' as const;
  const child = await keepRendered('0880', storyId, {
    ...{ storyId, storyTitle: '', kind, earliestStartMs: 0 },
    parent: { ...parent, peaks: [] },
  });
  carries = () => false;
  await outbox.ask(child.takeId, form);
  await outbox.ask(seed.takeId, form);
  await vi.waitFor(() => expect(outbox.statusOf(seed.takeId)).toMatchObject({ for: 'network' }));
  expect(outbox.statusOf(child.takeId)).toMatchObject({ at: 'waiting', for: 'parent' });

  open();
  carries = () => true;
  await vi.waitFor(() => expect(outbox.pending()).toBe(2));
  await outbox.retry(seed.takeId);
  for (const made of [seed, child]) {
    await at(made.takeId, 'published');
    const take = await getTake(app.db, { storyId, id: made.takeId });
    expect(fileFacts(await app.storage.read(take?.stemKey ?? ''))).toEqual(fileFacts(made.stem));
    expect(fileFacts(await app.storage.read(take?.mixKey ?? ''))).toEqual(fileFacts(made.mix));
    await vi.waitFor(async () => expect(await drafts.bytes(made.takeId)).toBe(0));
  }
  expect(requests.filter((one) => one === 'PUT /api/v1/takes/…').length).toBe(2);
});

test('a long file goes on from its last part after the page has died, and is mixed there', async () => {
  const source = silenceAndTone();
  const parts = Math.ceil(source.length / PART_BYTES);
  expect(source.length).toBeGreaterThan(WHOLE_UPLOAD_BYTES);
  const [storyId, takeId] = [uuidv7(), uuidv7()];
  await drafts.begin(draftOf(takeId, { storyId, stage: 'review', contentType: 'audio/wav', cut: 'whole' }));
  await drafts.append(takeId, source.slice().buffer);
  carries = (path) => !path.startsWith('/media') || requests.filter((one) => one.startsWith('PUT part')).length < parts;
  await outbox.ask(takeId, form);
  await vi.waitFor(() => expect(outbox.statusOf(takeId)).toMatchObject({ at: 'waiting', for: 'network' }), {
    timeout: 20_000,
  });
  expect(requests.filter((one) => one.startsWith('PUT part'))).toEqual(
    Array.from({ length: parts }, (_, i) => `PUT part ${i + 1}`),
  );

  open();
  carries = () => true;
  requests = [];
  await vi.waitFor(() => expect(outbox.pending()).toBe(1));
  await outbox.retry(takeId);
  await at(takeId, 'published');
  expect(requests).toEqual([
    'POST /api/v1/takes/…/uploads',
    `PUT part ${parts}`,
    'POST /api/v1/takes/…/uploads/finish',
    'POST /api/v1/takes/…/mix',
    'PUT /api/v1/takes/…',
  ]);
  expect(await getTake(app.db, { storyId, id: takeId })).toMatchObject({ durationMs: SECONDS * 1_000 });
});

const SECONDS = 100;
const RATE = 48_000;

/** 16-bit stereo, as a recorder of interviews writes it: large for its length. */
function silenceAndTone(): Uint8Array<ArrayBuffer> {
  const data = new Int16Array(SECONDS * RATE * 2).map((_, i) => Math.round(9_000 * Math.sin(i / 40) * ((i >> 15) & 1)));
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) => {
    for (const [i, letter] of [...word].entries()) header.setUint8(at + i, letter.charCodeAt(0));
  };
  text(0, 'RIFF');
  header.setUint32(4, 36 + data.byteLength, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 2, true);
  header.setUint32(24, RATE, true);
  header.setUint32(28, RATE * 4, true);
  header.setUint16(32, 4, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, data.byteLength, true);
  const file = new Uint8Array(44 + data.byteLength);
  file.set(new Uint8Array(header.buffer));
  file.set(new Uint8Array(data.buffer), 44);
  return file;
}
