import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { requestedRange } from '@/lib/domain/http-range';
import { fileOf, type MixTable, partOf, readMix } from '@/lib/mixing/mix-part';
import { mixOf, talk } from '@/lib/server/mixing/test-sounds';
import type { PathTake } from '@/lib/timeline/path';
import { openDeck } from './player-deck';
import { mixesOf, pathOf } from './player-path';
import { browserPorts, type PlayerContext } from './player-ports';
import { wantedAt } from './player-window';

const RATE = 48_000;
const FRAME = 1_024;
const FRAME_BYTES = 342;
const HOUR_MS = 3_600_000;
const MOST_BYTES = 150_000_000;

let real: MixTable;
beforeAll(async () => {
  const read = readMix(await mixOf(await talk(1_000)));
  if (typeof read !== 'object' || !read) throw new Error('A mix is not read');
  real = read;
}, 60_000);

/** The file of a mix, as long as that, in which nobody listens to the frames. */
function silentMix(durationMs: number): Uint8Array {
  const frames = Math.ceil(((durationMs + 100) * RATE) / 1000 / FRAME) + 1;
  const starts = Uint32Array.from({ length: frames + 1 }, (_, frame) => frame * FRAME_BYTES);
  const all = { first: 0, end: frames, from: 0, to: frames * FRAME_BYTES, leadMs: 0 };
  return fileOf({ ...real, starts }, all, new Uint8Array(frames * FRAME_BYTES));
}

/** A context that decodes mixes to as many samples as they have, all zero, and counts what that takes while it lasts. */
function silentContext(isDecodable = true) {
  const lengths: number[] = [];
  const at = { decodes: 0, mostDecodes: 0, bytes: 0, mostBytes: 0 };
  const buffer = (length: number) => ({
    length,
    sampleRate: RATE,
    numberOfChannels: 1,
    getChannelData: () => new Float32Array(0),
    copyToChannel: () => undefined,
  });
  async function decodeAudioData(bytes: ArrayBuffer) {
    const mix = readMix(new Uint8Array(bytes));
    const frames = typeof mix === 'object' && mix ? mix.starts.length - 1 : 0;
    const decoded = (frames - 1) * FRAME;
    if (!isDecodable && frames < 10_000) throw new DOMException('', 'EncodingError');
    lengths.push(decoded);
    const takes = decoded * Float32Array.BYTES_PER_ELEMENT + 2 * bytes.byteLength;
    at.decodes++;
    at.bytes += takes;
    at.mostDecodes = Math.max(at.mostDecodes, at.decodes);
    at.mostBytes = Math.max(at.mostBytes, at.bytes);
    await new Promise((later) => setImmediate(later));
    at.decodes--;
    at.bytes -= takes;
    return buffer(decoded);
  }
  const gain = { gain: { value: 1 }, connect: (next: unknown) => next };
  const context = {
    createGain: () => gain,
    createBuffer: (_: number, length: number) => buffer(length),
    decodeAudioData,
    close: async () => undefined,
  };
  return { context: context as unknown as PlayerContext, at, lengths };
}

function deckOf(spans: readonly PathTake[], context: PlayerContext) {
  const path = pathOf(spans.map((span) => ({ ...span, mixUrl: `/mix/${span.id}`, authorName: '' })));
  const mix = silentMix(spans[0]?.durationMs ?? 0);
  let fetched = 0;
  const deck = openDeck({
    ports: {
      ...browserPorts,
      createContext: () => context,
      async fetch(_url, init) {
        const range = requestedRange(new Headers(init?.headers).get('range'), mix.length);
        const { from, to } = range && range !== 'unsatisfiable' ? range : { from: 0, to: mix.length - 1 };
        fetched += to - from + 1;
        const headers = { 'content-range': `bytes ${from}-${to}/${mix.length}` };
        return new Response(mix.slice(from, to + 1), range ? { status: 206, headers } : {});
      },
      onOnline: () => () => undefined,
    },
    renew: async () => '',
    mixes: mixesOf(path.takes),
    volume: 1,
    onChange: () => undefined,
  });
  return { deck, path, mix, fetched: () => fetched };
}

