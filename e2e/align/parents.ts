import { mixOnServer } from '@/lib/server/mixing/pool';
import { decode, encode, voice } from '@/lib/server/mixing/test-sounds';
import { openDevice, seedParcel } from '../steady-device';
import { drumLoop, sineMelody } from './programmes';

const SECONDS = 5;

export const PROGRAMMES = ['speech', 'drums', 'sine'] as const;
export type Programme = (typeof PROGRAMMES)[number];

/** A take that is to be answered, and what sounds of it: its mix (mono, 48 kHz). */
export type Parent = { storyId: string; takeId: string; durationMs: number; mix: Float32Array };

const MADE: Record<Programme, (seconds: number) => Promise<Float32Array> | Float32Array> = {
  speech: async (seconds) => over(await voice('austen-0890'), seconds),
  drums: drumLoop,
  sine: sineMelody,
};

/** A seed of a story of its own with this sound, published. */
export async function publishParent(origin: string, programme: Programme, seconds = SECONDS): Promise<Parent> {
  const bytes = await encode(await MADE[programme](seconds), 'PCM in WebM');
  const rendered = await mixOnServer({ source: { bytes, contentType: 'audio/webm' }, cut: 'whole', parent: null });
  const parcel = seedParcel(rendered);
  const device = await openDevice(origin);
  await device.deliver(parcel);
  const { samples } = await decode(rendered.mix);
  return { storyId: parcel.storyId, takeId: parcel.takeId, durationMs: rendered.durationMs, mix: samples };
}

/** A sentence, said again and again until so many seconds are over. */
const over = (sentence: Float32Array, seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * 48_000 }, (_, n) => sentence[n % sentence.length] ?? 0);
