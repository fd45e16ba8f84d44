import type { ByteRange } from '@/lib/domain/http-range';
import { joined } from '@/lib/mixing/joined';
import { createScope } from '@/lib/scope';
import type { PlayerPorts } from './player-ports';

/** Bytes of a file from `from` on. `totalBytes`: how long the file is, null where the store does not tell the page. */
export type Fetched = { bytes: Uint8Array<ArrayBuffer>; from: number; totalBytes: number | null; etag: string | null };

/** No byte for this long means that the connection is dead (ms). */
const STALL_MS = 15_000;

/**
 * Fetches a range of a file, or all of it where the store knows no ranges; the answer is its status where it refuses. Throws whatever
 * ends a fetch early.
 */
export async function fetchRange(
  { fetch, after }: Pick<PlayerPorts, 'fetch' | 'after'>,
  url: string,
  range: ByteRange | null,
  signal: AbortSignal,
): Promise<Fetched | number> {
  const scope = createScope();
  const stop = new AbortController();
  const stall = () => stop.abort(new Error('The connection went silent'));
  let cancelStall = after(STALL_MS, stall);
  const progress = () => {
    cancelStall();
    cancelStall = after(STALL_MS, stall);
  };
  signal.throwIfAborted();
  scope.listen(signal, 'abort', () => stop.abort(signal.reason));
  try {
    // One range, so written, asks no store of another origin for leave first.
    const headers = range ? { Range: `bytes=${range.from}-${range.to}` } : {};
    const response = await fetch(url, { headers, signal: stop.signal });
    if (response.ok) return fetchedOf(response, await readAll(response, progress));
    // Nobody reads what else a refusal says.
    stop.abort();
    // A range that lies beyond the file's end is one of another file: no bytes of an unknown number.
    if (response.status === 416) return { bytes: new Uint8Array(), from: 0, totalBytes: null, etag: null };
    return response.status;
  } finally {
    cancelStall();
    scope.close();
  }
}

function fetchedOf({ status, headers }: Response, bytes: Uint8Array<ArrayBuffer>): Fetched {
  const etag = headers.get('etag');
  if (status !== 206) return { bytes, from: 0, totalBytes: bytes.length, etag };
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return { bytes, from: Number(from ?? 0), totalBytes: total === undefined ? null : Number(total), etag };
}

async function readAll(response: Response, progress: () => void): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    progress();
  }
  return joined(parts);
}
