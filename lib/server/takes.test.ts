import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as readUrls } from '@/app/api/v1/takes/[takeId]/urls/route';
import { type Draft, draft, publishTake, render, unsent, upload } from '@/app/api/v1/test-publishing';
import { GET as readMedia } from '@/app/media/[...key]/route';
import { getStory } from '@/db/queries/stories';
import { getTake } from '@/db/queries/takes';
import { getUser } from '@/db/queries/users';
import { publishSeed } from '@/db/test-takes';
import type { TakeView } from '@/lib/domain/schemas';
import type { Rendered } from '@/lib/mixing/job';
import { callRoute, ORIGIN, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let ada: Person;
let bob: Person;
let spoken: Rendered;
let told: Rendered;
/** A published seed, which tests answer and never change. */
let seed: Draft;

beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await signIn(app, 'Ada'), await signIn(app, 'Bob')];
  spoken = await render('0880');
  const overlapMs = 1_000;
  const parent = { mix: spoken.mix, fromMs: spoken.durationMs - overlapMs, overlapMs };
  told = await render('0890', parent);
  seed = await draft(ada, spoken);
  expect((await publishTake(ada, seed.takeId, seed.body)).status).toBe(200);
});
afterAll(() => app.close());

/** An answer to the seed whose head sounds over its last second. */
const answer = async (as: Person, change?: Partial<Draft['body']>) => placed(await draft(as, told), change);
/** The same, but its files were never sent. */
const unsentAnswer = (as: Person, change?: Partial<Draft['body']>) => placed(unsent(as, told), change);

function placed(made: Draft, change: Partial<Draft['body']> = {}) {
  const { title: _, ...body } = made.body;
  const { storyId } = seed.body;
  const place = { storyId, parentId: seed.takeId, startMs: seed.body.durationMs - 1_000 };
  return { takeId: made.takeId, body: { ...body, ...place, ...change } };
}

const refused = async (as: Person | null, { takeId, body }: { takeId: string; body: unknown }) =>
  refusal(await publishTake(as, takeId, body));

