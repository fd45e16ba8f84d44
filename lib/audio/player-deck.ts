import { CROSSFADE_MS, type Stretch } from '@/lib/timeline/path';
import { type Part, silencesIn } from '@/lib/timeline/silence';
import { createLanes } from './player-lanes';
import type { PlayerContext, PlayerPorts } from './player-ports';
import { createShelf, type Sound } from './player-shelf';
import { createMixSource, type RenewUrl } from './player-source';

/** How long a new volume takes to be reached (s). */
const VOLUME_S = 0.1;

type DeckDeps = {
  ports: PlayerPorts;
  renew: RenewUrl;
  mixUrls: ReadonlyMap<string, string>;
  volume: number;
  /** A sound or a lane is there, or will not be. */
  onChange(): void;
};

/** What a player holds open while it is in use: a context, the mixes at hand, and the ways from them to the ear. */
export function openDeck({ ports, renew, mixUrls, volume, onChange }: DeckDeps) {
  const context = ports.createContext();
  const output = context.createGain();
  output.gain.value = volume;
  output.connect(context.destination);
  const lanes = createLanes({ ...ports, context, output, onChange });
  const source = createMixSource(mixUrls, renew, ports);
  const decode = async (bytes: ArrayBuffer, stretch: Stretch) =>
    keepHeard(context, await context.decodeAudioData(bytes), stretch);
  const shelf = createShelf({ load: source.load, decode, after: ports.after }, onChange);
  const stopOnline = ports.onOnline(() => {
    shelf.retry();
    onChange();
  });
  const silences = new WeakMap<AudioBuffer, readonly Part[]>();

  return {
    context,
    lanes,
    shelf,
    replaceUrls: source.replace,
    setVolume(next: number) {
      output.gain.cancelScheduledValues(context.currentTime);
      output.gain.setValueAtTime(output.gain.value, context.currentTime);
      output.gain.linearRampToValueAtTime(next, context.currentTime + VOLUME_S);
    },
    /** The silences of a stretch, on the timeline. */
    silencesOf({ fromMs }: Stretch, buffer: AudioBuffer): Part[] {
      const known = silences.get(buffer);
      const found = known ?? silencesIn(buffer.getChannelData(0), buffer.sampleRate);
      if (!known) silences.set(buffer, found);
      return found.map((silence) => ({ fromMs: fromMs + silence.fromMs, toMs: fromMs + silence.toMs }));
    },
    close() {
      stopOnline();
      lanes.close();
      shelf.close();
      void context.close();
    },
  };
}

export type Deck = ReturnType<typeof openDeck>;

/** What may lie unheard in a buffer, to spare a copy (ms). */
const UNHEARD_MS = 10_000;

/** The part of a mix that is heard, in a buffer of its own when that saves more than half or much; else the mix itself. */
function keepHeard(context: PlayerContext, whole: AudioBuffer, { fromMs, toMs, offsetMs }: Stretch): Sound {
  const perMs = whole.sampleRate / 1000;
  const length = Math.ceil((toMs - fromMs + CROSSFADE_MS) * perMs);
  if (offsetMs === 0 && whole.length - length < Math.min(length, UNHEARD_MS * perMs))
    return { buffer: whole, enoughForMs: Number.POSITIVE_INFINITY };
  const heard = context.createBuffer(whole.numberOfChannels, length, whole.sampleRate);
  const from = Math.round(offsetMs * perMs);
  for (let channel = 0; channel < whole.numberOfChannels; channel++)
    heard.copyToChannel(whole.getChannelData(channel).subarray(from, from + length), channel);
  return { buffer: heard, enoughForMs: toMs - fromMs };
}
