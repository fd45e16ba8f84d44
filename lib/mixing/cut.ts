import { AppError } from '@/lib/domain/errors';
import type { SourceCut } from '@/lib/domain/schemas';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { findSlate } from '@/lib/timeline/slate';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
/** The slate is written within so much of a source's start (ms). */
const SLATE_WITHIN_MS = 4_000;
/** So little missing at the end is a codec's last frame, and is filled with silence (ms). */
const MISSING_AT_MOST_MS = 50;

/**
 * Cuts the stem out of a decoded source (mono, 48 kHz): whole milliseconds from the punch on, to the nearest sample, and ten
 * minutes at most. Throws slate_not_found or source_cut_short.
 */
export function cutStem(decoded: Float32Array, cut: SourceCut): Float32Array {
  if (cut === 'whole') return audible(decoded.slice(0, wholeMs(decoded.length) * SAMPLES_PER_MS));
  const searched = audible(decoded.slice(0, (SLATE_WITHIN_MS + 1_000) * SAMPLES_PER_MS));
  const found = findSlate(searched, { withinMs: SLATE_WITHIN_MS });
  if (!found) throw new AppError('slate_not_found');
  const from = Math.round(found.atSamples + (cut.slateToPunchMs + cut.latencyMs) * SAMPLES_PER_MS);
  const length = (cut.durationMs ?? wholeMs(decoded.length - from)) * SAMPLES_PER_MS;
  const missing = Math.max(-from, from + length - decoded.length);
  if (from < 0 || length === 0 || missing > MISSING_AT_MOST_MS * SAMPLES_PER_MS) {
    throw new AppError('source_cut_short', { details: { missingMs: Math.ceil(missing / SAMPLES_PER_MS) } });
  }
  const stem = new Float32Array(length);
  stem.set(decoded.subarray(from, from + length));
  return audible(stem);
}

/** How many whole milliseconds of a take so many samples are. */
const wholeMs = (samples: number): number =>
  Math.min(MAX_DURATION_MS, Math.max(0, Math.floor(samples / SAMPLES_PER_MS)));

/** A broken file can decode to values that are no numbers, and a codec swings beyond full scale, which no stem can hold. */
function audible(samples: Float32Array): Float32Array {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    samples[i] = Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  }
  return samples;
}
