import { AppError } from '@/lib/domain/errors';
import { joined } from '@/lib/mixing/joined';
import type { PlayerPorts } from './player-ports';

/** Asks for a fresh URL of a take's mix. */
export type RenewUrl = (takeId: string, signal?: AbortSignal) => Promise<string>;

/** No byte for this long means that the connection is dead (ms). */
const STALL_MS = 15_000;

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

/**
 * Fetches the bytes of mixes and remembers their newest URLs. `load` throws AppError `playback_failed` when trying
 * again is no use, and anything else when it may help.
 */
export function createMixSource(
  mixUrls: ReadonlyMap<string, string>,
  renew: RenewUrl,
  { fetch, after }: Pick<PlayerPorts, 'fetch' | 'after'>,
) {
  let urls = new Map(mixUrls);

  async function fetchBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer | Response> {
    const stalled = new AbortController();
    const stall = () => stalled.abort(new Error('The connection went silent'));
    let cancelStall = after(STALL_MS, stall);
    const progress = () => {
      cancelStall();
      cancelStall = after(STALL_MS, stall);
    };
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, stalled.signal]) });
      return response.ok ? await readAll(response, progress) : response;
    } finally {
      cancelStall();
    }
  }

  /** A refusal that names no origin (CORS) looks like a lost network: the next try asks for a fresh URL. */
  const forget = (takeId: string, signal: AbortSignal) => (cause: unknown) => {
    if (!signal.aborted) urls.delete(takeId);
    throw cause;
  };

  async function load(takeId: string, signal: AbortSignal): Promise<ArrayBuffer> {
    const known = urls.get(takeId);
    const first = known ? await fetchBytes(known, signal).catch(forget(takeId, signal)) : null;
    if (first instanceof ArrayBuffer) return first;
    if (first && !RENEWABLE.has(first.status)) throw refusal(first.status);
    const fresh = await renew(takeId, signal);
    urls.set(takeId, fresh);
    const second = await fetchBytes(fresh, signal).catch(forget(takeId, signal));
    if (second instanceof ArrayBuffer) return second;
    throw refusal(second.status);
  }

  return {
    load,
    /** Other takes, or other files of the same. */
    replace(next: ReadonlyMap<string, string>) {
      urls = new Map(next);
    },
  };
}

async function readAll(response: Response, progress: () => void): Promise<ArrayBuffer> {
  if (!response.body) return response.arrayBuffer();
  const parts: Uint8Array[] = [];
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    progress();
  }
  return joined(parts).buffer;
}
