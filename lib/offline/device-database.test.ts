import { type IDBPDatabase, openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type DeviceDatabase, openDeviceDatabase } from './device-database';
import { draftOf, freshDevice } from './test-device';

beforeEach(freshDevice);
afterEach(() => vi.restoreAllMocks());

const put = (database: DeviceDatabase, takeId = 'a') =>
  database.write(['drafts'], (tx) => tx.objectStore('drafts').put(draftOf(takeId), takeId));
const ids = (database: DeviceDatabase) => database.read((db) => db.getAllKeys('drafts'));

it('opens again when the browser has dropped the connection', async () => {
  const database = openDeviceDatabase();
  let dropped: IDBPDatabase | null = null;
  await database.read(async (db) => {
    dropped = db as unknown as IDBPDatabase;
  });
  // iOS does so behind the page's back: what was open refuses every transaction.
  (dropped as IDBPDatabase | null)?.close();
  await put(database);
  expect(await ids(database)).toEqual(['a']);
});

it('makes way for a newer version of the app, and goes on with what it knows', async () => {
  const database = openDeviceDatabase();
  await put(database);
  const newer = await openDB('tap-story', 99, { upgrade: (db) => void db.createObjectStore('more') });
  newer.close();
  await put(database, 'b');
  expect(await ids(database)).toEqual(['a', 'b']);
});

it.each(['QuotaExceededError', 'UnknownError'])('names the reason of a transaction that ends in %s', async (name) => {
  const database = openDeviceDatabase();
  const failing = database.write(['drafts'], async (tx) => {
    await tx.objectStore('drafts').put(draftOf('a'), 'a');
    throw new DOMException('refused', name);
  });
  await expect(failing).rejects.toMatchObject({
    code: name === 'QuotaExceededError' ? 'device_full' : 'device_store_failed',
  });
});

it('writes all or nothing', async () => {
  const database = openDeviceDatabase();
  const mistake = database.write(['drafts'], async (tx) => {
    await tx.objectStore('drafts').put(draftOf('a'), 'a');
    throw new TypeError('a mistake');
  });
  await expect(mistake).rejects.toThrow('a mistake');
  expect(await ids(database)).toEqual([]);
});

it('gives a store up that never answers', async () => {
  vi.spyOn(indexedDB, 'open').mockReturnValue(new IDBOpenDBRequest());
  const database = openDeviceDatabase(500);
  await expect(put(database)).rejects.toMatchObject({ code: 'device_store_failed' });
  await expect(ids(database)).rejects.toMatchObject({ code: 'device_unreadable' });
  vi.restoreAllMocks();
  await put(database);
  expect(await ids(database)).toEqual(['a']);
});

it('finds nothing where the browser has no store, and says so when something is to be kept', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('cookies are off', 'SecurityError');
  });
  const database = openDeviceDatabase();
  expect(await ids(database)).toBeNull();
  await expect(put(database)).rejects.toMatchObject({ code: 'device_store_failed' });
});
