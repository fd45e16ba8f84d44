import { AppError } from '@/lib/domain/errors';
import type { Alignment } from '@/lib/domain/schemas';
import type { CutStem } from '@/lib/mixing/job';
import { headOf, rawOf } from '@/lib/mixing/margins';
import { cutForEar } from '@/lib/studio/ear-cut';
import type { Recorded } from '@/lib/studio/ports';
import { within } from '@/lib/studio/recut';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';

/**
 * The stem for a review without a mixing: of a device that cannot, or of a take that has its mix, whose `margins` lie around
 * it. Throws AppError('not_audio' | 'slate_not_found' | 'source_cut_short').
 */
export async function previewStem(
  { source, cut, alignment }: Recorded,
  margins: Uint8Array | null = null,
): Promise<CutStem> {
  const stem = cutForEar(await decoded(source.bytes), cut, alignment);
  if (cut !== 'whole') return stem;
  const finished = { ...stem, alignment };
  return margins ? withMargins(finished, await decoded(margins), alignment) : finished;
}

/** The recording as it was before the margins were cut off it. */
function withMargins(stem: CutStem, margins: Float32Array, { nudgeMs }: Alignment): CutStem {
  const raw = rawOf(stem.samples, margins, nudgeMs);
  const headMs = headOf(nudgeMs);
  return { ...stem, raw, headMs, samples: within(raw, headMs, stem.durationMs) };
}

async function decoded(bytes: Uint8Array): Promise<Float32Array> {
  const decoder = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  try {
    return (await decoder.decodeAudioData(new Uint8Array(bytes).buffer)).getChannelData(0);
  } catch (cause) {
    throw new AppError('not_audio', { cause });
  }
}
