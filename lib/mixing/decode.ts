import { bareContentType, SNIFF_BYTES, sniffContentType } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { decodeArgs, demuxerFor, stretchArgs } from '@/lib/timeline/ffmpeg-args';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import type { Core } from './core';
import { audible } from './cut';
import type { RenderJob } from './job';
import { run, takeSamples } from './run';
import { wholeFragments } from './whole-fragments';

/** The slate, the pre-roll and the margins around the longest take (ms). */
const LONGEST_SOURCE_MS = MAX_DURATION_MS + 60_000;

const FILE = 'file';
const RAW = 'raw.f32';

/** A source as mono samples at 48 kHz, −1 to 1. Throws not_audio. */
export async function decodeSource(core: Core, source: RenderJob['source']): Promise<Float32Array> {
  // What the bytes are decides, not what they are called.
  const type = sniffContentType(source.bytes.subarray(0, SNIFF_BYTES));
  const demuxer = type && demuxerFor(type);
  if (!demuxer) throw new AppError('not_audio', { details: { contentType: bareContentType(source.contentType) } });
  await core.write(FILE, type === 'audio/mp4' ? wholeFragments(source.bytes) : source.bytes);
  await run(core, decodeArgs(demuxer, FILE, RAW, LONGEST_SOURCE_MS), 'not_audio');
  await core.remove(FILE);
  const samples = await takeSamples(core, RAW);
  if (samples.length === 0) throw new AppError('not_audio');
  return audible(samples);
}

/** A stretch of a mix as mono samples at 48 kHz, by the sample numbers that a listener's decoder gives. Throws mixing_failed. */
export async function decodeStretch(
  core: Core,
  mix: Uint8Array,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<Float32Array> {
  await core.write(FILE, mix);
  await run(core, stretchArgs(FILE, RAW, { fromMs, toMs }), 'mixing_failed');
  await core.remove(FILE);
  return audible(await takeSamples(core, RAW));
}

/** A FLAC of this app's own making, as samples. Throws mixing_failed. */
export async function decodeFlac(core: Core, flac: Uint8Array): Promise<Float32Array> {
  await core.write(FILE, flac);
  await run(core, decodeArgs('flac', FILE, RAW, LONGEST_SOURCE_MS), 'mixing_failed');
  await core.remove(FILE);
  return takeSamples(core, RAW);
}
