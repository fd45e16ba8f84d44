import type { Rendered } from '@/lib/mixing/job';
import { mixOnServer } from '@/lib/server/mixing/pool';
import { encode, voiceFile } from '@/lib/server/mixing/test-sounds';

/** A sentence as a take, its files made as every take's are. */
export async function shortTake(): Promise<Rendered> {
  const bytes = await voiceFile('austen-0880');
  return mixOnServer({ source: { bytes, contentType: 'audio/flac' }, cut: 'whole', parent: null });
}

/** Noise compresses badly: a little more than three minutes of it are a stem above 16 MiB, which is sent in parts. */
export async function longTake(): Promise<Rendered> {
  const samples = Float32Array.from({ length: 190 * 48_000 }, () => Math.random() * 1.6 - 0.8);
  const bytes = await encode(samples, 'PCM in WebM');
  return mixOnServer({ source: { bytes, contentType: 'audio/webm' }, cut: 'whole', parent: null });
}
