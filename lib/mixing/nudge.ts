import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import type { MixPlan } from '@/lib/timeline/mix-plan';
import { peaksOf } from '@/lib/timeline/peaks';
import type { Core } from './core';
import { decodeFlac } from './decode';
import { encodeFlac, encodeMix, encodeStem } from './encode';
import type { Rendered } from './job';
import { headOf, marginsOf, rawOf, stemIn } from './margins';

/** A published answer that is to be moved, and everything that its new files are made of. */
export type NudgeJob = {
  stem: Uint8Array;
  margins: Uint8Array;
  /** Null when nothing of the parent sounds under the take. */
  parentMix: Uint8Array | null;
  /** As the take's mix was made by; nothing of it changes. */
  plan: MixPlan;
  /** By how much it is nudged now and will be, each from where it was measured to lie (whole ms, later is more). */
  fromNudgeMs: number;
  toNudgeMs: number;
};

/** The files of the take at its new place; back again gives the same files. Throws mixing_failed. */
export async function renderNudged(
  core: Core,
  job: NudgeJob,
): Promise<Pick<Rendered, 'mix' | 'peaks' | 'stem'> & { margins: Uint8Array }> {
  const raw = rawOf(await decodeFlac(core, job.stem), await decodeFlac(core, job.margins), job.fromNudgeMs);
  const samples = stemIn(raw, job.plan.durationMs, headOf(job.toNudgeMs));
  const { stem } = await encodeStem(core, samples);
  return {
    stem,
    margins: await encodeFlac(core, marginsOf(raw, job.toNudgeMs)),
    mix: await encodeMix(core, job.plan, job.parentMix),
    peaks: peaksOf(samples, SAMPLE_RATE / PEAKS_PER_SECOND),
  };
}
