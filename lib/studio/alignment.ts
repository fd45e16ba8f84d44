import type { Alignment } from '@/lib/domain/schemas';

/** What a browser says of its own delays (s); each may be missing, zero or nonsense. */
export type ReportedLatency = {
  outputLatency: number | undefined;
  baseLatency: number | undefined;
  inputLatency: number | undefined;
};

/** How much later than it was performed a sound arrives in the recording (ms), and how sure that is. */
export type Placement = { latencyMs: number; alignment: Alignment };

/** Beyond this a report is not believed (ms). */
const MOST_MS = 500;
/** Half-width of the error of an estimate from reported latencies (ms). */
const ESTIMATE_ERROR_MS = 40;

const seconds = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : 0;

/**
 * Where a take lies in time. A seed has nothing to be late for. An answer is late by the way out of the speaker and
 * back into the microphone; until that is measured from the take itself, the browser's own report stands in for it.
 */
export function estimatePlacement(isAnswer: boolean, reported: ReportedLatency): Placement {
  if (!isAnswer) return { latencyMs: 0, alignment: { method: 'none', errorMs: 0 } };
  const out = seconds(reported.outputLatency) || seconds(reported.baseLatency);
  const roundTripMs = (out + seconds(reported.inputLatency)) * 1_000;
  return {
    latencyMs: Math.min(MOST_MS, roundTripMs),
    alignment: { method: 'estimated', errorMs: ESTIMATE_ERROR_MS },
  };
}
