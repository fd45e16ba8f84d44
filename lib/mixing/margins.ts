import { MARGIN_MS } from '@/lib/domain/limits';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/**
 * The recording around an answer ("raw") is MARGIN_MS, the take where it was measured to be, and MARGIN_MS again. The stem is the
 * part of it that the nudge chooses, and the margins are the rest in one piece: 2 × MARGIN_MS, whatever the nudge. So the two
 * together are always the whole of it, and a nudge can be taken back to the sample.
 */

/** The take that begins `headMs` into raw: a view of it, no copy. */
export const stemIn = (raw: Float32Array, durationMs: number, headMs: number): Float32Array =>
  raw.subarray(headMs * SAMPLES_PER_MS, (headMs + durationMs) * SAMPLES_PER_MS);

/** How much of raw lies before the stem of a take that is nudged by so much (ms): of one moved to later, less. */
export const headOf = (nudgeMs: number): number => MARGIN_MS - nudgeMs;

/** What is left of raw beside the stem. */
export function marginsOf(raw: Float32Array, nudgeMs: number): Float32Array {
  const length = 2 * MARGIN_MS * SAMPLES_PER_MS;
  const head = headOf(nudgeMs) * SAMPLES_PER_MS;
  const margins = new Float32Array(length);
  margins.set(raw.subarray(0, head));
  margins.set(raw.subarray(raw.length - (length - head)), head);
  return margins;
}

/** Raw, of a stem and the margins that belong to it. */
export function rawOf(stem: Float32Array, margins: Float32Array, nudgeMs: number): Float32Array {
  const head = headOf(nudgeMs) * SAMPLES_PER_MS;
  const raw = new Float32Array(stem.length + margins.length);
  raw.set(margins.subarray(0, head));
  raw.set(stem, head);
  raw.set(margins.subarray(head), head + stem.length);
  return raw;
}
