import { MARGIN_MS } from '@/lib/domain/limits';
import { type Measured, measureOffset } from '@/lib/timeline/align/measure';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import type { Core } from './core';
import { decodeFlac, decodeStretch } from './decode';
import { rawOf } from './margins';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
/** More of an overlap tells nothing more (ms). */
const LONGEST_HEARD_MS = 30_000;

/** A published answer, and the parent that was heard while it was spoken. */
export type ResidualJob = {
  stem: Uint8Array;
  /** Null of an answer that has none; then only what is in the stem itself tells. */
  margins: Uint8Array | null;
  nudgeMs: number;
  parentMix: Uint8Array;
  /** Where the take starts within the parent's mix, and how long that sounds from there (ms). */
  fromMs: number;
  overlapMs: number;
};

/** How far that is where it is farthest (ms, later than 0): a jump that was not closed leaves the rest of a take out of time. */
export function farthestMs({ offsetMs, jumps }: Pick<Measured, 'offsetMs' | 'jumps'>): number {
  let now = offsetMs;
  let farthest = offsetMs;
  for (const { byMs } of jumps) {
    now += byMs;
    if (Math.abs(now) > Math.abs(farthest)) farthest = now;
  }
  return farthest;
}

/**
 * How far an answer lies from its parent by its own sound, its nudge aside: 0 ms of one that is in time. Null when nothing of the
 * parent is in it. It knows nothing of what was measured before. Throws mixing_failed.
 */
export async function residualOf(core: Core, job: ResidualJob): Promise<Measured | null> {
  const stem = await decodeFlac(core, job.stem);
  const recorded = job.margins ? rawOf(stem, await decodeFlac(core, job.margins), job.nudgeMs) : stem;
  const beforeMs = Math.min(job.fromMs, job.margins ? MARGIN_MS : 0);
  const fromMs = job.fromMs - beforeMs;
  const toMs = Math.min(job.fromMs + job.overlapMs, fromMs + LONGEST_HEARD_MS);
  if (toMs <= fromMs) return null;
  const played = await decodeStretch(core, job.parentMix, { fromMs, toMs });
  const startMs = job.margins ? MARGIN_MS : job.nudgeMs;
  return measureOffset({ recorded, played, atSamples: (startMs - beforeMs) * SAMPLES_PER_MS, known: null });
}
