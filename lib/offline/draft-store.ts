import { type DeviceDatabase, rangeOf } from './device-database';
import type { DraftFileKind, StoredDraft } from './stored-draft';

/** Drafts in the device's database. Writing throws device_full or device_store_failed, reading device_unreadable. */
export type DraftStore = {
  /** Puts a draft without any bytes. */
  begin(draft: StoredDraft): Promise<void>;
  /** Puts all of these chunks or none, the first as the `n`th (from 0). False when there is no such draft. */
  append(takeId: string, n: number, chunks: ArrayBuffer[]): Promise<boolean>;
  get(takeId: string): Promise<StoredDraft | null>;
  all(): Promise<StoredDraft[]>;
  change(takeId: string, change: (draft: StoredDraft) => StoredDraft): Promise<StoredDraft | null>;
  chunks(takeId: string): Promise<ArrayBuffer[]>;
  /** False when there is no such draft. */
  putFile(takeId: string, kind: DraftFileKind, bytes: ArrayBuffer): Promise<boolean>;
  file(takeId: string, kind: DraftFileKind): Promise<ArrayBuffer | null>;
  dropFiles(takeId: string): Promise<void>;
  lighten(takeId: string): Promise<void>;
  remove(takeId: string): Promise<void>;
};

export function createDraftStore(database: DeviceDatabase): DraftStore {
  return {
    begin: (draft) =>
      database.write(['drafts', 'chunks', 'files'], async (tx) => {
        await Promise.all([
          tx.objectStore('chunks').delete(rangeOf(draft.takeId)),
          tx.objectStore('files').delete(rangeOf(draft.takeId)),
          tx.objectStore('drafts').put(draft, draft.takeId),
        ]);
      }),

    append: (takeId, n, chunks) =>
      database.write(['drafts', 'chunks'], async (tx) => {
        if ((await tx.objectStore('drafts').getKey(takeId)) === undefined) return false;
        const store = tx.objectStore('chunks');
        await Promise.all(chunks.map((chunk, i) => store.put(chunk, [takeId, n + i])));
        return true;
      }),

    get: (takeId) => database.read(async (db) => (await db.get('drafts', takeId)) ?? null),
    all: async () => (await database.read((db) => db.getAll('drafts'))) ?? [],

    change: (takeId, change) =>
      database.write(['drafts'], async (tx) => {
        const drafts = tx.objectStore('drafts');
        const draft = await drafts.get(takeId);
        if (!draft) return null;
        const changed = change(draft);
        await drafts.put(changed, takeId);
        return changed;
      }),

    chunks: async (takeId) => (await database.read((db) => db.getAll('chunks', rangeOf(takeId)))) ?? [],

    putFile: (takeId, kind, bytes) =>
      database.write(['drafts', 'files'], async (tx) => {
        if ((await tx.objectStore('drafts').getKey(takeId)) === undefined) return false;
        await tx.objectStore('files').put(bytes, [takeId, kind]);
        return true;
      }),

    file: (takeId, kind) => database.read(async (db) => (await db.get('files', [takeId, kind])) ?? null),

    dropFiles: (takeId) => database.write(['files'], (tx) => tx.objectStore('files').delete(rangeOf(takeId))),

    lighten: (takeId) =>
      database.write(['chunks', 'files'], async (tx) => {
        await Promise.all([
          tx.objectStore('chunks').delete(rangeOf(takeId)),
          tx.objectStore('files').delete(rangeOf(takeId)),
        ]);
      }),

    remove: (takeId) =>
      database.write(['drafts', 'chunks', 'files'], async (tx) => {
        await Promise.all([
          tx.objectStore('drafts').delete(takeId),
          tx.objectStore('chunks').delete(rangeOf(takeId)),
          tx.objectStore('files').delete(rangeOf(takeId)),
        ]);
      }),
  };
}
