import { durationMs, type PathTake, playPlan, stretchIndexAt } from './path';

/** A part of a take: [fromMs, toMs) from its own start on. */
export type BarSpan = { takeId: string; fromMs: number; toMs: number };

/** A path in `count` equal parts, each as the take that is heard in the middle of it. */
export function barSpans(takes: readonly PathTake[], count: number): BarSpan[] {
  const plan = playPlan(takes);
  const each = durationMs(plan) / count;
  return Array.from({ length: plan.length === 0 ? 0 : count }, (_, i): BarSpan => {
    const stretch = plan[stretchIndexAt(plan, (i + 0.5) * each)];
    const { takeId = '', fromMs = 0, toMs = 0 } = stretch ?? {};
    return { takeId, fromMs: Math.max(i * each, fromMs) - fromMs, toMs: Math.min((i + 1) * each, toMs) - fromMs };
  });
}

/** A take quieter than this (of 255) is drawn as quiet. */
const QUIET = 40;

/**
 * How loud a part of a take is beside its loudest moment, 0 to 1. `peaks`: those of the take, which lasts `lengthMs`. The mean of
 * them, or every part that is as long as a sentence would be as loud as any other; the exponent lifts soft speech.
 */
export function barLevel({ fromMs, toMs }: BarSpan, peaks: Uint8Array, lengthMs: number): number {
  const perMs = peaks.length / lengthMs;
  const first = Math.max(0, Math.min(peaks.length - 1, Math.floor(fromMs * perMs)));
  const part = peaks.subarray(first, Math.max(first + 1, Math.ceil(toMs * perMs)));
  const mean = part.reduce((sum, peak) => sum + peak, 0) / Math.max(1, part.length);
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak), QUIET);
  return (mean / loudest) ** 0.8;
}
