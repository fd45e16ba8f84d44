import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { joined } from '@/lib/mixing/joined';
import type { Scope } from '@/lib/scope';
import { sliced, wholeBuffer } from './buffers';
import type { DeviceDatabase } from './device-database';
import { createDraftStore } from './draft-store';
import { createPulse } from './pulse';
import type { DraftFileKind, StoredDraft } from './stored-draft';

/**
 * The drafts of this device. Everything is written in the order it is asked for. A take that the device's store refuses goes on
 * in this page's memory, and every method works on it as before. What cannot be read throws AppError('device_unreadable').
 */
export type Drafts = {
  /** Begins a draft without any bytes, instead of any other of its id. */
  begin(draft: StoredDraft): Promise<void>;
  /** Adds to the source of a take that this page has begun; what comes after its end is dropped. Tells no listener. */
  append(takeId: string, chunk: ArrayBuffer): Promise<void>;
  get(takeId: string): Promise<StoredDraft | null>;
  /** Oldest first. Does not throw: of a store that cannot be read just now, what this page holds. */
  all(): Promise<StoredDraft[]>;
  /** Reads, changes and writes in one transaction (may run twice); null when there is no such draft (any more). */
  change(takeId: string, change: (draft: StoredDraft) => StoredDraft): Promise<StoredDraft | null>;
  /** All chunks joined; empty when there are none. */
  source(takeId: string): Promise<Uint8Array<ArrayBuffer>>;
  /** How much is kept of it: source, files and all (bytes). Reads all of it. */
  bytes(takeId: string): Promise<number>;
  /** A device that is full goes without: the draft's `rendered` stays null then, and the server mixes. */
  putFile(takeId: string, kind: DraftFileKind, bytes: Uint8Array): Promise<void>;
  file(takeId: string, kind: DraftFileKind): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Removes the bytes of a published take; its record stays. */
  lighten(takeId: string): Promise<void>;
  remove(takeId: string): Promise<void>;
  /** Whether it lives in this page alone, because the device's store refused it. */
  isVolatile(takeId: string): boolean;
  /** Whether closing this page would lose something: a take that lives in it alone, and is not published. */
  holdsVolatile(): boolean;
  /** Why the device's store refused it; null when it did not. */
  refusal(takeId: string): ErrorCode | null;
  /** Why `all` may lack something, as of its last call; null when it does not. */
  fault(): ErrorCode | null;
  /** Called after every change, of this page or of another one. */
  subscribe(listener: () => void): () => void;
};

/**
 * What this page holds of a take itself: of one that it has begun, all but the files until it is in the outbox, so that nothing
 * has to be read back when the device refuses; of one that the device has refused, what the device does not have.
 */
type Held = {
  draft: StoredDraft;
  /** Null when the device has them. */
  chunks: ArrayBuffer[] | null;
  files: Map<DraftFileKind, ArrayBuffer>;
  refusal: ErrorCode | null;
};

const FILE_KINDS: DraftFileKind[] = ['stem', 'mix', 'margins', 'parent'];

