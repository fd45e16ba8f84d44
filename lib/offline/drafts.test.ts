import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createScope } from '@/lib/scope';
import { openDeviceDatabase } from './device-database';
import { type Drafts, openDrafts } from './drafts';
import { bytesOf, draftOf, freshDevice, otherPage, refusingDatabase, textOf } from './test-device';

beforeEach(freshDevice);

function page() {
  const database = refusingDatabase();
  return { database, drafts: openDrafts(createScope(), database) };
}

const sourceOf = async (drafts: Drafts, takeId = 'a') => textOf(await drafts.source(takeId));
const facts = { durationMs: 1_000, gainDb: 0, peaks: new Uint8Array(20) };

describe('on a device that has room', () => {
  it('keeps a draft and its chunks in the order they came, for every page', async () => {
    const { drafts } = page();
    void drafts.begin(draftOf('a'));
    for (const letter of 'abcdefghijkl') void drafts.append('a', bytesOf(letter));
    expect(await sourceOf(drafts)).toBe('abcdefghijkl');
    const other = otherPage();
    expect(await sourceOf(other)).toBe('abcdefghijkl');
    expect(await other.get('a')).toEqual(draftOf('a'));
    expect(drafts.isVolatile('a')).toBe(false);
  });

  it('holds ten minutes of half seconds, and reads them as one', async () => {
    const { drafts } = page();
    await drafts.begin(draftOf('a'));
    const chunks = Array.from({ length: 1_200 }, (_, n) => new Uint16Array([n]).buffer);
    await Promise.all(chunks.map((chunk) => drafts.append('a', chunk)));
    const source = await otherPage().source('a');
    expect([...new Uint16Array(source.buffer)]).toEqual(chunks.map((_, n) => n));
  });

  it('keeps a large file in pieces that every engine takes, all of them or none', async () => {
    const { drafts, database } = page();
    const file = new Uint8Array(20 * 1024 * 1024).map((_, n) => n % 251);
    await drafts.begin(draftOf('a'));
    const before = database.written;
    await drafts.append('a', file.slice().buffer);
    expect(database.written).toBe(before + 1);
    const chunks = await openDeviceDatabase().read((db) => db.getAllKeys('chunks'));
    expect(chunks).toEqual([0, 1, 2].map((n) => ['a', n]));
    expect(Buffer.compare(await otherPage().source('a'), file)).toBe(0);
  });

  it('changes what another page has written, and not what it has read before', async () => {
    const [one, two] = [page().drafts, otherPage()];
    await one.begin(draftOf('a'));
    await Promise.all(
      [one, two, one, two].map((drafts) => drafts.change('a', (d) => ({ ...d, startedAt: d.startedAt + 1 }))),
    );
    expect(await one.get('a')).toMatchObject({ startedAt: 1_004 });
    expect(await one.change('b', (draft) => draft)).toBeNull();
  });

  it('writes in the order it is asked, though a store that opens again may take longer over one', async () => {
    const { drafts, database } = page();
    await drafts.begin(draftOf('a'));
    const { write } = database;
    database.write = async (...asked) => {
      database.write = write;
      await new Promise((next) => setTimeout(next));
      return write(...asked);
    };
    void drafts.change('a', (draft) => ({ ...draft, stage: 'review' }));
    await drafts.change('a', (draft) => ({ ...draft, stage: 'outbox' }));
    expect(await drafts.get('a')).toMatchObject({ stage: 'outbox' });
  });

  it('lists the oldest first, and tells every page of changes', async () => {
    const [one, two] = [page().drafts, otherPage()];
    const heard = { one: vi.fn(), two: vi.fn() };
    one.subscribe(heard.one);
    two.subscribe(heard.two);
    await one.begin(draftOf('young', { startedAt: 2 }));
    await one.begin(draftOf('old', { startedAt: 1 }));
    expect((await two.all()).map(({ takeId }) => takeId)).toEqual(['old', 'young']);
    expect(heard.one).toHaveBeenCalledTimes(2);
    await vi.waitFor(() => expect(heard.two).toHaveBeenCalledTimes(2));
  });

  it('keeps files beside the source, copied: who gave them may use them up', async () => {
    const { drafts } = page();
    await drafts.begin(draftOf('a'));
    await drafts.append('a', bytesOf('source'));
    const given = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
    const kept = drafts.putFile('a', 'stem', given);
    given.fill(9);
    await kept;
    expect(await otherPage().file('a', 'stem')).toEqual(new Uint8Array([1, 2]));
    expect(await otherPage().file('a', 'mix')).toBeNull();
    expect(await otherPage().bytes('a')).toBe(8);
  });

  it('lightens a published take, and removes a take with all it had, and leaves the others', async () => {
    const { drafts } = page();
    for (const takeId of ['a', 'ab', 'b']) {
      await drafts.begin(draftOf(takeId));
      await drafts.append(takeId, bytesOf(takeId));
      await drafts.putFile(takeId, 'mix', new Uint8Array(1));
    }
    await drafts.change('a', (draft) => ({ ...draft, stage: 'outbox' }));
    await drafts.lighten('a');
    await drafts.remove('b');
    const other = otherPage();
    expect(await other.get('a')).toMatchObject({ stage: 'outbox' });
    expect(await other.bytes('a')).toBe(0);
    expect(await other.get('b')).toBeNull();
    expect(await other.bytes('b')).toBe(0);
    expect(await other.bytes('ab')).toBe(3);
  });

  it('drops chunks and files that come after their take was thrown away', async () => {
    const { drafts } = page();
    await drafts.begin(draftOf('a'));
    void drafts.remove('a');
    await drafts.append('a', bytesOf('late'));
    await drafts.putFile('a', 'parent', new Uint8Array(1));
    expect(await drafts.bytes('a')).toBe(0);
    expect(await drafts.all()).toEqual([]);
    expect(drafts.isVolatile('a')).toBe(false);
  });

  it('begins a take anew without anything of the one before', async () => {
    const { drafts } = page();
    for (const text of ['longer', 'new']) {
      await drafts.begin(draftOf('a'));
      for (const letter of text) await drafts.append('a', bytesOf(letter));
    }
    expect(await sourceOf(otherPage())).toBe('new');
  });
});

