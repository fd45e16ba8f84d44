import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment, SourceCut } from '@/lib/domain/schemas';
import { type CutTake, cutTake, cutWhole, slateIn } from '@/lib/mixing/cut';
import type { CutStem } from '@/lib/mixing/job';
import { placeBelieved } from '@/lib/mixing/place';
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
export function cutForEar(decoded: Float32Array, cut: SourceCut, alignment: Alignment = NOT_ALIGNED): CutStem {
  const { samples, raw, headMs, ...placed } = cutFrom(decoded, cut, alignment);
  const loudnessLufs = gatedLoudness(samples);
  const peaks = peaksOf(samples, SAMPLE_RATE / PEAKS_PER_SECOND);
  return {
    samples,
    durationMs: (samples.length * 1_000) / SAMPLE_RATE,
    loudnessLufs,
    gainDb: gainFor(loudnessLufs),
    peaks,
    raw,
    headMs,
    ...placed,
  };
}

/** Where the recorder took it to be: what the recording itself tells is measured where it is mixed. */
function cutFrom(
  decoded: Float32Array,
  cut: SourceCut,
  believed: Alignment,
): CutTake & Pick<CutStem, 'alignment' | 'isPlaced'> {
  if (cut === 'whole') return { ...cutWhole(decoded), alignment: NOT_ALIGNED, isPlaced: true };
  const { place, alignment } = placeBelieved({ slateAt: slateIn(decoded), cut, believed });
  const isAnswer = believed.method !== 'none';
  return { ...cutTake(decoded, cut, place, isAnswer), alignment, isPlaced: !isAnswer };
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
