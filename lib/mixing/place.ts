import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment, Cut } from '@/lib/domain/schemas';
import { type Measured, measureOffset } from '@/lib/timeline/align/measure';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
/** Drift that adds up to less than this while the parent sounds is left alone (ms): nobody hears it, and resampling costs seconds. */
const DRIFT_WORTH_MS = 0.2;
/** No estimate is this good (ms) but one from a take that was measured: it is meant for a take that does not hear its parent again. */
const FROM_TAKE_MS = 25;
/** One that does hears it as late as before (ms). */
const AGAIN_MS = 1;
/** A calibration's error has room for one input buffer (ms), and a peak is not looked for in all of it. */
const INPUT_BUFFER_MS = 23.2;

/** Where a take lies in its decoded source. */
export type Place = {
  /** The source's sample, and a fraction, at the take's start; as it was before any jump. */
  fromSamples: number;
  /** Samples of the source for each sample of the take. */
  ratio: number;
  /** In order: from `atSamples` of the take on (negative: before its start) all of it lies `bySamples` later in the source. */
  jumps: { atSamples: number; bySamples: number }[];
  /** Where the recorder took the start to be. */
  expectedSamples: number;
};

/** What was heard while a source was recorded: the parent, decoded (mono, 48 kHz), from `prerollMs` before the punch on. */
export type HeardParent = { played: Float32Array; prerollMs: number };

/** What the recorder says of a take; `slateAt` is where the slate begins in its source (samples). */
export type Said = { slateAt: number; cut: Cut; believed: Alignment };

/** What the recording itself tells of the parent that was heard; null when it tells nothing. */
export function listenFor({ played, prerollMs }: HeardParent, recorded: Float32Array, said: Said): Measured | null {
  return measureOffset({
    recorded,
    played,
    atSamples: said.slateAt + (said.cut.slateToPunchMs - prerollMs) * SAMPLES_PER_MS,
    known: knownOf(priorOf(said)),
  });
}

/** What chooses among peaks that are alike: a calibration, or what another take of that page load told. */
function knownOf({ method, offsetMs, errorMs }: Alignment): { offsetMs: number; errorMs: number } | null {
  if (method === 'calibrated') return { offsetMs, errorMs: Math.max(AGAIN_MS, errorMs - INPUT_BUFFER_MS) };
  return method === 'estimated' && errorMs <= FROM_TAKE_MS ? { offsetMs, errorMs: AGAIN_MS } : null;
}

/** A take's place as its recorder believes it to be. */
export function placeBelieved(said: Said): { place: Place; alignment: Alignment } {
  const expectedSamples = expectedOf(said);
  const place = { fromSamples: expectedSamples, ratio: 1, jumps: [], expectedSamples };
  return { place, alignment: priorOf(said) };
}

/** A take's place as its recording tells it. */
export function placeMeasured(
  said: Said,
  { played, prerollMs }: HeardParent,
  measured: Measured,
): { place: Place; alignment: Alignment } {
  const { errorMs, driftPpm, peakDb, jumps } = measured;
  const playedMs = played.length / SAMPLES_PER_MS;
  const drifted = (ms: number) => (ms * driftPpm) / 1e6;
  const isDrifting = Math.abs(drifted(playedMs)) >= DRIFT_WORTH_MS;
  // Without resampling the middle of what was heard is in time, and its ends are off by half of next to nothing.
  const startMs = measured.offsetMs + drifted(isDrifting ? prerollMs : playedMs / 2);
  const jumpedBy = (ms: number) => jumps.filter(({ atMs }) => atMs <= ms).reduce((sum, { byMs }) => sum + byMs, 0);
  const before = jumpedBy(prerollMs);
  const prior = priorOf(said);
  const place = {
    fromSamples: said.slateAt + (said.cut.slateToPunchMs + startMs) * SAMPLES_PER_MS,
    ratio: isDrifting ? 1 + driftPpm / 1e6 : 1,
    jumps: jumps.map(({ atMs, byMs }) => ({
      atSamples: (atMs - prerollMs) * SAMPLES_PER_MS,
      bySamples: byMs * SAMPLES_PER_MS,
    })),
    expectedSamples: expectedOf(said),
  };
  // What happened to devices and page meanwhile is of no weight now; a gap in the take is.
  const doubt = prior.doubt === 'interrupted' ? prior.doubt : null;
  const found = {
    method: 'measured' as const,
    errorMs,
    driftPpm,
    peakDb,
    offsetMs: startMs + before,
    jumpedMs: jumpedBy(playedMs) - before,
  };
  return { place, alignment: { ...prior, ...found, doubt } };
}

const expectedOf = ({ slateAt, cut }: Said): number => slateAt + (cut.slateToPunchMs + cut.latencyMs) * SAMPLES_PER_MS;

/** Drafts of before know less of their alignment; and what was measured in another take is a calibration in this one. */
function priorOf({ cut: { latencyMs, nudgeMs = 0 }, believed }: Said): Alignment {
  const method = believed.method === 'measured' ? 'calibrated' : believed.method;
  return { ...NOT_ALIGNED, ...believed, method, offsetMs: latencyMs, jumpedMs: 0, driftPpm: 0, peakDb: null, nudgeMs };
}
