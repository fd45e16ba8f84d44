import pLimit from 'p-limit';
import type { AnswerKind, PageTake } from '@/lib/domain/schemas';
import type { Scope } from '@/lib/scope';
import type { DeviceDatabase } from './device-database';
import { createKeptAudio } from './kept-audio';
import { createPulse } from './pulse';

/** A path that can be heard without a network. */
export type KeptPath = {
  storyId: string;
  title: string;
  /** The last take of the path. */
  takeId: string;
  defaultAnswer: AnswerKind;
  /** Seed first. Their mixes' URLs are those of the kept files. */
  takes: PageTake[];
  /** In ms since 1970. */
  keptAt: number;
  /** Of all its mixes, those that other kept paths share with it too. */
  bytes: number;
};

export type PathToKeep = Omit<KeptPath, 'keptAt' | 'bytes'>;

export type KeptPaths = {
  /**
   * Fetches what is missing and keeps the path; until then nothing of it counts as kept. Throws AppError no_room_to_keep with
   * `neededBytes` and `freeBytes` in its details, keeping_failed or what the database throws; the signal's reason when told to
   * stop.
   */
  keep(
    path: PathToKeep,
    onProgress: (doneBytes: number, totalBytes: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Frees the room of a path, but for what another kept path needs. */
  free(leafTakeId: string): Promise<void>;
  /** Newest first. */
  all(): Promise<KeptPath[]>;
  /** The path that was kept down to exactly this take. */
  get(storyId: string, takeId: string): Promise<KeptPath | null>;
  /** A kept path of the story down to this take, be it only a part of one; without a take the one that was kept last. */
  find(storyId: string, takeId: string | null): Promise<KeptPath | null>;
  /** How much it takes to keep the path, if nothing of it were kept (bytes). */
  sizeOf(takes: readonly Pick<PageTake, 'mixBytes'>[]): number;
  /** Removes what no kept path names, as an interrupted keeping leaves it. */
  sweep(): Promise<void>;
  /** Called after every change, of this page or of another one. */
  subscribe(listener: () => void): () => void;
};

const FETCHES_AT_ONCE = 3;
/** Held (shared) while something is being kept, so that no page sweeps the files before their path is written down. */
const LOCK = 'keeping';

export function openKeptPaths(scope: Scope, database: DeviceDatabase): KeptPaths {
  const pulse = createPulse(scope, 'kept');
  const audio = createKeptAudio();

  const all = async () => ((await database.read((db) => db.getAll('kept'))) ?? []).sort((a, b) => b.keptAt - a.keptAt);

  async function keep(path: PathToKeep, onProgress: Parameters<KeptPaths['keep']>[1], signal: AbortSignal) {
    const totalBytes = sizeOf(path.takes);
    await audio.assertRoom(path.takes);
    let doneBytes = 0;
    onProgress(0, totalBytes);
    const takes = await allOrNone(path.takes, signal, async (take, either) => {
      const mixUrl = await audio.fetchMix(path.storyId, take, either);
      doneBytes += take.mixBytes;
      onProgress(doneBytes, totalBytes);
      return { ...take, mixUrl };
    });
    const record = { ...path, takes, keptAt: Date.now(), bytes: totalBytes };
    await database.write(['kept'], (tx) => tx.objectStore('kept').put(record, path.takeId));
  }

  async function sweep(): Promise<void> {
    await alone(async () => {
      const named = new Set((await all()).flatMap(({ takes }) => takes.map(({ mixUrl }) => mixUrl)));
      await audio.removeAllBut(named);
    });
  }

  return {
    async keep(path, onProgress, signal) {
      try {
        await together(() => keep(path, onProgress, signal));
      } finally {
        await sweep();
      }
      pulse.beat();
    },
    async free(leafTakeId) {
      await database.write(['kept'], (tx) => tx.objectStore('kept').delete(leafTakeId));
      await sweep();
      pulse.beat();
    },
    all,
    async get(storyId, takeId) {
      const path = await database.read((db) => db.get('kept', takeId));
      return path?.storyId === storyId ? path : null;
    },
    async find(storyId, takeId) {
      const paths = (await all()).filter((path) => path.storyId === storyId);
      if (takeId === null) return paths[0] ?? null;
      const path = paths.find((any) => any.takeId === takeId) ?? paths.find(({ takes }) => takes.some(isTake(takeId)));
      return path ? upTo(path, takeId) : null;
    },
    sizeOf,
    sweep,
    subscribe: pulse.subscribe,
  };
}

const isTake = (takeId: string) => (take: PageTake) => take.id === takeId;

const sizeOf: KeptPaths['sizeOf'] = (takes) => takes.reduce((sum, { mixBytes }) => sum + mixBytes, 0);

function upTo(path: KeptPath, takeId: string): KeptPath {
  const takes = path.takes.slice(0, path.takes.findIndex(isTake(takeId)) + 1);
  return { ...path, takeId, takes, bytes: sizeOf(takes) };
}

/** Works on a few at once; the first failure ends all of them, and is thrown once none goes on. */
async function allOrNone<T, R>(
  things: readonly T[],
  signal: AbortSignal,
  work: (thing: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const limit = pLimit(FETCHES_AT_ONCE);
  const one = async (thing: T) => {
    either.throwIfAborted();
    return work(thing, either);
  };
  const works = things.map((thing) =>
    limit(() => one(thing)).catch((cause: unknown) => {
      failed.abort(cause);
      throw cause;
    }),
  );
  await Promise.allSettled(works);
  either.throwIfAborted();
  return Promise.all(works);
}

async function together(work: () => Promise<void>): Promise<void> {
  await (navigator.locks ? navigator.locks.request(LOCK, { mode: 'shared' }, work) : work());
}

/** Not at all while a page is keeping something: it does so itself at its end. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