function takesOf(count: number, everyMs: number, durationMs: number): PathTake[] {
  return Array.from({ length: count }, (_, k) => ({ id: `take-${k}`, startMs: k * everyMs, durationMs }));
}

const hours: [string, PathTake[]][] = [
  ['of takes as long as may be', takesOf(6, 600_000, 600_000)],
  ['of takes that answer over a long tail', takesOf(12, 300_000, 600_000)],
  ['of many short takes', takesOf(1_200, 3_000, 6_000)],
  ['of moments of long takes', takesOf(3_600, 1_000, 600_000)],
];

describe('an hour', () => {
  it.each(hours)(
    '%s takes less than 150 MB at every instant, wherever one goes and however fast',
    async (_, spans) => {
      const { context, at } = silentContext();
      const { deck, path, mix } = deckOf(spans, context);
      const table = readMix(mix);
      if (typeof table !== 'object' || !table) throw new Error('The mix is not read');
      let mostDecoded = 0;
      let mostFetched = 0;
      const places = fc
        .sample(fc.integer({ min: 0, max: HOUR_MS - 1 }), { numRuns: 6, seed: 5 })
        .flatMap((ms) => [ms, ms + 1_000, ms + 15_000]);
      for (const [index, atMs] of places.entries()) {
        const wanted = wantedAt(path.parts, atMs, index % 2 ? 2 : 1);
        deck.shelf.want(wanted);
        const near = wanted.filter(({ decoded }) => decoded).map(({ stretch }) => stretch);
        const isReady = () => near.every((part) => deck.shelf.look(part).phase === 'ready');
        await vi.waitFor(() => expect(isReady()).toBe(true), { interval: 1, timeout: 5_000 });
        let decoded = 0;
        for (const part of near) {
          const look = deck.shelf.look(part);
          if (look.phase === 'ready') decoded += look.sound.buffer.length * Float32Array.BYTES_PER_ELEMENT;
        }
        // All that is wanted, as if it had come by now.
        const fetched = wanted
          .filter((each) => !each.decoded)
          .map(({ stretch: { offsetMs, fromMs, toMs } }) => partOf(table, offsetMs, offsetMs + toMs - fromMs))
          .reduce((sum, { from, to }) => sum + to - from, 0);
        mostDecoded = Math.max(mostDecoded, decoded);
        mostFetched = Math.max(mostFetched, fetched);
      }
      deck.close();
      expect(mostDecoded).toBeGreaterThan(1_000_000);
      expect(at.mostDecodes).toBeLessThanOrEqual(2);
      expect(at.mostBytes + mostDecoded + mostFetched).toBeLessThan(MOST_BYTES);
      expect(mostFetched).toBeLessThan(17_000_000);
    },
    30_000,
  );
});

it('hears ten minutes from any place after a small part of them', async () => {
  const { context, lengths } = silentContext();
  const { deck, path, fetched } = deckOf(takesOf(1, 0, 600_000), context);
  const [wanted] = wantedAt(path.parts, 480_000);
  if (!wanted) throw new Error('Nothing is wanted');
  deck.shelf.want([wanted]);
  await vi.waitFor(() => expect(deck.shelf.look(wanted.stretch).phase).toBe('ready'));
  expect(fetched()).toBeLessThan(300_000);
  expect(Math.max(...lengths)).toBeLessThan(11 * RATE);
  deck.close();
});

it('plays whole mixes where the browser does not decode parts, and decodes each once', async () => {
  const { context, lengths } = silentContext(false);
  const { deck, path } = deckOf(takesOf(1, 0, 600_000), context);
  const wanted = wantedAt(path.parts, 480_000).filter(({ decoded }) => decoded);
  expect(wanted.length).toBeGreaterThan(2);
  deck.shelf.want(wanted);
  const isReady = () => wanted.every(({ stretch }) => deck.shelf.look(stretch).phase === 'ready');
  await vi.waitFor(() => expect(isReady()).toBe(true));
  expect(lengths).toEqual([expect.any(Number)]);
  expect(lengths[0]).toBeGreaterThan(600 * RATE);
  deck.close();
});