describe('publishing', () => {
  test('a seed makes a story, and its take is told in full', async () => {
    const { takeId, body } = await draft(ada, spoken);
    const answered = await publishTake(ada, takeId, body);
    expect(answered.status).toBe(200);
    const { take, storyId, url }: { take: TakeView; storyId: string; url: string } = await answered.json();
    expect({ storyId, url }).toEqual({ storyId: body.storyId, url: `/s/${body.storyId}/${takeId}` });
    expect(take).toEqual({
      id: takeId,
      parentId: null,
      startMs: 0,
      durationMs: 2_990,
      author: { id: ada.id, name: 'Ada' },
      likeCount: 0,
      childCount: 0,
      bestChildId: null,
      mixUrl: expect.stringMatching(`^${ORIGIN}/media/audio/${takeId}/`),
      stemUrl: expect.stringMatching(`^${ORIGIN}/media/audio/${takeId}/`),
      peaks: [...spoken.peaks],
      alignment: { method: 'none', errorMs: 0, nudgeMs: 0 },
      gainDb: expect.closeTo(spoken.gainDb, 4),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const story = await getStory(app.db, { id: storyId });
    expect(story).toMatchObject({ title: 'A walk in the rain', visibility: 'public', ownerId: ada.id, takeCount: 1 });
  });

  test('a duet and a continue grow the tree of somebody else', async () => {
    const duet = await answer(bob);
    const { take }: { take: TakeView } = await (await publishTake(bob, duet.takeId, duet.body)).json();
    expect(take).toMatchObject({ parentId: seed.takeId, startMs: 1_990, author: { id: bob.id, name: 'Bob' } });
    const endMs = duet.body.startMs + duet.body.durationMs;
    const next = await answer(ada, { parentId: duet.takeId, startMs: endMs });
    expect((await publishTake(ada, next.takeId, next.body)).status).toBe(200);
    expect(await getTake(app.db, { storyId: seed.body.storyId, id: duet.takeId })).toMatchObject({ childCount: 1 });
    expect(await getStory(app.db, { id: seed.body.storyId })).toMatchObject({ ownerId: ada.id });
  });

  test('the same take twice, or many times at once, is one row and one answer', async () => {
    const mine = await answer(bob);
    const before = await getStory(app.db, { id: seed.body.storyId });
    const all = await Promise.all([1, 2, 3, 4].map(() => publishTake(bob, mine.takeId, mine.body)));
    all.push(await publishTake(bob, mine.takeId, mine.body));
    const bodies = await Promise.all(all.map(async (each) => ({ status: each.status, text: await each.text() })));
    expect(bodies[0]?.status).toBe(200);
    expect(new Set(bodies.map((each) => JSON.stringify(each))).size).toBe(1);
    expect((await getStory(app.db, { id: seed.body.storyId }))?.takeCount).toBe((before?.takeCount ?? 0) + 1);
  });

  test('again after the files have been swept from the draft still answers, for the row is there', async () => {
    const mine = await draft(ada, spoken);
    await publishTake(ada, mine.takeId, mine.body);
    const gone = { ...mine.body, stem: { ...mine.body.stem, key: 'audio/gone' } };
    expect((await publishTake(ada, mine.takeId, gone)).status).toBe(200);
  });

  test('other content under the same id is take_conflict and changes nothing', async () => {
    const mine = await answer(bob);
    await publishTake(bob, mine.takeId, mine.body);
    const changes: [Person, Partial<Draft['body']>][] = [
      [bob, { startMs: mine.body.startMs + 1 }],
      [bob, { durationMs: mine.body.durationMs + 1 }],
      [bob, { stem: seed.body.stem }],
      [bob, { mix: seed.body.mix }],
      [bob, { gainDb: mine.body.gainDb + 1 }],
      [bob, { peaks: [1, 2, 3] }],
      [bob, { authorName: 'Robert', durationMs: mine.body.durationMs + 1 }],
      [ada, { mix: { ...mine.body.mix, key: 'audio/other' } }],
      [bob, { parentId: null, startMs: 0, title: 'x' }],
    ];
    const before = await getTake(app.db, { storyId: seed.body.storyId, id: mine.takeId });
    for (const [as, change] of changes) {
      const said = await refused(as, { takeId: mine.takeId, body: { ...mine.body, ...change } });
      expect(said, JSON.stringify(change)).toMatchObject({ status: 409, code: 'take_conflict' });
    }
    expect(await getTake(app.db, { storyId: seed.body.storyId, id: mine.takeId })).toEqual(before);
    const retitled = { takeId: seed.takeId, body: { ...seed.body, title: 'Another title' } };
    expect(await refused(ada, retitled)).toMatchObject({ status: 409, code: 'take_conflict' });
  });

  test('a published take again in a story of another is take_conflict, and that story is not made', async () => {
    const stolen = { takeId: seed.takeId, body: { ...seed.body, storyId: uuidv7() } };
    expect(await refused(bob, stolen)).toMatchObject({ status: 409, code: 'take_conflict' });
    expect(await getStory(app.db, { id: stolen.body.storyId })).toBeNull();
  });

  test('without a session is not_signed_in', async () => {
    expect(await refused(null, seed)).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  test('what the body does not know is ignored', async () => {
    const mine = await draft(ada, spoken);
    const more = { authorId: bob.id, createdAt: '1999-01-01', likeCount: 9, takeId: uuidv7(), origin: 'http://evil' };
    const { take }: { take: TakeView } = await (await publishTake(ada, mine.takeId, { ...mine.body, ...more })).json();
    expect(take).toMatchObject({ id: mine.takeId, author: { id: ada.id }, likeCount: 0 });
    expect(take.mixUrl.startsWith(`${ORIGIN}/`)).toBe(true);
  });

  test('renames who publishes, and nobody else', async () => {
    const eve = await signIn(app, 'Eve');
    const mine = await draft(eve, spoken);
    await publishTake(eve, mine.takeId, { ...mine.body, authorName: 'Evelyn', authorId: ada.id });
    expect(await getUser(app.db, { id: eve.id })).toMatchObject({ name: 'Evelyn' });
    expect(await getUser(app.db, { id: ada.id })).toMatchObject({ name: 'Ada' });
  });
});

describe('the place of a take', () => {
  test('a parent that is gone, of another story, or in a story that is gone is parent_not_found', async () => {
    const elsewhere = await publishSeed(app.db);
    for (const change of [{ parentId: uuidv7() }, { parentId: elsewhere.id }, { storyId: uuidv7() }]) {
      const said = await refused(bob, unsentAnswer(bob, change));
      expect(said, JSON.stringify(change)).toMatchObject({ status: 409, code: 'parent_not_found' });
    }
  });

  test('a parent in the private story of another is parent_not_found, in one of one’s own it is not', async () => {
    const hidden = await publishSeed(app.db, {
      authorId: ada.id,
      story: { title: 'Private', visibility: 'private' },
    });
    const change = { storyId: hidden.storyId, parentId: hidden.id, startMs: 10_000 };
    expect(await refused(bob, unsentAnswer(bob, change))).toMatchObject({ status: 409, code: 'parent_not_found' });
    const own = await answer(ada, change);
    expect((await publishTake(ada, own.takeId, own.body)).status).toBe(200);
  });

  test.each<[string, Partial<Draft['body']>]>([
    ['take_too_short', { durationMs: 999 }],
    ['take_too_short', { durationMs: 0 }],
    ['take_too_long', { durationMs: 600_001 }],
    ['starts_too_late', { startMs: 2_991 }],
    ['starts_too_late', { startMs: Number.MAX_SAFE_INTEGER - 10 }],
    ['does_not_outlast_parent', { startMs: 0, durationMs: 3_489 }],
    ['seed_not_at_zero', { parentId: null, startMs: 1, title: 'x' }],
  ])('%s: %j', async (code, change) => {
    const storyId = change.parentId === null ? uuidv7() : seed.body.storyId;
    expect(await refused(bob, unsentAnswer(bob, { storyId, ...change }))).toMatchObject({ status: 422, code });
  });

  test('before the end of its grandparent is starts_too_early', async () => {
    const parent = await answer(ada);
    await publishTake(ada, parent.takeId, parent.body);
    const change = { parentId: parent.takeId, startMs: seed.body.durationMs - 1 };
    expect(await refused(bob, unsentAnswer(bob, change))).toMatchObject({ status: 422, code: 'starts_too_early' });
  });

  test.each([
    ['startMs', 1.5],
    ['startMs', -1],
    ['startMs', '0'],
    ['startMs', 2 ** 60],
    ['durationMs', 2_990.5],
    ['durationMs', null],
    ['storyId', 'x'],
    ['parentId', 'x'],
    ['parentId', undefined],
    ['stem', null],
    ['gainDb', 1e9],
    ['alignment', { method: 'magic', errorMs: 1 }],
    ['alignment', { method: 'none', errorMs: -1 }],
    ['visibility', 'secret'],
    ['peaks', [256]],
    ['peaks', [-1]],
    ['peaks', [1.5]],
    ['peaks', new Array(12_201).fill(0)],
    ['authorName', undefined],
    ['authorName', 'x'.repeat(61)],
  ])('%s, wrong in one way or another, is invalid_request and named (%#)', async (field, value) => {
    const said = await refused(ada, { takeId: uuidv7(), body: { ...seed.body, [field]: value } });
    expect(said).toMatchObject({ status: 422, code: 'invalid_request' });
    expect((said.issues as { path: string }[])[0]?.path.split('.')[0]).toBe(field);
  });

  test('an id that is none is invalid_request', async () => {
    for (const takeId of ['x', '1', '../..', `${seed.takeId}0`, '%00']) {
      expect(await refused(ada, { takeId, body: seed.body })).toMatchObject({ status: 422, code: 'invalid_request' });
    }
  });
});

describe('the title of a story and the name of a voice', () => {
  test.each([
    ['title_invalid', 'x'.repeat(10_000)],
    ['title_invalid', 'x'.repeat(121)],
    ['title_invalid', '\u0000\u0001\u001f\u007f\u0085'],
    ['title_invalid', '\u200b\u202e\u2066\ufeff\u200d'],
    ['title_invalid', '   '],
    ['title_invalid', ''],
    ['title_invalid', 7],
    ['title_invalid', null],
    ['title_missing', undefined],
  ])('%s: %#', async (code, title) => {
    const mine = title === undefined ? await draft(ada, spoken) : unsent(ada, spoken);
    expect(await refused(ada, { ...mine, body: { ...mine.body, title } })).toMatchObject({ status: 422, code });
    expect(await getStory(app.db, { id: mine.body.storyId })).toBeNull();
  });

  test.each([
    ['  A\twalk\r\nin\u0000the  rain \u0007', 'A walk in the rain'],
    ['שלום \u202eעולם', 'שלום עולם'],
    ['👩‍👩‍👧 家族', '👩‍👩‍👧 家族'],
    ['می‌خواهم', 'می‌خواهم'],
    ['co\u00adoperate\u200b\u2060', 'cooperate'],
    ['Zoe\u0308', 'Zoë'],
    ['\ud800x', '\ufffdx'],
    ["Robert'); DROP TABLE takes;--", "Robert'); DROP TABLE takes;--"],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['x'.repeat(60), 'x'.repeat(60)],
  ])('%j is kept as %j', async (typed, kept) => {
    const who = await signIn(app, 'Somebody');
    const mine = await draft(who, spoken);
    const answered = await publishTake(who, mine.takeId, { ...mine.body, title: typed, authorName: typed });
    const { take }: { take: TakeView } = await answered.json();
    expect(take.author.name).toBe(kept);
    expect(await getStory(app.db, { id: mine.body.storyId })).toMatchObject({ title: kept });
    expect(await getUser(app.db, { id: who.id })).toMatchObject({ name: kept });
  });

  test.each(['', '  ', '\u200b\u200d', '\u0000'])('an empty name, %j, is Guest', async (typed) => {
    const who = await signIn(app, 'Somebody');
    const mine = await draft(who, spoken);
    const answered = await publishTake(who, mine.takeId, { ...mine.body, authorName: typed });
    expect(await answered.json()).toMatchObject({ take: { author: { name: 'Guest' } } });
  });
});

describe('the files of a take', () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const withFile = async (kind: 'stem' | 'mix', bytes: Uint8Array) => {
    const mine = await draft(ada, spoken);
    const file = await upload(ada, mine.takeId, kind, bytes);
    return { takeId: mine.takeId, body: { ...mine.body, [kind]: file } };
  };

  test('that never arrived are upload_missing', async () => {
    for (const kind of ['stem', 'mix'] as const) {
      const mine = await draft(ada, spoken);
      await app.storage.remove(mine.body[kind].key);
      expect(await refused(ada, mine)).toMatchObject({ status: 409, code: 'upload_missing', kind });
    }
  });

  test('that are other than announced are upload_mismatch', async () => {
    for (const kind of ['stem', 'mix'] as const) {
      const { takeId, body } = await draft(ada, spoken);
      for (const lie of [{ bytes: body[kind].bytes - 1 }, { bytes: 1 }, { sha256: 'a'.repeat(64) }]) {
        const said = await refused(ada, { takeId, body: { ...body, [kind]: { ...body[kind], ...lie } } });
        expect(said, JSON.stringify(lie)).toMatchObject({ status: 422, code: 'upload_mismatch', kind });
      }
    }
  });

  test('of another take, of another kind, or outside of the store are upload_mismatch', async () => {
    const mine = await draft(bob, spoken);
    const hers = await draft(ada, spoken);
    const keys = [
      hers.body.stem.key,
      seed.body.stem.key,
      mine.body.mix.key,
      '../../etc/passwd',
      `${mine.body.stem.key}/../x`,
      `${mine.body.stem.key}\u0000`,
      `${mine.body.stem.key}\n`,
      '',
    ];
    for (const key of keys) {
      const said = await refused(bob, { ...mine, body: { ...mine.body, stem: { ...mine.body.stem, key } } });
      expect(said, key).toMatchObject({ status: 422, code: 'upload_mismatch', kind: 'stem' });
    }
    // The right bytes under a key of a source are no mix.
    const source = await upload(bob, mine.takeId, 'source', spoken.mix, 'audio/mp4');
    const said = await refused(bob, { ...mine, body: { ...mine.body, mix: source } });
    expect(said).toMatchObject({ status: 422, code: 'upload_mismatch', kind: 'mix' });
    expect((await publishTake(ada, hers.takeId, hers.body)).status).toBe(200);
  });

  test('that are not audio are not_audio', async () => {
    const page = bytesOf('<!doctype html><title>song.mp3</title>');
    const playlist = bytesOf('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n');
    for (const kind of ['stem', 'mix'] as const) {
      for (const bytes of [page, playlist, bytesOf('x'), bytesOf('ffconcat version 1.0\nfile /etc/passwd\n')]) {
        expect(await refused(ada, await withFile(kind, bytes))).toMatchObject({ status: 422, code: 'not_audio', kind });
      }
    }
  });

  test('that are audio of another kind are refused', async () => {
    expect(await refused(ada, await withFile('stem', spoken.mix))).toMatchObject({ status: 422, code: 'not_audio' });
    expect(await refused(ada, await withFile('mix', spoken.stem))).toMatchObject({ status: 422, code: 'not_audio' });
  });

  test('that are longer or shorter than the take are upload_mismatch', async () => {
    const mine = await draft(ada, spoken);
    for (const durationMs of [2_989, 2_991]) {
      const said = await refused(ada, { ...mine, body: { ...mine.body, durationMs } });
      expect(said).toMatchObject({ code: 'upload_mismatch', kind: 'stem', reason: 'length or format' });
    }
    expect(await refused(ada, await withFile('stem', told.stem))).toMatchObject({ code: 'upload_mismatch' });
    expect(await refused(ada, await withFile('mix', told.mix))).toMatchObject({ code: 'upload_mismatch' });
  });

  test('that were cut in half before they were announced are refused, wherever the cut is', async () => {
    const { mix, stem } = spoken;
    const moovAt = Buffer.from(mix).indexOf('moov') - 4;
    const moovEnd = moovAt + new DataView(mix.buffer, mix.byteOffset).getUint32(moovAt);
    for (const end of [16, 40, moovAt, moovEnd - 1, moovEnd, moovEnd + 8, mix.length >> 1, mix.length - 1]) {
      const said = await refused(ada, await withFile('mix', mix.slice(0, end)));
      expect(said, `the mix cut at ${end}`).toMatchObject({ status: 422, kind: 'mix' });
    }
    for (const end of [4, 16, 41, 42, 100, stem.length >> 1, stem.length - 1]) {
      const said = await refused(ada, await withFile('stem', stem.slice(0, end)));
      expect(said, `the stem cut at ${end}`).toMatchObject({ status: 422, kind: 'stem' });
    }
  });

  test('that claim lengths which no sound has are refused, without walking a million boxes', async () => {
    const timeless = spoken.mix.slice();
    const mvhd = Buffer.from(timeless).indexOf('mvhd') + 4;
    timeless.fill(0, mvhd + 12, mvhd + 20);
    expect(await refused(ada, await withFile('mix', timeless))).toMatchObject({ status: 422, kind: 'mix' });
    const free = Uint8Array.of(0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65);
    const ftyp = spoken.mix.slice(0, new DataView(spoken.mix.buffer, spoken.mix.byteOffset).getUint32(0));
    const boxes = Buffer.concat([ftyp, ...new Array<Uint8Array>(200_000).fill(free)]);
    expect(await refused(ada, await withFile('mix', boxes))).toMatchObject({ code: 'not_audio', kind: 'mix' });
  });
});

describe('the URLs of a take', () => {
  const urls = (takeId: string, story: string, as: Person | null = null) =>
    callRoute(readUrls, 'GET', `/api/v1/takes/${takeId}/urls?story=${story}`, { takeId }, { as });

  test('are absolute and serve the published bytes, whole and in ranges', async () => {
    const answered = await urls(seed.takeId, seed.body.storyId);
    const both: Record<string, string> = await answered.json();
    expect(Object.keys(both)).toEqual(['mixUrl', 'stemUrl']);
    for (const [name, bytes] of [
      ['mixUrl', spoken.mix],
      ['stemUrl', spoken.stem],
    ] as const) {
      const url = new URL(both[name] ?? '');
      expect(url.origin).toBe(ORIGIN);
      const key = url.pathname.replace('/media/', '').split('/');
      const get = (headers: Record<string, string>) =>
        readMedia(new Request(url, { headers }), { params: Promise.resolve({ key }) });
      expect(Buffer.from(await (await get({})).arrayBuffer()).equals(bytes)).toBe(true);
      const part = await get({ Range: 'bytes=100-199' });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    }
  });

  test('are of takes that are there, in stories that one may hear', async () => {
    expect(await refusal(await urls(uuidv7(), seed.body.storyId))).toMatchObject({
      status: 404,
      code: 'take_not_found',
    });
    expect(await refusal(await urls(seed.takeId, uuidv7()))).toMatchObject({ status: 404, code: 'story_not_found' });
    expect(await refusal(await urls(seed.takeId, ''))).toMatchObject({ status: 422, code: 'invalid_request' });
    const hidden = await publishSeed(app.db, { authorId: ada.id, story: { title: 'P', visibility: 'private' } });
    for (const as of [null, bob]) {
      expect(await refusal(await urls(hidden.id, hidden.storyId, as))).toMatchObject({ code: 'story_not_found' });
      // Nor through a story that is open to all.
      expect(await refusal(await urls(hidden.id, seed.body.storyId, as))).toMatchObject({ code: 'take_not_found' });
    }
    expect((await urls(hidden.id, hidden.storyId, ada)).status).toBe(200);
  });
});
