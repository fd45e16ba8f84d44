import { AppError } from '@/lib/domain/errors';
import type { CutStem } from '@/lib/mixing/job';
import { cutForEar } from '@/lib/studio/ear-cut';
import type { Recorded } from '@/lib/studio/ports';
import { slate } from '@/lib/timeline/slate';

const STEM_RATE = 48_000;

/** The stem for a review on a device that cannot mix. Throws AppError('not_audio' | 'slate_not_found'). */
export async function previewStem({ source, cut }: Recorded): Promise<CutStem> {
  const decoder = new OfflineAudioContext(1, 1, STEM_RATE);
  try {
    const decoded = await decoder.decodeAudioData(source.bytes.slice().buffer);
    return cutForEar(decoded.getChannelData(0), slate(STEM_RATE), cut);
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('not_audio', { cause });
  }
}
