import type { ByteRange } from '@/lib/domain/http-range';
import {
  fileOf,
  headBytes,
  lengthOf,
  type MixTable,
  openingBytes,
  PART_MS,
  partOf,
  readMix,
} from '@/lib/mixing/mix-part';
import type { Stretch } from '@/lib/timeline/path';
import type { Fetched } from './mix-fetch';
import { createMixUrls, type RenewUrl } from './mix-urls';
import type { PlayerPorts } from './player-ports';

/** A take's mix: where it is (empty: to be asked for), and how long the take is (ms). */
export type Mix = { url: string; durationMs: number };

/**
 * A file that a browser decodes. Its sound begins `leadMs` before the stretch that it was loaded for, and is enough for one of
 * `enoughForMs`, which is infinite for a whole mix.
 */
export type Piece = { bytes: ArrayBuffer; leadMs: number; enoughForMs: number };

/** What a mix's file was found to be. Without a table it is of use only as a whole. */
type Opened = { file: string; table: MixTable | null; totalBytes: number | null; etag: string | null };

/** So many whole mixes are held, of those that cannot be had in parts: what sounds, and what is fetched ahead of it. */
const MOST_WHOLES = 3;

/**
 * Fetches mixes in parts, and remembers what it has learned of their files. `load` throws AppError `playback_failed` when trying again
 * is no use, and anything else when it may help.
 */
export function createMixSource(
  first: ReadonlyMap<string, Mix>,
  renew: RenewUrl,
  ports: Pick<PlayerPorts, 'fetch' | 'after'>,
) {
  let mixes = first;
  const urls = createMixUrls(urlsOf(first), renew, ports);
  const known = new Map<string, Opened>();
  const wholes = new Map<string, Fetched>();

  function hold(takeId: string, whole: Fetched) {
    // The newest is the last to go.
    wholes.delete(takeId);
    wholes.set(takeId, whole);
    for (const older of [...wholes.keys()].slice(0, -MOST_WHOLES)) wholes.delete(older);
  }
  function forget(takeId: string) {
    known.delete(takeId);
    wholes.delete(takeId);
  }

  async function ask(takeId: string, range: ByteRange | null, signal: AbortSignal): Promise<Fetched> {
    const fetched = await urls.ask(takeId, range, signal);
    if (isWhole(fetched)) hold(takeId, fetched);
    return fetched;
  }

  /** The head of a mix, and its first part if that is what is needed. */
  async function open({ takeId, offsetMs }: Stretch, signal: AbortSignal): Promise<[Opened, Fetched]> {
    const durationMs = mixes.get(takeId)?.durationMs ?? 0;
    const upTo = (bytes: number) => ask(takeId, { from: 0, to: bytes - 1 }, signal);
    let fetched = await upTo(offsetMs === 0 ? openingBytes(durationMs) : headBytes(durationMs));
    let table = readMix(fetched.bytes);
    if (typeof table === 'number' && !isWhole(fetched)) {
      fetched = await upTo(table);
      table = readMix(fetched.bytes);
    }
    const { totalBytes, etag } = fetched;
    const read = typeof table === 'number' || table?.starts.at(-1) !== totalBytes ? null : table;
    const opened = { file: urls.fileOf(takeId), table: read, totalBytes, etag };
    known.set(takeId, opened);
    return [opened, fetched];
  }

  async function loadPart(
    stretch: Stretch,
    opened: Opened,
    table: MixTable,
    got: Fetched | null,
    signal: AbortSignal,
  ): Promise<Piece> {
    const { takeId, offsetMs } = stretch;
    const neededMs = stretch.toMs - stretch.fromMs;
    // Another path may need more of it: what does not double it is taken too.
    const thereMs = Math.min(PART_MS, lengthOf(table) - offsetMs);
    const enoughForMs = Math.max(neededMs, thereMs <= 2 * neededMs ? thereMs : 0);
    const part = partOf(table, offsetMs, offsetMs + enoughForMs);
    const holds = ({ bytes, from }: Fetched) => from <= part.from && part.to <= from + bytes.length;
    const had = [got, wholes.get(takeId)].find((each) => each && holds(each));
    const fetched = had ?? (await ask(takeId, { from: part.from, to: part.to - 1 }, signal));
    if (!isSameFile(opened, fetched) || opened.file !== urls.fileOf(takeId)) {
      forget(takeId);
      throw new Error('The mix is another file by now');
    }
    if (!holds(fetched)) {
      opened.table = null;
      throw new Error('The store gave less than it was asked for');
    }
    const sound = fetched.bytes.subarray(part.from - fetched.from, part.to - fetched.from);
    return { bytes: fileOf(table, part, sound).buffer, leadMs: part.leadMs, enoughForMs };
  }

  return {
    async load(stretch: Stretch, signal: AbortSignal): Promise<Piece> {
      const { takeId, offsetMs } = stretch;
      const before = known.get(takeId);
      const [opened, got] = before ? [before, null] : await open(stretch, signal);
      if (opened.table) return loadPart(stretch, opened, opened.table, got, signal);
      const whole = wholes.get(takeId) ?? (await ask(takeId, null, signal));
      hold(takeId, whole);
      return { bytes: whole.bytes.buffer, leadMs: offsetMs, enoughForMs: Number.POSITIVE_INFINITY };
    },
    /** Parts of this mix are of no use to this browser: from now on it is loaded as a whole. */
    refuseParts(takeId: string) {
      const opened = known.get(takeId);
      if (opened) opened.table = null;
    },
    /** Other takes, or other files of the same. */
    replace(next: ReadonlyMap<string, Mix>) {
      mixes = next;
      urls.replace(urlsOf(next));
      for (const [takeId, { file }] of known) if (!next.has(takeId) || file !== urls.fileOf(takeId)) forget(takeId);
    },
  };
}

const urlsOf = (mixes: ReadonlyMap<string, Mix>) => new Map([...mixes].map(([takeId, { url }]) => [takeId, url]));

const isWhole = ({ bytes, totalBytes }: Fetched): boolean => bytes.length === totalBytes;

const isSameFile = (a: Opened, b: Fetched): boolean =>
  a.totalBytes === b.totalBytes && (!a.etag || !b.etag || a.etag === b.etag);
