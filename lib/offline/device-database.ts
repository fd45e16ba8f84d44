import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { AppError } from '@/lib/domain/errors';
import type { KeptPath } from './kept-paths';
import type { DraftFileKind, StoredDraft } from './stored-draft';
import type { VisitedStory } from './visited';

/** Bytes are ArrayBuffers: WebKit loses Blobs. */
interface Schema extends DBSchema {
  /** By the take's id. */
  drafts: { key: string; value: StoredDraft };
  /** The sources, by the take's id and the chunk's number, from 0. */
  chunks: { key: [string, number]; value: ArrayBuffer };
  files: { key: [string, DraftFileKind]; value: ArrayBuffer };
  /** By the id of the path's last take. */
  kept: { key: string; value: KeptPath };
  /** By the story's id. */
  visited: { key: string; value: VisitedStory };
}
type Store = StoreNames<Schema>;
type Database = IDBPDatabase<Schema>;
export type DeviceTransaction = IDBPTransaction<Schema, Store[], 'readwrite'>;

export type DeviceDatabase = {
  /** Null where the browser has no such store at all. Throws AppError('device_unreadable'). */
  read<T>(work: (database: Database) => Promise<T>): Promise<T | null>;
  /** One transaction, on the disk before it resolves; may run twice. Throws AppError('device_full' | 'device_store_failed'). */
  write<T>(stores: Store[], work: (transaction: DeviceTransaction) => Promise<T>): Promise<T>;
};

const NAME = 'tap-story';
const VERSION = 1;
/** A store that has not answered by then counts as dead (ms). */
const DEADLINE_MS = 10_000;
/** How a browser says that it has no store for this page: cookies are off, or an old private window. */
const ABSENT = new Set(['SecurityError', 'InvalidStateError']);

/** The database of this device, opened when it is needed and again whenever the browser has dropped it. */
export function openDeviceDatabase(deadlineMs = DEADLINE_MS): DeviceDatabase {
  let opened: Promise<Database> | null = null;
  let isAbsent = typeof indexedDB === 'undefined' || indexedDB === null;

  function database(): Promise<Database> {
    opened ??= connect(forget).catch((cause: unknown) => {
      isAbsent = cause instanceof DOMException && ABSENT.has(cause.name);
      throw cause;
    });
    return opened;
  }

  function forget(): void {
    const dropped = opened;
    opened = null;
    // One that never opened has nothing to close, and has told its caller so.
    dropped?.then((connection) => connection.close()).catch(() => undefined);
  }

  /** Once more on a new connection: iOS drops those of a page in the background. */
  async function run<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const attempt = () => within(deadlineMs, database().then(work));
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof DOMException) || isFull(cause)) throw cause;
      forget();
      return attempt();
    }
  }

  return {
    async read(work) {
      try {
        return isAbsent ? null : await run(work);
      } catch (cause) {
        if (!(cause instanceof DOMException)) throw cause;
        if (isAbsent) return null;
        throw new AppError('device_unreadable', { cause });
      }
    },
    async write(stores, work) {
      if (isAbsent) throw new AppError('device_store_failed', { cause: 'no IndexedDB' });
      try {
        return await run((connection) => transact(connection, stores, work));
      } catch (cause) {
        if (!(cause instanceof DOMException)) throw cause;
        throw new AppError(isFull(cause) ? 'device_full' : 'device_store_failed', { cause });
      }
    },
  };
}

/** Everything under this device's prefix of `[takeId, …]` keys. */
export const rangeOf = (takeId: string): IDBKeyRange => IDBKeyRange.bound([takeId], [takeId, []]);

export const isFull = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'QuotaExceededError';

async function connect(onLost: () => void): Promise<Database> {
  const callbacks = { upgrade: makeStores, blocking: onLost, terminated: onLost };
  try {
    return await openDB<Schema>(NAME, VERSION, callbacks);
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === 'VersionError')) throw cause;
    // A newer version of the app has been here: stores are only ever added, so that this page can go on with what it knows.
    return openDB<Schema>(NAME, undefined, callbacks);
  }
}

function makeStores(database: Database, oldVersion: number): void {
  if (oldVersion >= 1) return;
  for (const store of ['drafts', 'chunks', 'files', 'kept', 'visited'] as const) database.createObjectStore(store);
}

async function transact<T>(
  database: Database,
  stores: Store[],
  work: (tx: DeviceTransaction) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
  const run = work(transaction).catch((cause: unknown) => {
    if (!(cause instanceof DOMException)) transaction.abort();
    throw cause;
  });
  const [worked, done] = await Promise.allSettled([run, transaction.done]);
  if (worked.status === 'rejected' && !(worked.reason instanceof DOMException)) throw worked.reason;
  // Of the two the transaction knows why: its requests are told of no more than an abort.
  if (done.status === 'rejected') throw done.reason;
  if (worked.status === 'rejected') throw worked.reason;
  return worked.value;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('The store does not answer', 'TimeoutError')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
