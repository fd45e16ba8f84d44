import type { Trip } from '@/lib/studio/alignment';
import { findProbes } from '@/lib/timeline/align/probes';
import { findSlate } from '@/lib/timeline/align/slate';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';

/** A recording of trains of probes (mono, 48 kHz): when each was played after the slate, and how late it may come (ms). */
export type AlignRequest = { samples: Float32Array<ArrayBuffer>; afterSlateMs: number[]; searchMs: number };
export type AlignAnswer = { type: 'found'; trips: Trip[] } | { type: 'no slate' };

/** The slate is written within so much of the start (ms), and so much of the recording is looked through. */
const SLATE_WITHIN_MS = 4_000;
const LOOKED_AT_MS = SLATE_WITHIN_MS + 1_000;

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
const post = (answer: AlignAnswer) => self.postMessage(answer);

self.addEventListener('message', ({ data }: MessageEvent<AlignRequest>) => {
  const { samples, afterSlateMs, searchMs } = data;
  const slate = findSlate(samples.slice(0, LOOKED_AT_MS * SAMPLES_PER_MS), { withinMs: SLATE_WITHIN_MS });
  if (!slate) return post({ type: 'no slate' });
  const trips = afterSlateMs.flatMap((ms) => {
    const found = findProbes(samples, slate.atSamples + ms * SAMPLES_PER_MS, searchMs);
    return found ? [{ offsetMs: found.offsetMs, errorMs: found.errorMs }] : [];
  });
  post({ type: 'found', trips });
});
