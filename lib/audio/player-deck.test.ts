import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { PathTake } from '@/lib/timeline/path';
import { openDeck } from './player-deck';
import { pathOf, urlsOf } from './player-path';
import { browserPorts, type PlayerContext } from './player-ports';
import { wantedAt } from './player-window';

const RATE = 48_000;
const HOUR_MS = 3_600_000;
const MOST_BYTES = 150_000_000;

/** A context that decodes a number (ms) into a mix of that length, whose samples nobody looks at. */
function silentContext(): PlayerContext {
  const buffer = (length: number) => ({
    length,
    sampleRate: RATE,
    numberOfChannels: 1,
    getChannelData: () => new Float32Array(0),
    copyToChannel: () => undefined,
  });
  const gain = { gain: { value: 1 }, connect: (next: unknown) => next };
  const context = {
    createGain: () => gain,
    createBuffer: (_: number, length: number) => buffer(length),
    decodeAudioData: async (bytes: ArrayBuffer) => buffer((Number(new TextDecoder().decode(bytes)) * RATE) / 1000),
    close: async () => undefined,
  };
  return context as unknown as PlayerContext;
}

const hours: [string, PathTake[]][] = [
  ['of takes as long as may be', takesOf(6, 600_000, 600_000)],
  ['of takes that answer over a long tail', takesOf(12, 300_000, 600_000)],
  ['of many short takes', takesOf(1_200, 3_000, 6_000)],
  ['of moments of long takes', takesOf(3_600, 1_000, 600_000)],
];

function takesOf(count: number, everyMs: number, durationMs: number): PathTake[] {
  return Array.from({ length: count }, (_, k) => ({ id: `take-${k}`, startMs: k * everyMs, durationMs }));
}

it.each(hours)('holds less than 150 MB of an hour %s, wherever one goes', async (_name, spans) => {
  const path = pathOf(spans.map((span) => ({ ...span, mixUrl: `/mix/${span.id}`, authorName: '' })));
  const deck = openDeck({
    ports: {
      ...browserPorts,
      createContext: silentContext,
      fetch: async () => new Response(String((spans[0]?.durationMs ?? 0) + 100)),
      onOnline: () => () => undefined,
    },
    renew: async () => '',
    mixUrls: urlsOf(path.takes),
    volume: 1,
    onChange: () => undefined,
  });
  let most = 0;
  const places = fc
    .sample(fc.integer({ min: 0, max: HOUR_MS - 1 }), 40)
    .flatMap((ms) => [ms, ms + 1_000, ms + 190_000]);
  for (const atMs of places) {
    const wanted = wantedAt(path.parts, atMs);
    deck.shelf.want(wanted);
    const decoded = wanted.filter((each) => each.decoded).map(({ stretch }) => stretch);
    await vi.waitFor(() => expect(decoded.every((part) => deck.shelf.look(part).phase === 'ready')).toBe(true), {
      interval: 1,
    });
    let bytes = 0;
    for (const part of path.parts) {
      const look = deck.shelf.look(part);
      if (look.phase === 'ready') bytes += look.sound.buffer.length * Float32Array.BYTES_PER_ELEMENT;
    }
    most = Math.max(most, bytes);
  }
  expect(most).toBeGreaterThan(1_000_000);
  expect(most).toBeLessThan(MOST_BYTES);
  deck.close();
});