export function openDrafts(scope: Scope, database: DeviceDatabase): Drafts {
  const device = createDraftStore(database);
  const pulse = createPulse(scope, 'drafts');
  const held = new Map<string, Held>();
  /** Takes whose own files found no room: their sources are all that is kept and sent. */
  const unmixed = new Set<string>();
  const queues = new Map<string, Promise<unknown>>();
  let fault: ErrorCode | null = null;

  /** One after another for each take, whatever became of those before. */
  function inTurn<T>(takeId: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(takeId) ?? Promise.resolve()).then(work);
    // Whoever asked for it is told of its failure; the next one only waits for its end.
    const ended = turn.then(
      () => undefined,
      () => undefined,
    );
    queues.set(takeId, ended);
    void ended.then(() => {
      if (queues.get(takeId) === ended) queues.delete(takeId);
    });
    return turn;
  }

  /** Goes on in this page: whatever the device has of the take stays there for a crash, and for what is not held here. */
  async function takeIn(takeId: string, cause: unknown): Promise<Held | null> {
    if (!(cause instanceof AppError)) throw cause;
    let own = held.get(takeId);
    if (!own) {
      const draft = await device.get(takeId);
      if (!draft) return null;
      own = { draft, chunks: null, files: new Map(), refusal: null };
    }
    own.refusal = cause.code;
    held.set(takeId, own);
    pulse.beat();
    return own;
  }

  /** A draft of this page that is gone from the device without it: somebody has cleared the site's data. */
  function assertThere(isThere: boolean, own: Held | undefined): void {
    if (!isThere && own) throw new AppError('device_store_failed', { cause: 'the draft is gone from the store' });
  }

  async function begin(draft: StoredDraft): Promise<void> {
    unmixed.delete(draft.takeId);
    held.set(draft.takeId, { draft, chunks: [], files: new Map(), refusal: null });
    await device.begin(draft).catch((cause: unknown) => takeIn(draft.takeId, cause));
    pulse.beat();
  }

  async function append(takeId: string, chunk: ArrayBuffer): Promise<void> {
    const own = held.get(takeId);
    if (!own?.chunks) return;
    const chunks = sliced(chunk);
    const n = own.chunks.push(...chunks) - chunks.length;
    if (own.refusal) return;
    try {
      assertThere(await device.append(takeId, n, chunks), own);
    } catch (cause) {
      await takeIn(takeId, cause);
    }
  }

  async function change(takeId: string, wanted: (draft: StoredDraft) => StoredDraft): Promise<StoredDraft | null> {
    const apply = (draft: StoredDraft) => {
      const changed = wanted(draft);
      return unmixed.has(takeId) ? { ...changed, rendered: null } : changed;
    };
    let own = held.get(takeId) ?? null;
    if (!own?.refusal) {
      try {
        const changed = await device.change(takeId, apply);
        assertThere(changed !== null, own ?? undefined);
        if (own && changed) own.draft = changed;
        if (changed?.stage === 'outbox') held.delete(takeId);
        if (changed) pulse.beat();
        return changed;
      } catch (cause) {
        own = await takeIn(takeId, cause);
      }
    }
    if (!own) return null;
    own.draft = apply(own.draft);
    pulse.beat();
    return own.draft;
  }

  async function putFile(takeId: string, kind: DraftFileKind, bytes: ArrayBuffer): Promise<void> {
    if (kind !== 'parent' && unmixed.has(takeId)) return;
    let own = held.get(takeId) ?? null;
    if (!own?.refusal) {
      try {
        assertThere(await device.putFile(takeId, kind, bytes), own ?? undefined);
        return pulse.beat();
      } catch (cause) {
        if (cause instanceof AppError && cause.code === 'device_full') return goWithout(takeId, kind);
        own = await takeIn(takeId, cause);
      }
    }
    own?.files.set(kind, bytes);
    pulse.beat();
  }

  /** Leaves what room there is to the source and to what is written about it. */
  async function goWithout(takeId: string, kind: DraftFileKind): Promise<void> {
    if (kind !== 'parent') unmixed.add(takeId);
    await device.dropFiles(takeId).catch((cause: unknown) => takeIn(takeId, cause));
  }

  const chunksOf = async (takeId: string) => held.get(takeId)?.chunks ?? device.chunks(takeId);
  const fileOf = async (takeId: string, kind: DraftFileKind) =>
    held.get(takeId)?.files.get(kind) ?? device.file(takeId, kind);

  async function all(): Promise<StoredDraft[]> {
    const drafts = new Map<string, StoredDraft>();
    try {
      for (const draft of await device.all()) drafts.set(draft.takeId, draft);
      fault = null;
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      fault = cause.code;
    }
    for (const [takeId, own] of held) if (own.refusal || fault) drafts.set(takeId, own.draft);
    return [...drafts.values()].sort((a, b) => a.startedAt - b.startedAt);
  }

  async function bytes(takeId: string): Promise<number> {
    const files = await Promise.all(FILE_KINDS.map((kind) => fileOf(takeId, kind)));
    return [...(await chunksOf(takeId)), ...files].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);
  }

  async function lighten(takeId: string): Promise<void> {
    const own = held.get(takeId);
    if (!own?.refusal) {
      held.delete(takeId);
      await device.lighten(takeId);
    } else {
      own.chunks = [];
      own.files.clear();
      await removeRefused(takeId);
    }
    pulse.beat();
  }

  async function remove(takeId: string): Promise<void> {
    const isRefused = held.get(takeId)?.refusal;
    held.delete(takeId);
    unmixed.delete(takeId);
    await (isRefused ? removeRefused(takeId) : device.remove(takeId));
    pulse.beat();
  }

  async function removeRefused(takeId: string): Promise<void> {
    try {
      await device.remove(takeId);
    } catch (cause) {
      // A dead store cannot forget either: what it has shows up again as an unfinished take, with all that one can do to it.
      if (!(cause instanceof AppError)) throw cause;
    }
  }

  return {
    all,
    begin: (draft) => inTurn(draft.takeId, () => begin(draft)),
    append: (takeId, chunk) => inTurn(takeId, () => append(takeId, chunk)),
    get: (takeId) =>
      inTurn(takeId, async () => {
        const own = held.get(takeId);
        return own?.refusal ? own.draft : device.get(takeId);
      }),
    change: (takeId, apply) => inTurn(takeId, () => change(takeId, apply)),
    source: (takeId) =>
      inTurn(takeId, async () => joined((await chunksOf(takeId)).map((chunk) => new Uint8Array(chunk)))),
    bytes: (takeId) => inTurn(takeId, () => bytes(takeId)),
    putFile: (takeId, kind, bytes) => {
      const buffer = wholeBuffer(bytes);
      return inTurn(takeId, () => putFile(takeId, kind, buffer));
    },
    file: (takeId, kind) =>
      inTurn(takeId, async () => {
        const buffer = await fileOf(takeId, kind);
        return buffer && new Uint8Array(buffer);
      }),
    lighten: (takeId) => inTurn(takeId, () => lighten(takeId)),
    remove: (takeId) => inTurn(takeId, () => remove(takeId)),
    isVolatile: (takeId) => Boolean(held.get(takeId)?.refusal),
    holdsVolatile: () =>
      [...held.values()].some(({ refusal, draft }) => refusal !== null && draft.delivery?.at !== 'published'),
    refusal: (takeId) => held.get(takeId)?.refusal ?? null,
    fault: () => fault,
    subscribe: pulse.subscribe,
  };
}
