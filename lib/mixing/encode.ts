import { AppError } from '@/lib/domain/errors';
import { CEILING_DBTP, flacArgs, mixArgs, stemArgs, truePeakArgs } from '@/lib/timeline/ffmpeg-args';
import { MOST_TRUE_PEAK_DB, truePeakDb } from '@/lib/timeline/loudness';
import type { MixPlan } from '@/lib/timeline/mix-plan';
import type { Core } from './core';
import { lufsIn, putSamples, run } from './run';

/** How often a mix is encoded at most, until its peaks keep to the limit, and how much lower than needed each time (dB). */
const MOST_ENCODINGS = 4;
const CEILING_STEP_DB = 0.3;

const RAW = 'raw.f32';
/** The stem stays in the core for what is made of it. */
export const STEM = 'stem.flac';
const FLAC = 'raw.flac';
const PARENT = 'parent.m4a';
const MIX = 'mix.m4a';

/** The stem as a file, and its loudness (LUFS). */
export async function encodeStem(
  core: Core,
  samples: Float32Array,
): Promise<{ stem: Uint8Array; loudnessLufs: number }> {
  await putSamples(core, RAW, samples);
  const log = await run(core, stemArgs(RAW, STEM), 'mixing_failed');
  await core.remove(RAW);
  return { stem: await core.read(STEM), loudnessLufs: lufsIn(log) };
}

/** Without loss, but for what lies below 16 bits; nothing of it stays in the core. */
export async function encodeFlac(core: Core, samples: Float32Array): Promise<Uint8Array> {
  await putSamples(core, RAW, samples);
  await run(core, flacArgs(RAW, FLAC), 'mixing_failed');
  await core.remove(RAW);
  const flac = await core.read(FLAC);
  await core.remove(FLAC);
  return flac;
}

/** The mix of the stem that is in the core, over its parent's tail if the plan has one. */
export async function encodeMix(core: Core, plan: MixPlan, parentMix: Uint8Array | null): Promise<Uint8Array> {
  if (plan.parent && !parentMix)
    throw new AppError('mixing_failed', { cause: 'the plan names a parent, but has no mix of it' });
  if (plan.parent && parentMix) await core.write(PARENT, parentMix);
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
