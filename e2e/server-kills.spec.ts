import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { Rendered } from '@/lib/mixing/job';
import { type MortalApp, openMortalApp } from './mortal-app';
import { answerParcel, type Device, factsOf, openDevice, type Parcel, seedParcel, sendHalf } from './steady-device';
import { longTake, shortTake } from './takes-to-send';
import { type StoredFacts, walk } from './tree-walk';

/** How long the database and the store are away (ms). */
const AWAY_MS = 10_000;
/** So many takes are published at once. */
const AT_ONCE = 24;
const STORE_SIZE = '160m';

type Line = {
  'what ended': string;
  kills: number;
  takes: number;
  'already there': number;
  published: number;
  'tries that failed': string;
};

// One server dies all through it, and the last test looks at what it left.
test.describe.configure({ mode: 'serial' });

test.describe('a server that dies', () => {
  let folder: string;
  let store: string;
  let whyNotSmall: string | null;
  let app: MortalApp;
  let device: Device;
  let short: Rendered;
  /** Its stem is above 16 MiB. */
  let long: Rendered;
  let root: Parcel;
  const delivered: Parcel[] = [];
  const table: Line[] = [];

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    folder = await mkdtemp(join(tmpdir(), 'tap-story-mortal-'));
    store = join(folder, 'store');
    mkdirSync(store);
    // PostgreSQL's own user has to pass.
    execFileSync('chmod', ['711', folder]);
    whyNotSmall = mountSmall(store);
    // More takes at once than any person sends.
    app = await openMortalApp(folder, { LIMITS: 'off' });
    device = await openDevice(app.origin);
    short = await shortTake();
    long = await longTake();
    root = seedParcel(short);
    await device.deliver(root);
    delivered.push(root);
  });

  test.afterAll(async () => {
    await app?.close();
    if (whyNotSmall === null) execFileSync('umount', [store]);
    rmSync(folder, { recursive: true, force: true });
  });

  const published = async (parcels: Parcel[]) => (await walk(app.databaseUrl(), storedIn(store), parcels)).published;

  /** `already`: published before, though the device does not know. */
  async function deliverAll(what: string, kills: number, parcels: Parcel[], already = 0): Promise<void> {
    await Promise.all(parcels.map((parcel) => device.deliver(parcel)));
    delivered.push(...parcels);
    table.push({
      'what ended': what,
      kills,
      takes: parcels.length,
      'already there': already,
      published: await published(parcels),
      'tries that failed': tally(parcels),
    });
    expect(table.at(-1)?.published).toBe(parcels.length);
  }
  const some = (count: number) =>
    Array.from({ length: count }, (_, i) => (i % 2 === 0 ? seedParcel(short) : answerParcel(root, short)));
  const arriving = () => (existsIn(store, 'incoming') ? readdirSync(join(store, 'incoming')).length : 0);
  /** What the killed server left half-written; the sweep takes it after a day. */
  const tidy = () => rmSync(join(store, 'incoming'), { recursive: true });

  test('while a file is on its way to it', async () => {
    for (const aim of [app.aimAtServer, app.aimAtEverything]) {
      const parcel = seedParcel(short);
      const ticket = await device.ticketOf(parcel, 'stem');
      if ('parts' in ticket) throw new Error('this one is sent whole');
      const line = sendHalf(new URL(ticket.url, app.origin), ticket.headers, short.stem);
      await expect.poll(arriving).toBe(1);
      await aim()();
      line.hangUp();
      await app.start();
      await deliverAll(aim === app.aimAtServer ? 'the server, in a PUT' : 'everything, in a PUT', 1, [parcel]);
      tidy();
    }
  });

  test('while a long take is on its way in parts', async () => {
    const parcel = seedParcel(long);
    const ticket = await device.ticketOf(parcel, 'stem');
    if (!('parts' in ticket)) throw new Error('this one is sent in parts');
    expect(ticket.parts.missing).toHaveLength(3);
    const [first, second] = ticket.parts.missing;
    const { partBytes } = ticket.parts;
    const sent = await fetch(new URL(first?.url ?? '', app.origin), {
      method: 'PUT',
      body: long.stem.slice(0, partBytes),
    });
    expect(sent.status).toBe(200);
    const line = sendHalf(new URL(second?.url ?? '', app.origin), {}, long.stem.subarray(partBytes, 2 * partBytes));
    await expect.poll(arriving).toBe(1);
    await app.aimAtEverything()();
    line.hangUp();
    tidy();
    await app.start();
    await deliverAll('everything, in a part', 1, [parcel]);
    expect(parcel.partsSent, 'the part that had arrived is not sent again').toEqual([2, 3]);
  });

  test('while it joins the parts', async () => {
    const parcel = seedParcel(long);
    const ticket = await device.ticketOf(parcel, 'stem');
    if (!('parts' in ticket)) throw new Error('this one is sent in parts');
    for (const { number, url } of ticket.parts.missing) {
      const body = long.stem.slice((number - 1) * ticket.parts.partBytes, number * ticket.parts.partBytes);
      expect((await fetch(new URL(url, app.origin), { method: 'PUT', body })).status).toBe(200);
    }
    const die = app.aimAtServer();
    const begins = once(watch(join(store, 'incoming')), 'change').then(die);
    const finishing = device.finish(parcel, 'stem').then(
      () => 'joined',
      () => 'killed',
    );
    await begins;
    expect(await finishing).toBe('killed');
    tidy();
    await app.start();
    await deliverAll('the server, joining parts', 1, [parcel]);
    expect(parcel.partsSent).toEqual([]);
  });

  for (const [answers, power] of [
    [1, false],
    [2, true],
    [5, false],
    [9, true],
  ] as const) {
    test(`while ${AT_ONCE} takes are being published, after ${answers} of them${power ? ', and the database too' : ''}`, async () => {
      const parcels = some(AT_ONCE);
      await Promise.all(parcels.map((parcel) => device.uploadAll(parcel)));
      const die = power ? app.aimAtEverything() : app.aimAtServer();
      let heard = 0;
      let dead: Promise<void> | undefined;
      const publishing = parcels.map(async (parcel) => {
        await device.publish(parcel);
        heard += 1;
        if (heard >= answers) dead ??= die();
      });
      const outcomes = await Promise.allSettled(publishing);
      await dead;
      const unheard = outcomes.filter(({ status }) => status === 'rejected').length;
      expect(unheard, 'publications that never heard of it').toBeGreaterThan(0);
      await app.start();
      const already = (await published(parcels)) - (AT_ONCE - unheard);
      expect(already, 'what was heard of is there').toBeGreaterThanOrEqual(0);
      const what = `${power ? 'everything' : 'the server'}, ${unheard} of ${AT_ONCE} unanswered`;
      await deliverAll(what, 1, parcels, already);
    });
  }

  test('or whose PostgreSQL is gone for ten seconds', async () => {
    const parcels = some(8);
    await Promise.all(parcels.slice(0, 4).map((parcel) => device.uploadAll(parcel)));
    const thaw = app.freezeDatabase();
    const delivering = deliverAll('PostgreSQL, for 10 s', 0, parcels);
    await later(AWAY_MS);
    thaw();
    await delivering;
  });

  test('or whose store says 500 for ten seconds', async () => {
    const parcels = some(8);
    await Promise.all(parcels.slice(0, 4).map((parcel) => device.uploadAll(parcel)));
    const mend = breakStore(store);
    const delivering = deliverAll('the store, for 10 s', 0, parcels);
    await later(AWAY_MS);
    mend();
    await delivering;
    expect(tally(parcels)).toContain('storage_unavailable');
  });

  test('or whose disk is full', async () => {
    test.skip(whyNotSmall !== null, whyNotSmall ?? '');
    const [there, ...parcels] = some(6);
    if (!there) throw new Error('no take');
    await device.uploadAll(there);
    fill(join(store, 'filler'));
    await deliverAll('the disk, after the upload', 0, [there]);
    const delivering = deliverAll('the disk, before the upload', 0, parcels);
    await expect.poll(() => parcels.every(({ faults }) => faults.includes('storage_unavailable'))).toBe(true);
    rmSync(join(store, 'filler'));
    await delivering;
  });

  test('leaves no take lost, none twice, no row without its files and no half file', async () => {
    const found = await walk(app.databaseUrl(), storedIn(store), delivered);
    console.table(table);
    console.log(`all of it: ${JSON.stringify(found)}`);
    expect(found).toEqual({ published: delivered.length, lost: 0, doubles: 0, withoutFiles: 0 });
    const known = new Set([short.stem, short.mix, long.stem, long.mix].map((bytes) => factsOf(bytes).sha256));
    const ids = new Set(delivered.map(({ takeId }) => takeId));
    for (const takeId of readdirSync(join(store, 'audio')).filter((id) => ids.has(id))) {
      for (const name of readdirSync(join(store, 'audio', takeId))) {
        const file = await storedIn(store)(`audio/${takeId}/${name}`);
        expect(known.has(file?.sha256 ?? ''), `audio/${takeId}/${name} is a whole file`).toBe(true);
      }
    }
    const again = seedParcel(short);
    await device.deliver(again);
    expect(again.faults).toEqual([]);
  });
});

