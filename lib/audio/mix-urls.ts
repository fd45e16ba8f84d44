import { AppError } from '@/lib/domain/errors';
import type { ByteRange } from '@/lib/domain/http-range';
import { type Fetched, fetchRange } from './mix-fetch';
import type { PlayerPorts } from './player-ports';

/** Asks for a fresh URL of a take's mix. */
export type RenewUrl = (takeId: string, signal?: AbortSignal) => Promise<string>;

/** Answers that a fresh URL may mend: it expired, or the mix was replaced and the old file is gone. */
const RENEWABLE = new Set([403, 404, 410]);
/** Refusals that pass by themselves. */
const PASSING = new Set([408, 425, 429]);

/** `playback_failed` means that trying again is no use; any other error may pass. */
const refusal = (status: number): Error =>
  status >= 400 && status < 500 && !PASSING.has(status)
    ? new AppError('playback_failed', { details: { status } })
    : new Error(`The store answered ${status}`);

/** Renews through `GET /api/v1/takes/{takeId}/urls?story={storyId}`. */
export function renewThroughApi(storyId: string, ports: Pick<PlayerPorts, 'fetch'>): RenewUrl {
  return async (takeId, signal) => {
    const response = await ports.fetch(`/api/v1/takes/${takeId}/urls?story=${storyId}`, signal ? { signal } : {});
    if (!response.ok) throw refusal(response.status);
    const body: unknown = await response.json();
    if (typeof body === 'object' && body && 'mixUrl' in body && typeof body.mixUrl === 'string') return body.mixUrl;
    throw new AppError('playback_failed', { details: { missing: 'mixUrl' } });
  };
}

/** What follows the file's name in its URL is a signature, and changes with the hour. */
export const fileName = (url: string): string => url.split('?')[0] ?? '';

/** The newest URL of each take's mix, and what its store answers. An empty one is asked for when it is needed. */
export function createMixUrls(
  first: ReadonlyMap<string, string>,
  renew: RenewUrl,
  ports: Pick<PlayerPorts, 'fetch' | 'after'>,
) {
  const urls = new Map(first);
  const renewed = new Set<string>();
  const doubted = new Set<string>();

  /** A refusal that names no origin (CORS) looks like a lost network: the next try asks for a fresh URL. */
  const forget = (takeId: string, signal: AbortSignal) => (cause: unknown) => {
    if (!signal.aborted) doubted.add(takeId);
    throw cause;
  };

  return {
    /** Which file the take's mix is, as far as is known. */
    fileOf: (takeId: string): string => fileName(urls.get(takeId) ?? ''),
    /** Throws AppError `playback_failed` when trying again is no use, and anything else when it may help. */
    async ask(takeId: string, range: ByteRange | null, signal: AbortSignal): Promise<Fetched> {
      const known = doubted.has(takeId) ? '' : urls.get(takeId);
      const first = known ? await fetchRange(ports, known, range, signal).catch(forget(takeId, signal)) : null;
      if (first !== null && typeof first !== 'number') return first;
      if (first !== null && !RENEWABLE.has(first)) throw refusal(first);
      const fresh = await renew(takeId, signal);
      urls.set(takeId, fresh);
      renewed.add(takeId);
      doubted.delete(takeId);
      const second = await fetchRange(ports, fresh, range, signal).catch(forget(takeId, signal));
      if (typeof second === 'number') throw refusal(second);
      return second;
    },
    /** Other takes, or other URLs of the same. One that was renewed here is newer, unless it is of another file. */
    replace(next: ReadonlyMap<string, string>) {
      for (const [takeId, url] of next) {
        const known = urls.get(takeId);
        const isKept = url === '' || (renewed.has(takeId) && known && fileName(known) === fileName(url));
        if (isKept) continue;
        urls.set(takeId, url);
        renewed.delete(takeId);
        doubted.delete(takeId);
      }
    },
  };
}
