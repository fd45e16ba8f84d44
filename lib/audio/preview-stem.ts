import { AppError } from '@/lib/domain/errors';
import type { CutStem } from '@/lib/mixing/job';
import { cutForEar } from '@/lib/studio/ear-cut';
import type { Recorded } from '@/lib/studio/ports';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';

/** The stem for a review on a device that cannot mix. Throws AppError('not_audio' | 'slate_not_found' | 'source_cut_short'). */
export async function previewStem({ source, cut }: Recorded): Promise<CutStem> {
  const decoder = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  try {
    const decoded = await decoder.decodeAudioData(source.bytes.slice().buffer);
    return cutForEar(decoded.getChannelData(0), cut);
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('not_audio', { cause });
  }
}