const storedIn =
  (store: string): StoredFacts =>
  async (key) =>
    existsIn(store, key) ? factsOf(readFileSync(join(store, key))) : null;

const existsIn = (store: string, path: string): boolean =>
  statSync(join(store, path), { throwIfNoEntry: false }) !== undefined;

/** The folders are there no more, and nothing can be made in their place. */
function breakStore(store: string): () => void {
  const names = ['audio', 'incoming', 'parts'].filter((name) => existsIn(store, name));
  for (const name of names) {
    renameSync(join(store, name), join(store, `${name}.away`));
    writeFileSync(join(store, name), '');
  }
  return () => {
    for (const name of names) {
      rmSync(join(store, name));
      renameSync(join(store, `${name}.away`), join(store, name));
    }
  };
}

/** A file system of its own that can be filled. Returns why there is none, or null. */
function mountSmall(at: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${STORE_SIZE}`, 'tmpfs', at], { stdio: 'pipe' });
    return null;
  } catch (cause) {
    const reason = `no small file system can be mounted here (${cause})`;
    console.log(`The journey with a full disk is skipped: ${reason}.`);
    return reason;
  }
}

/** Down to the last byte. */
function fill(file: string): void {
  const piece = Buffer.alloc(1024 * 1024);
  for (let bytes = piece.length; bytes > 0; ) {
    try {
      writeFileSync(file, piece.subarray(0, bytes), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      bytes >>= 1;
    }
  }
}

function tally(parcels: readonly Parcel[]): string {
  const counts = new Map<string, number>();
  for (const code of parcels.flatMap(({ faults }) => faults)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} × ${code}`).join(', ') || '–';
}
