import { AppError } from '@/lib/domain/errors';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import type { Cut } from '@/lib/domain/schemas';
import type { CutStem } from '@/lib/mixing/job';

const RATE = 48_000;
/** The slate is within so much of the source's start (s). */
const SEARCH_SECONDS = 2;
/** The search runs on every second sample: the slate's band fits, at a quarter of the work. */
const STRIDE = 2;
/** A normalised correlation below this is no slate. */
const LEAST_MATCH = 0.3;
const TARGET_LUFS = -16;
/** Quieter than this below the loudest block is a pause, and does not count as loudness (dB). */
const GATE_DB = -20;
const MOST_GAIN_DB = 40;

/**
 * A take's stem for the ear alone, when the device cannot mix: `samples` is the decoded source and `slate` the marker,
 * both mono at 48 kHz. Its loudness is a gated mean square without K-weighting, near enough for a review; what is
 * published is measured where it is mixed. Throws AppError('slate_not_found').
 */
export function cutForEar(samples: Float32Array, slate: Float32Array, cut: Cut): CutStem {
  const slateAt = findMarker(samples, slate);
  const from = slateAt + Math.round(((cut.slateToPunchMs + cut.latencyMs) * RATE) / 1_000);
  const stem = new Float32Array((cut.durationMs * RATE) / 1_000);
  stem.set(samples.subarray(Math.max(0, from), Math.max(0, from) + stem.length));
  const loudnessLufs = gatedLoudness(stem);
  const gainDb = Number.isFinite(loudnessLufs) ? Math.min(MOST_GAIN_DB, TARGET_LUFS - loudnessLufs) : 0;
  return { samples: stem, durationMs: cut.durationMs, loudnessLufs, gainDb, peaks: peaksOf(stem) };
}

function findMarker(samples: Float32Array, slate: Float32Array): number {
  const last = Math.min(samples.length - slate.length, SEARCH_SECONDS * RATE);
  const coarse = strongest(samples, slate, 0, last, STRIDE);
  const fine = strongest(samples, slate, coarse.at - STRIDE, Math.min(last, coarse.at + STRIDE), 1);
  if (fine.match < LEAST_MATCH) throw new AppError('slate_not_found', { details: { match: fine.match } });
  return fine.at;
}

/** Where `slate` correlates best, from `from` to `to`, and how well (0 to 1). */
function strongest(samples: Float32Array, slate: Float32Array, from: number, to: number, stride: number) {
  let best = { at: 0, match: 0 };
  let slateEnergy = 0;
  for (let i = 0; i < slate.length; i += stride) slateEnergy += (slate[i] ?? 0) ** 2;
  for (let at = Math.max(0, from); at <= to; at += stride) {
    let dot = 0;
    let energy = 0;
    for (let i = 0; i < slate.length; i += stride) {
      const sample = samples[at + i] ?? 0;
      dot += sample * (slate[i] ?? 0);
      energy += sample * sample;
    }
    const match = Math.abs(dot) / Math.sqrt(energy * slateEnergy + 1e-12);
    if (match > best.match) best = { at, match };
  }
  return best;
}

function gatedLoudness(stem: Float32Array): number {
  const block = 0.4 * RATE;
  const powers: number[] = [];
  for (let from = 0; from < stem.length; from += block) {
    const part = stem.subarray(from, from + block);
    powers.push(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  }
  const gate = Math.max(...powers) * 10 ** (GATE_DB / 10);
  const loud = powers.filter((power) => power >= gate);
  return -0.691 + 10 * Math.log10(loud.reduce((sum, power) => sum + power, 0) / loud.length);
}

function peaksOf(stem: Float32Array): Uint8Array {
  const each = RATE / PEAKS_PER_SECOND;
  return Uint8Array.from({ length: Math.ceil(stem.length / each) }, (_, i) => {
    const peak = stem.subarray(i * each, (i + 1) * each).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return Math.min(255, Math.round(peak * 255));
  });
}
