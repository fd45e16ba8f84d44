import { AppError } from '@/lib/domain/errors';
import { CROSSFADE_MS, type Stretch } from '@/lib/timeline/path';
import { type Part, silencesIn } from '@/lib/timeline/silence';
import type { RenewUrl } from './mix-urls';
import { createLanes } from './player-lanes';
import type { PlayerContext, PlayerPorts } from './player-ports';
import { createShelf, type Sound } from './player-shelf';
import { createMixSource, type Mix, type Piece } from './player-source';

/** How long a new volume takes to be reached (s). */
const VOLUME_S = 0.1;
/** A voice is mixed to -16 LUFS, so where a part of a mix is softer it is not the voice that is measured (RMS, as a factor). */
const VOICE = 10 ** (-16 / 20);

type DeckDeps = {
  ports: PlayerPorts;
  renew: RenewUrl;
  mixes: ReadonlyMap<string, Mix>;
  volume: number;
  /** A sound or a lane is there, or will not be. */
  onChange(): void;
};

/** What a player holds open while it is in use: a context, the mixes at hand, and the ways from them to the ear. */
export function openDeck({ ports, renew, mixes, volume, onChange }: DeckDeps) {
  const context = ports.createContext();
  const output = context.createGain();
  output.gain.value = volume;
  output.connect(context.destination);
  const lanes = createLanes({ ...ports, context, output, onChange });
  const source = createMixSource(mixes, renew, ports);
  const silences = new WeakMap<AudioBuffer, readonly Part[]>();
  let whole: { bytes: ArrayBuffer; decoded: Promise<AudioBuffer> } | null = null;

  /** A whole mix is decoded once for all of its parts, until another one is needed. */
  function decodedOf({ bytes, enoughForMs }: Piece): Promise<AudioBuffer> {
    if (Number.isFinite(enoughForMs)) return context.decodeAudioData(bytes);
    // The context takes what it is given, and the mix is still held to be decoded again.
    if (whole?.bytes !== bytes) whole = { bytes, decoded: context.decodeAudioData(bytes.slice(0)) };
    return whole.decoded;
  }

  async function decode(piece: Piece, stretch: Stretch): Promise<Sound> {
    try {
      const sound = keepHeard(context, await decodedOf(piece), piece, stretch);
      silences.set(sound.buffer, silencesIn(sound.buffer.getChannelData(0), sound.buffer.sampleRate, VOICE));
      return sound;
    } catch (cause) {
      if (piece.enoughForMs === Number.POSITIVE_INFINITY) {
        whole = null;
        throw new AppError('playback_failed', { cause });
      }
      source.refuseParts(stretch.takeId);
      throw cause;
    }
  }
  const shelf = createShelf({ load: source.load, decode, after: ports.after }, onChange);
  const stopOnline = ports.onOnline(() => {
    shelf.retry();
    onChange();
  });

  return {
    context,
    lanes,
    shelf,
    replaceMixes: source.replace,
    setVolume(next: number) {
      output.gain.cancelScheduledValues(context.currentTime);
      output.gain.setValueAtTime(output.gain.value, context.currentTime);
      output.gain.linearRampToValueAtTime(next, context.currentTime + VOLUME_S);
    },
    /** The silences of a stretch, on the timeline. */
    silencesOf: ({ fromMs }: Stretch, buffer: AudioBuffer): Part[] =>
      (silences.get(buffer) ?? []).map((silence) => ({ fromMs: fromMs + silence.fromMs, toMs: fromMs + silence.toMs })),
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

/** What is heard, from the stretch's beginning on: in a buffer of its own, unless what was decoded is hardly more. */
function keepHeard(context: PlayerContext, decoded: AudioBuffer, piece: Piece, stretch: Stretch): Sound {
  const perMs = decoded.sampleRate / 1000;
  const neededMs = stretch.toMs - stretch.fromMs;
  const heardMs = Number.isFinite(piece.enoughForMs) ? piece.enoughForMs : neededMs;
  const from = Math.round(piece.leadMs * perMs);
  const length = Math.ceil((heardMs + CROSSFADE_MS) * perMs);
  if (Number.isFinite(piece.enoughForMs) && decoded.length - from < neededMs * perMs)
    throw new Error('The browser lost some of a part');
  if (from === 0 && decoded.length - length < Math.min(length, UNHEARD_MS * perMs))
    return { buffer: decoded, enoughForMs: piece.enoughForMs };
  const heard = context.createBuffer(decoded.numberOfChannels, length, decoded.sampleRate);
  for (let channel = 0; channel < decoded.numberOfChannels; channel++)
    heard.copyToChannel(decoded.getChannelData(channel).subarray(from, from + length), channel);
  return { buffer: heard, enoughForMs: heardMs };
}
