import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import type { MixPlan } from '@/lib/timeline/mix-plan';
import type { Core } from './core';
import { encodeFlac } from './encode';
import { renderMix } from './render';

/** A published take whose mix is made anew because of what is heard in it or under it. */
export type RemixJob = {
  /** Null of a take that is not shown: silence as long as it was. */
  stem: Uint8Array | null;
  /** Null when nothing of the parent sounds under the take. */
  parentMix: Uint8Array | null;
  plan: MixPlan;
};

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/** Its mix, and its stem, which is the one that was given or silence to the sample. Throws mixing_failed. */
export async function renderRemix(
  core: Core,
  { stem, parentMix, plan }: RemixJob,
): Promise<{ stem: Uint8Array; mix: Uint8Array }> {
  const its = stem ?? (await encodeFlac(core, new Float32Array(plan.durationMs * SAMPLES_PER_MS)));
  return { stem: its, mix: await renderMix(core, plan, { stem: its, parentMix }) };
}
