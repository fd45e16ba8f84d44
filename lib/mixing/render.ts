import { bareContentType, SNIFF_BYTES, sniffContentType } from '@/lib/domain/audio-format';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import {
  CEILING_DBTP,
  decodeArgs,
  demuxerFor,
  mixArgs,
  SAMPLE_RATE,
  stemArgs,
  truePeakArgs,
  voiceLoudnessArgs,
} from '@/lib/timeline/ffmpeg-args';
import { gainFor, integratedLufs, isSilence, MOST_TRUE_PEAK_DB, truePeakDb } from '@/lib/timeline/loudness';
import type { MixPlan } from '@/lib/timeline/mix-plan';
import { peaksOf } from '@/lib/timeline/peaks';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import type { Core } from './core';
import { cutStem } from './cut';
import type { CutStem, Rendered, RenderJob } from './job';
import { wholeFragments } from './whole-fragments';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/** The slate, the pre-roll and the margins around the longest take (ms). */
const LONGEST_SOURCE_MS = MAX_DURATION_MS + 60_000;
/** Peaks above this (linear) lose 4 dB or more to the limiter, and what that takes from the loudness is measured. */
const LIMITED_ABOVE = 1.25;
/** How often what the limiter takes is given back, until the voice is this near to the target (dB), and how much at most. */
const MOST_CORRECTIONS = 3;
const NEAR_DB = 0.3;
const MOST_CORRECTION_DB = 12;
/** How often a mix is encoded at most, until its peaks keep to the limit, and how much lower than needed each time (dB). */
const MOST_ENCODINGS = 4;
const CEILING_STEP_DB = 0.3;

/**
 * Makes a take's files from its source: decode, find the slate, cut, measure, encode the stem, mix. `onCut` is called as soon
 * as the stem can be drawn and heard. Throws not_audio, slate_not_found, source_cut_short, silent_take or mixing_failed.
 */
export async function renderTake(core: Core, job: RenderJob, onCut?: (stem: CutStem) => void): Promise<Rendered> {
  const decoded = await decode(core, job.source);
  const samples = cutStem(decoded, job.cut);
  // A whole number: 48,048 / 48,000 × 1,000 in floating point is not.
  const durationMs = samples.length / SAMPLES_PER_MS;
  const { stem, loudnessLufs } = await encodeStem(core, samples);
  if (isSilence(loudnessLufs)) throw new AppError('silent_take');
  const peaks = peaksOf(samples, SAMPLE_RATE / PEAKS_PER_SECOND);
  onCut?.({ samples, durationMs, loudnessLufs, gainDb: gainFor(loudnessLufs), peaks });
  const gainDb = await gainOf(core, samples, loudnessLufs);
  const parent = job.parent && { fromMs: job.parent.fromMs, overlapMs: job.parent.overlapMs };
  const mix = await mixStem(core, { durationMs, gainDb, parent }, job.parent?.mix ?? null);
  return { stem, mix, durationMs, gainDb, peaks };
}

/** Renders a plan from a stem and its parent's mix: what a nudge or a repair needs, and nothing more. */
export async function renderMix(
  core: Core,
  plan: MixPlan,
  files: { stem: Uint8Array; parentMix: Uint8Array | null },
): Promise<Uint8Array> {
  await core.write(STEM, files.stem);
  return mixStem(core, plan, files.parentMix);
}

const SOURCE = 'source';
const RAW = 'raw.f32';
const STEM = 'stem.flac';
const PARENT = 'parent.m4a';
const MIX = 'mix.m4a';

async function decode(core: Core, source: RenderJob['source']): Promise<Float32Array> {
  // What the bytes are decides, not what they are called.
  const type = sniffContentType(source.bytes.subarray(0, SNIFF_BYTES));
  const demuxer = type && demuxerFor(type);
  if (!demuxer) throw new AppError('not_audio', { details: { contentType: bareContentType(source.contentType) } });
  await core.write(SOURCE, type === 'audio/mp4' ? wholeFragments(source.bytes) : source.bytes);
  await run(core, decodeArgs(demuxer, SOURCE, RAW, LONGEST_SOURCE_MS), 'not_audio');
  const bytes = await core.read(RAW);
  await core.remove(SOURCE);
  await core.remove(RAW);
  if (bytes.length < 4) throw new AppError('not_audio');
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / 4));
}

async function encodeStem(core: Core, samples: Float32Array): Promise<{ stem: Uint8Array; loudnessLufs: number }> {
  await core.write(RAW, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice());
  const log = await run(core, stemArgs(RAW, STEM), 'mixing_failed');
  await core.remove(RAW);
  return { stem: await core.read(STEM), loudnessLufs: lufsIn(log) };
}

/** A voice whose peaks the limiter holds loses loudness by it; once measured, that is given back. */
async function gainOf(core: Core, samples: Float32Array, loudnessLufs: number): Promise<number> {
  const gainDb = gainFor(loudnessLufs);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  if (peak * 10 ** (gainDb / 20) < LIMITED_ABOVE) return gainDb;
  let corrected = gainDb;
  for (let tries = 0; tries < MOST_CORRECTIONS; tries++) {
    const limited = lufsIn(await run(core, voiceLoudnessArgs(STEM, corrected), 'mixing_failed'));
    const missing = loudnessLufs + gainDb - limited;
    if (!Number.isFinite(missing) || missing <= NEAR_DB) break;
    corrected = Math.min(gainDb + MOST_CORRECTION_DB, corrected + missing);
  }
  return corrected;
}

async function mixStem(core: Core, plan: MixPlan, parentMix: Uint8Array | null): Promise<Uint8Array> {
  if (plan.parent && !parentMix)
    throw new AppError('mixing_failed', { cause: 'the plan names a parent, but has no mix of it' });
  if (parentMix) await core.write(PARENT, parentMix);
  // AAC raises the peaks of a distorted voice by up to 4 dB, as only its decoder can tell.
  let ceilingDb = CEILING_DBTP;
  for (let encoding = 1; ; encoding++) {
    await run(core, mixArgs(plan, { stem: STEM, parentMix: PARENT, mix: MIX }, ceilingDb), 'mixing_failed');
    const peakDb = truePeakDb(await run(core, truePeakArgs(MIX), 'mixing_failed'));
    if (peakDb === null) throw new AppError('mixing_failed', { cause: 'the mix could not be measured' });
    if (peakDb <= MOST_TRUE_PEAK_DB || encoding === MOST_ENCODINGS) return core.read(MIX);
    ceilingDb -= peakDb - MOST_TRUE_PEAK_DB + CEILING_STEP_DB;
  }
}

/** Throws `fault` with the end of the log when the core refuses. */
async function run(core: Core, args: string[], fault: ErrorCode): Promise<string> {
  const { code, log } = await core.run(args);
  if (code !== 0) throw new AppError(fault, { cause: new Error(log.slice(-2_000)) });
  return log;
}

function lufsIn(log: string): number {
  const lufs = integratedLufs(log);
  if (lufs === null) throw new AppError('mixing_failed', { cause: new Error(log.slice(-2_000)) });
  return lufs;
}
