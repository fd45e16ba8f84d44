import { crc32 } from 'node:zlib';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDistinctNames, fileName, momentName } from './file-names';
import { hasChromium, openBrowser, SKIPPED, type TestBrowser } from './test-browser';
import type { Held } from './test-browser-page';
import { draftOf } from './test-device';

declare const held: Held;

if (!hasChromium) console.log(SKIPPED);

const MOMENT = new Date(2026, 10, 21, 12, 3).getTime();
const UUID = '0192f0c1-2345-4678-8abc-0123456789ab';

/** The stored files of a zip by name, each checked against its sum. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let n = 0; n < zip.readUInt16LE(end + 10); n++) {
    expect(zip.readUInt16LE(at + 10)).toBe(0);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + zip.readUInt32LE(at + 24));
    expect(crc32(bytes)).toBe(zip.readUInt32LE(at + 16));
    files.set(name, bytes);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

describe.skipIf(!hasChromium)('an export of everything on this device', () => {
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser((_, response) => response.end('mix'));
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  it('is a zip with the files of every take and path, and with no address or token', async () => {
    const form = { title: 'Rain: "a" / storm', name: 'Ada', visibility: 'unlisted' } as const;
    const trip = { askedAt: 0, tries: 0, notBefore: 0, lastCode: null, begun: {}, mixed: null } as const;
    const stem = { key: `audio/${UUID}/secret-stem.flac`, bytes: 1, sha256: '0' };
    const drafts = [
      draftOf('a', { startedAt: MOMENT, form, delivery: { at: 'waiting', ...trip, arrived: { stem } } }),
      draftOf('b', { startedAt: MOMENT, form, contentType: 'audio/mp4' }),
      draftOf('c', { startedAt: MOMENT, stage: 'preroll' }),
      draftOf('d', { startedAt: MOMENT, delivery: { at: 'published', url: '/s/x', publishedAt: 1 } }),
    ];
    const take = {
      id: UUID,
      parentId: null,
      startMs: 0,
      durationMs: 5,
      author: { id: 'x', name: 'Zoë / 1' },
      peaks: [],
    };
    const takes = [
      {
        ...take,
        likeCount: 0,
        childCount: 0,
        bestChildId: null,
        mixBytes: 3,
        mixUrl: `/media/audio/${UUID}/${UUID}-mix.m4a?secret`,
      },
    ];
    const base64 = await page.evaluate(
      async ([stored, path]) => {
        for (const draft of stored) await held.drafts.begin(draft);
        for (const takeId of ['a', 'b', 'd']) await held.drafts.append(takeId, new TextEncoder().encode(takeId).buffer);
        const rendered = { durationMs: 1, gainDb: 2, peaks: new Uint8Array(9) };
        await held.drafts.change('a', (draft) => ({ ...draft, rendered }));
        await held.drafts.putFile('a', 'stem', new Uint8Array([1]));
        await held.drafts.putFile('a', 'mix', new Uint8Array([2]));
        await held.drafts.putFile('a', 'parent', new Uint8Array([3]));
        await held.kept.keep(path, () => undefined, new AbortController().signal);
        const zip = await held.exportAll(held.drafts, held.kept);
        return btoa(String.fromCharCode(...new Uint8Array(await zip.arrayBuffer())));
      },
      [drafts, { storyId: 's', title: '..', takeId: UUID, defaultAnswer: 'duet' as const, takes }] as const,
    );
    const files = unzip(Buffer.from(base64, 'base64'));
    const [one, two] = ['Takes/2026-11-21 12.03 Rain a storm', 'Takes/2026-11-21 12.03 Rain a storm (2)'];
    expect([...files.keys()]).toEqual([
      ...['source.webm', 'stem.flac', 'mix.m4a', 'draft.json'].map((name) => `${one}/${name}`),
      ...['source.m4a', 'draft.json'].map((name) => `${two}/${name}`),
      'Kept offline/Untitled/1 Zoë 1.m4a',
      'Kept offline/Untitled/path.json',
    ]);
    expect(files.get(`${one}/source.webm`)?.toString()).toBe('a');
    expect(files.get('Kept offline/Untitled/1 Zoë 1.m4a')?.toString()).toBe('mix');
    expect(JSON.parse(String(files.get(`${one}/draft.json`)))).toMatchObject({
      title: form.title,
      name: 'Ada',
      startMs: 0,
    });
    expect(JSON.parse(String(files.get('Kept offline/Untitled/path.json')))).toMatchObject({
      title: '..',
      storyId: 's',
    });
    for (const bytes of files.values()) expect(bytes.toString()).not.toMatch(/secret|\/media|\/kept/);
  });

  it('gives a take alone as a file with a name that says what it is', async () => {
    const named = (takeId: string) =>
      page.evaluate(async (id) => {
        const file = await held.exportDraft(held.drafts, id);
        return file && [file.name, file.type, await file.text()];
      }, takeId);
    expect(await named('b')).toEqual(['Tap Story 2026-11-21 12.03.m4a', 'audio/mp4', 'b']);
    expect(await named('c')).toBeNull();
    expect(await named('nothing')).toBeNull();
  });
});

it.each([
  ['Rain', 'Rain'],
  ['../../etc/passwd', 'etc passwd'],
  ['a\\b:c*d?"e<f>g|h\u0000i\u202ej', 'a b c d e f g h i j'],
  ['  . ', 'Untitled'],
  ['ends in dots...', 'ends in dots'],
  ['💧'.repeat(200), '💧'.repeat(80)],
])('makes a name for every system of %j', (text, name) => {
  expect(fileName(text)).toBe(name);
});

it('gives no name twice, as systems compare them', () => {
  const distinct = createDistinctNames();
  expect(['Rain', 'rain', 'Rain', 'Snow'].map(distinct)).toEqual(['Rain', 'rain (2)', 'Rain (3)', 'Snow']);
  expect(momentName(MOMENT)).toBe('2026-11-21 12.03');
});