describe('on a device that refuses', () => {
  const CHUNKS = 6;
  // The first write is the record itself, the last but one the review's, the last the outbox'.
  const REFUSALS = Array.from({ length: CHUNKS + 3 }, (_, n) => n);

  it.each(REFUSALS)('loses no chunk when the store is full after %i writes', async (writes) => {
    const { drafts, database } = page();
    database.refuseAfter(writes);
    await drafts.begin(draftOf('a'));
    for (let n = 0; n < CHUNKS; n++) await drafts.append('a', bytesOf(String(n)));
    expect(await drafts.change('a', (draft) => ({ ...draft, stage: 'review' }))).toMatchObject({ stage: 'review' });
    expect(await drafts.change('a', (draft) => ({ ...draft, stage: 'outbox' }))).toMatchObject({ stage: 'outbox' });
    expect(drafts.isVolatile('a')).toBe(true);
    expect(drafts.refusal('a')).toBe('device_full');
    expect(await sourceOf(drafts)).toBe('012345');
    expect(await drafts.get('a')).toMatchObject({ stage: 'outbox' });
    expect(await drafts.all()).toMatchObject([{ takeId: 'a', stage: 'outbox' }]);
    // A crash now leaves what had reached the store.
    expect(await sourceOf(otherPage())).toBe('012345'.slice(0, Math.max(0, writes - 1)));
  });

  it.each(REFUSALS)('loses no chunk when the store dies after %i writes', async (writes) => {
    const { drafts, database } = page();
    const steps = [
      () => drafts.begin(draftOf('a')),
      ...Array.from({ length: CHUNKS }, (_, n) => () => drafts.append('a', bytesOf(String(n)))),
      () => drafts.change('a', (draft) => ({ ...draft, stage: 'review' })),
      () => drafts.putFile('a', 'mix', new Uint8Array(5)),
      () => drafts.change('a', (draft) => ({ ...draft, stage: 'outbox' })),
    ];
    for (const [n, step] of steps.entries()) {
      if (n === writes) database.die();
      await step();
    }
    expect(await sourceOf(drafts)).toBe('012345');
    expect(drafts.refusal('a')).toBe('device_store_failed');
    expect(await drafts.all()).toMatchObject([{ takeId: 'a', stage: 'outbox' }]);
    expect(drafts.fault()).toBe('device_unreadable');
  });

  it('takes a draft in that an earlier page began, without reading its bytes back', async () => {
    const before = otherPage();
    await before.begin(draftOf('a', { stage: 'review' }));
    await before.append('a', bytesOf('source'));
    await before.putFile('a', 'parent', new Uint8Array([7]));
    const { drafts, database } = page();
    database.refuseAfter(0);
    await drafts.change('a', (draft) => ({ ...draft, stage: 'outbox' }));
    expect(drafts.isVolatile('a')).toBe(true);
    expect(await drafts.get('a')).toMatchObject({ stage: 'outbox' });
    expect(await sourceOf(drafts)).toBe('source');
    expect(await drafts.file('a', 'parent')).toEqual(new Uint8Array([7]));
    expect(await before.get('a')).toMatchObject({ stage: 'review' });
  });

  it('does not take a draft in that it cannot read', async () => {
    await otherPage().begin(draftOf('a', { stage: 'review' }));
    const { drafts, database } = page();
    database.die();
    await expect(drafts.change('a', (draft) => draft)).rejects.toMatchObject({ code: 'device_unreadable' });
    await expect(drafts.get('a')).rejects.toMatchObject({ code: 'device_unreadable' });
    await expect(drafts.source('a')).rejects.toMatchObject({ code: 'device_unreadable' });
    expect(drafts.isVolatile('a')).toBe(false);
    expect(await drafts.all()).toEqual([]);
  });

  it('lists what it has begun itself when the store cannot be read', async () => {
    const { drafts, database } = page();
    await drafts.begin(draftOf('a'));
    database.die();
    expect(await drafts.all()).toEqual([draftOf('a')]);
    expect(drafts.fault()).toBe('device_unreadable');
  });

  it.each(['stem', 'mix'] as const)('goes without stem and mix when the %s finds no room', async (refused) => {
    const { drafts, database } = page();
    await drafts.begin(draftOf('a', { stage: 'review' }));
    await drafts.append('a', bytesOf('source'));
    if (refused === 'mix') await drafts.putFile('a', 'stem', new Uint8Array(9));
    database.refuseOnce();
    void drafts.putFile('a', refused, new Uint8Array(9));
    if (refused === 'stem') void drafts.putFile('a', 'mix', new Uint8Array(9));
    // Asked for before the store has answered, and done after it has.
    await drafts.change('a', (draft) => ({ ...draft, rendered: facts, stage: 'outbox' }));
    expect(drafts.isVolatile('a')).toBe(false);
    expect(await drafts.get('a')).toMatchObject({ stage: 'outbox', rendered: null });
    expect(await drafts.bytes('a')).toBe('source'.length);
    expect(await sourceOf(otherPage())).toBe('source');
  });

  it('goes on being recorded when the take it answers finds no room', async () => {
    const { drafts, database } = page();
    await drafts.begin(draftOf('a'));
    database.refuseOnce();
    await drafts.putFile('a', 'parent', new Uint8Array(9));
    await drafts.append('a', bytesOf('source'));
    await drafts.change('a', (draft) => ({ ...draft, rendered: facts }));
    expect(await otherPage().get('a')).toMatchObject({ rendered: facts });
    expect(await sourceOf(otherPage())).toBe('source');
  });

  it('keeps a take whose store was emptied under it', async () => {
    const { drafts } = page();
    await drafts.begin(draftOf('a'));
    await drafts.append('a', bytesOf('a'));
    await openDeviceDatabase().write(['drafts', 'chunks'], async (tx) => {
      await Promise.all([tx.objectStore('drafts').clear(), tx.objectStore('chunks').clear()]);
    });
    await drafts.append('a', bytesOf('b'));
    expect(drafts.refusal('a')).toBe('device_store_failed');
    expect(await sourceOf(drafts)).toBe('ab');
  });

  it('removes a refused take from the page, and what the store had of it', async () => {
    const { drafts, database } = page();
    await drafts.begin(draftOf('a'));
    await drafts.append('a', bytesOf('a'));
    database.refuseAfter(0);
    await drafts.append('a', bytesOf('b'));
    database.refuseAfter(null);
    await drafts.remove('a');
    expect(drafts.isVolatile('a')).toBe(false);
    expect(await drafts.all()).toEqual([]);
    expect(await otherPage().bytes('a')).toBe(0);
  });

  it('lightens a refused take to its record, which only this page has', async () => {
    const { drafts, database } = page();
    await drafts.begin(draftOf('a'));
    database.refuseAfter(0);
    await drafts.append('a', bytesOf('a'));
    const delivery = { at: 'published', url: '/s/x', publishedAt: 5 } as const;
    await drafts.change('a', (draft) => ({ ...draft, delivery }));
    await drafts.lighten('a');
    expect(await drafts.bytes('a')).toBe(0);
    expect(await drafts.get('a')).toMatchObject({ delivery });
  });

  it('tells a mistake of the program from a refusal', async () => {
    const { drafts } = page();
    await drafts.begin(draftOf('a'));
    const wrong = drafts.change('a', () => {
      throw new TypeError('a mistake');
    });
    await expect(wrong).rejects.toThrow('a mistake');
    expect(drafts.isVolatile('a')).toBe(false);
    expect(await drafts.get('a')).toEqual(draftOf('a'));
  });
});
