import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import type { SourceCut } from '@/lib/domain/schemas';
import { cutStem } from '@/lib/mixing/cut';
import type { CutStem } from '@/lib/mixing/job';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import { gainFor } from '@/lib/timeline/loudness';
import { peaksOf } from '@/lib/timeline/peaks';

/** Quieter than this below the loudest block is a pause, and does not count as loudness (dB). */
const GATE_DB = -20;

/**
 * A take's stem for the ear alone, when the device cannot mix: `decoded` is the source, mono at 48 kHz. Its loudness is a
 * gated mean square without K-weighting, near enough for a review; what is published is measured where it is mixed. Throws
 * AppError('slate_not_found' | 'source_cut_short').
 */
export function cutForEar(decoded: Float32Array, cut: SourceCut): CutStem {
  const samples = cutStem(decoded, cut);
  const loudnessLufs = gatedLoudness(samples);
  const peaks = peaksOf(samples, SAMPLE_RATE / PEAKS_PER_SECOND);
  return {
    samples,
    durationMs: (samples.length * 1_000) / SAMPLE_RATE,
    loudnessLufs,
    gainDb: gainFor(loudnessLufs),
    peaks,
  };
}

function gatedLoudness(stem: Float32Array): number {
  const block = 0.4 * SAMPLE_RATE;
  const powers: number[] = [];
  for (let from = 0; from < stem.length; from += block) {
    const part = stem.subarray(from, from + block);
    powers.push(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  }
  const gate = Math.max(...powers) * 10 ** (GATE_DB / 10);
  const loud = powers.filter((power) => power >= gate);
  return -0.691 + 10 * Math.log10(loud.reduce((sum, power) => sum + power, 0) / loud.length);
}
