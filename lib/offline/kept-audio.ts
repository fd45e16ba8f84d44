import { AppError } from '@/lib/domain/errors';
import type { PageTake } from '@/lib/domain/schemas';
import { isFull } from './device-database';
import { roomToKeep } from './device-room';
import { KEPT_AUDIO, keptKeyOf } from './kept-key';

type Mix = Pick<PageTake, 'id' | 'mixUrl' | 'mixBytes'>;

/** A mix that has not come whole by then is given up (ms). */
const DEADLINE_MS = 5 * 60_000;

/** The mixes of kept paths, in a cache of this origin, each under the path of its `keptKeyOf`. */
export function createKeptAudio() {
  const open = () => caches.open(KEPT_AUDIO);

  async function has({ mixUrl, mixBytes }: Mix): Promise<boolean> {
    const key = keptKeyOf(mixUrl);
    const kept = key ? await (await open()).match(key) : undefined;
    return kept?.headers.get('content-length') === String(mixBytes);
  }

  /** Throws AppError no_room_to_keep with the numbers when what is missing would not fit. */
  async function assertRoom(mixes: readonly Mix[]): Promise<void> {
    const isHere = await Promise.all(mixes.map(has));
    const neededBytes = mixes.reduce((sum, { mixBytes }, i) => (isHere[i] ? sum : sum + mixBytes), 0);
    const freeBytes = await roomToKeep();
    if (neededBytes > 0 && freeBytes !== null && freeBytes < neededBytes) throw noRoom(neededBytes, freeBytes);
  }

  /** Keeps a take's mix, unless it is kept already; the answer is its key. Throws AppError or the signal's reason. */
  async function fetchMix(storyId: string, take: Mix, signal: AbortSignal): Promise<string> {
    const known = keptKeyOf(take.mixUrl);
    if (known && (await has(take))) return known;
    const { url, bytes } = await load(storyId, take, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw cause instanceof AppError ? cause : new AppError('keeping_failed', { cause });
      },
    );
    const key = keptKeyOf(url);
    if (!key || bytes.byteLength !== take.mixBytes)
      throw new AppError('keeping_failed', { details: { takeId: take.id, bytes: bytes.byteLength } });
    await put(key, bytes);
    return key;
  }

  async function put(key: string, bytes: ArrayBuffer): Promise<void> {
    const headers = { 'Content-Type': 'audio/mp4', 'Content-Length': String(bytes.byteLength) };
    try {
      await (await open()).put(key, new Response(bytes, { headers }));
    } catch (cause) {
      if (isFull(cause)) throw noRoom(bytes.byteLength, await roomToKeep());
      throw new AppError('keeping_failed', { cause });
    }
  }

  /** Removes every mix whose key is not among these. */
  async function removeAllBut(keys: ReadonlySet<string>): Promise<void> {
    if (typeof caches === 'undefined' || !(await caches.has(KEPT_AUDIO))) return;
    const cache = await open();
    for (const request of await cache.keys()) {
      if (!keys.has(new URL(request.url).pathname)) await cache.delete(request);
    }
  }

  return { assertRoom, fetchMix, removeAllBut };
}

const noRoom = (neededBytes: number, freeBytes: number | null): AppError =>
  new AppError('no_room_to_keep', { details: { neededBytes, freeBytes } });

/** By the page's own URL, or by a fresh one when that has expired, its mix was replaced, or the page came without. */
async function load(
  storyId: string,
  { id, mixUrl }: Mix,
  signal: AbortSignal,
): Promise<{ url: string; bytes: ArrayBuffer }> {
  const first = mixUrl ? await fetch(mixUrl, { signal }) : null;
  if (first?.ok) return { url: mixUrl, bytes: await first.arrayBuffer() };
  const answered = await fetch(`/api/v1/takes/${id}/urls?story=${storyId}`, { signal });
  if (!answered.ok) throw refused(id, answered.status);
  const fresh: unknown = await answered.json();
  if (typeof fresh !== 'object' || fresh === null || !('mixUrl' in fresh) || typeof fresh.mixUrl !== 'string')
    throw refused(id, answered.status);
  const url = fresh.mixUrl;
  const second = await fetch(url, { signal });
  if (!second.ok) throw refused(id, second.status);
  return { url, bytes: await second.arrayBuffer() };
}

const refused = (takeId: string, status: number) => new AppError('keeping_failed', { details: { takeId, status } });
