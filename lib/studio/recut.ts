import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import type { CutStem } from '@/lib/mixing/job';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import { peaksOf } from '@/lib/timeline/peaks';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/** About a sample: offsets this near are the same one, read at another instant of a clock that drifts (ms). */
const SAME_OFFSET_MS = 0.02;

/** How much recording there is around and in a take (whole ms). */
export const rawMs = ({ raw }: CutStem): number => Math.floor(raw.length / SAMPLES_PER_MS);

/** `lengthMs` of `samples` (48 kHz) from `fromMs` on, silent where there are none; a view of them where it can be. */
export function within(samples: Float32Array, fromMs: number, lengthMs: number): Float32Array {
  const from = Math.round(fromMs * SAMPLES_PER_MS);
  const length = Math.round(lengthMs * SAMPLES_PER_MS);
  if (from >= 0 && from + length <= samples.length) return samples.subarray(from, from + length);
  const filled = new Float32Array(length);
  const first = Math.max(0, from);
  const last = Math.min(samples.length, from + length);
  if (last > first) filled.set(samples.subarray(first, last), first - from);
  return filled;
}

const wholePeaks = new WeakMap<Float32Array, Uint8Array>();

/** The waveform of all of a recording (0 to 255, 20 a second), worked out once. */
function rawPeaks(raw: Float32Array): Uint8Array {
  const before = wholePeaks.get(raw);
  if (before) return before;
  const peaks = peaksOf(raw, SAMPLE_RATE / PEAKS_PER_SECOND);
  wholePeaks.set(raw, peaks);
  return peaks;
}

/** `lengthMs` of a recording's waveform from `fromMs` on, to the nearest bar. */
export function peaksWithin(raw: Float32Array, fromMs: number, lengthMs: number): Uint8Array {
  const bar = (ms: number) => Math.max(0, Math.round((ms * PEAKS_PER_SECOND) / 1_000));
  return rawPeaks(raw).subarray(bar(fromMs), bar(fromMs + lengthMs));
}

type Place = { headMs: number; durationMs: number };

/**
 * The same recording with the take elsewhere in it, for the ear and the eye: what is published is cut anew from the source. Its
 * waveform is drawn anew only when its length changes: a nudge is finer than a bar.
 */
export function recut(stem: CutStem, { headMs, durationMs }: Place): CutStem {
  const samples = within(stem.raw, headMs, durationMs);
  const peaks = durationMs === stem.durationMs ? stem.peaks : peaksWithin(stem.raw, headMs, durationMs);
  return { ...stem, samples, headMs, durationMs, peaks };
}

/**
 * `fresh` from the source, with the longer of both recordings around it: what was trimmed away can be had back as long as the
 * page lives. Both were cut by the same offset, or the old one is let go.
 */
export function withLongerRaw(fresh: CutStem, before: CutStem | null): CutStem {
  if (!before || before.raw.length <= fresh.raw.length || before.durationMs !== fresh.durationMs) return fresh;
  if (Math.abs(before.alignment.offsetMs - fresh.alignment.offsetMs) > SAME_OFFSET_MS) return fresh;
  return { ...fresh, raw: before.raw, headMs: before.headMs };
}
