import { AppError } from '@/lib/domain/errors';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { SAMPLE_RATE, voiceLoudnessArgs } from '@/lib/timeline/ffmpeg-args';
import { gainFor, isSilence } from '@/lib/timeline/loudness';
import type { MixPlan } from '@/lib/timeline/mix-plan';
import { peaksOf } from '@/lib/timeline/peaks';
import type { Core } from './core';
import { type CutTake, cutTake, cutWhole, slateIn } from './cut';
import { decodeSource, decodeStretch } from './decode';
import { encodeFlac, encodeMix, encodeStem, STEM } from './encode';
import type { CutStem, ParentTail, Rendered, RenderJob } from './job';
import { marginsOf } from './margins';
import { type HeardParent, listenFor, placeBelieved, placeMeasured } from './place';
import { lufsIn, run } from './run';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/** Peaks above this (linear) lose 4 dB or more to the limiter, and what that takes from the loudness is measured. */
const LIMITED_ABOVE = 1.25;
/** How often what the limiter takes is given back, until the voice is this near to the target (dB), and how much at most. */
const MOST_CORRECTIONS = 3;
const NEAR_DB = 0.3;
const MOST_CORRECTION_DB = 12;

/**
 * Makes a take's files from its source: decode, find the slate, measure where the take lies, cut, encode the stem, mix. `onCut` is
 * called as soon as the stem can be drawn and heard. Throws not_audio, slate_not_found, source_cut_short, silent_take or
 * mixing_failed.
 */
export async function renderTake(core: Core, job: RenderJob, onCut?: (stem: CutStem) => void): Promise<Rendered> {
  const { samples, raw, headMs, alignment, isPlaced } = await cutFrom(core, job);
  // A whole number: 48,048 / 48,000 × 1,000 in floating point is not.
  const durationMs = samples.length / SAMPLES_PER_MS;
  const { stem, loudnessLufs } = await encodeStem(core, samples);
  if (isSilence(loudnessLufs)) throw new AppError('silent_take');
  const peaks = peaksOf(samples, SAMPLE_RATE / PEAKS_PER_SECOND);
  onCut?.({
    samples,
    durationMs,
    loudnessLufs,
    gainDb: gainFor(loudnessLufs),
    peaks,
    raw,
    headMs,
    alignment,
    isPlaced,
  });
  const gainDb = await gainOf(core, samples, loudnessLufs);
  const hasMargins = job.parent !== null && job.cut !== 'whole';
  const margins = hasMargins ? await encodeFlac(core, marginsOf(raw, alignment.nudgeMs)) : null;
  const mix = await encodeMix(core, { durationMs, gainDb, parent: soundingUnder(job.parent) }, job.parent?.mix ?? null);
  return { stem, mix, durationMs, gainDb, peaks, alignment, margins };
}

/** Renders a plan from a stem and its parent's mix: what a repair needs, and nothing more. */
export async function renderMix(
  core: Core,
  plan: MixPlan,
  files: { stem: Uint8Array; parentMix: Uint8Array | null },
): Promise<Uint8Array> {
  await core.write(STEM, files.stem);
  return encodeMix(core, plan, files.parentMix);
}

async function cutFrom(core: Core, job: RenderJob): Promise<CutTake & Pick<CutStem, 'alignment' | 'isPlaced'>> {
  const { source, cut, parent, alignment: believed = NOT_ALIGNED } = job;
  const decoded = await decodeSource(core, source);
  if (cut === 'whole') return { ...cutWhole(decoded), alignment: NOT_ALIGNED, isPlaced: true };
  const said = { slateAt: slateIn(decoded), cut, believed };
  const heard = parent && (await decodeHeard(core, parent, cut.prerollMs ?? null));
  const measured = heard && listenFor(heard, decoded, said);
  const { place, alignment } = measured ? placeMeasured(said, heard, measured) : placeBelieved(said);
  const isAnswer = parent !== null;
  // An answer whose parent is not at hand is asked by whoever has it; a seed has no other place.
  const isPlaced = isAnswer || believed.method === 'none';
  return { ...cutTake(decoded, cut, place, isAnswer), alignment, isPlaced };
}

/** What of the parent could be heard while the take was recorded; null when nothing, or when nobody knows since when. */
async function decodeHeard(core: Core, parent: ParentTail, prerollMs: number | null): Promise<HeardParent | null> {
  if (prerollMs === null || prerollMs + parent.overlapMs === 0) return null;
  const fromMs = Math.max(0, parent.fromMs - prerollMs);
  const played = await decodeStretch(core, parent.mix, { fromMs, toMs: parent.fromMs + parent.overlapMs });
  return { played, prerollMs: parent.fromMs - fromMs };
}

/** The parent in the mix; one that has ended before the punch is not in it. */
const soundingUnder = (parent: ParentTail | null): MixPlan['parent'] =>
  parent && parent.overlapMs > 0 ? { fromMs: parent.fromMs, overlapMs: parent.overlapMs } : null;

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
