/** A device for tests: a whole IndexedDB in memory, and a store that refuses when it is told to. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { AppError } from '@/lib/domain/errors';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { createScope } from '@/lib/scope';
import { type DeviceDatabase, openDeviceDatabase } from './device-database';
import { openDrafts } from './drafts';
import type { StoredDraft } from './stored-draft';

/** An empty store for whatever opens a database from now on. */
export function freshDevice(): void {
  globalThis.indexedDB = new IDBFactory();
}

type Refusing = DeviceDatabase & {
  /** So many writes from now on go well, then every one is refused; null: none is refused. */
  refuseAfter(writes: number | null): void;
  /** The next one alone. */
  refuseOnce(): void;
  /** As if the store were gone: nothing can be read either. */
  die(): void;
  written: number;
};

export function refusingDatabase(database = openDeviceDatabase()): Refusing {
  let left: number | null = null;
  let isOnce = false;
  let isDead = false;
  const refusing: Refusing = {
    written: 0,
    refuseAfter(writes) {
      left = writes;
    },
    refuseOnce() {
      isOnce = true;
    },
    die() {
      isDead = true;
    },
    async read(work) {
      if (isDead) throw new AppError('device_unreadable');
      return database.read(work);
    },
    async write(stores, work) {
      if (isDead) throw new AppError('device_store_failed');
      if (isOnce || (left !== null && left-- <= 0)) {
        isOnce = false;
        throw new AppError('device_full');
      }
      refusing.written++;
      return database.write(stores, work);
    },
  };
  return refusing;
}

/** Another page of the same device: what it knows, it has read. */
export const otherPage = () => openDrafts(createScope(), openDeviceDatabase());

export const draftOf = (takeId: string, more: Partial<StoredDraft> = {}): StoredDraft => ({
  takeId,
  storyId: 'story',
  aim: { answer: null, punchMs: 0 },
  startedAt: 1_000,
  contentType: 'audio/webm',
  cut: { slateToPunchMs: 100, latencyMs: 0, durationMs: null },
  alignment: NOT_ALIGNED,
  stage: 'recording',
  form: { title: '', name: '', visibility: 'public' },
  rendered: null,
  delivery: null,
  ...more,
});

export const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
export const textOf = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);
