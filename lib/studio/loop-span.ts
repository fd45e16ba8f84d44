import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import type { CutStem } from '@/lib/mixing/job';
import { endMs, type Span } from '@/lib/timeline/rule';
import { type Aim, overlapOfMs } from './aim';

/** How much of the timeline is looked at while a take is moved (ms), the widest first; the first is also what is heard. */
export const ZOOMS_MS = [4_000, 1_000, 250] as const;
export type ZoomMs = (typeof ZOOMS_MS)[number];

const STEP_MS = 1_000 / PEAKS_PER_SECOND;

/**
 * The stretch of the timeline in which a nudge is judged best: of an overlap, where both voices are loudest together; around the
 * punch where they only follow each other. A closer one lies within the wider, so that zooming in never loses the place.
 */
export function loopSpan(aim: Aim, stem: Pick<CutStem, 'peaks' | 'durationMs'>, zoomMs: ZoomMs): Span {
  let span = widest(aim, stem.durationMs);
  for (const lengthMs of ZOOMS_MS) {
    if (lengthMs < zoomMs) break;
    if (lengthMs < span.durationMs) span = { startMs: bestStart(aim, stem, span, lengthMs), durationMs: lengthMs };
  }
  return span;
}

/** All of the overlap, with enough around it to make sense of it; or as much on both sides of the punch. */
function widest(aim: Aim, durationMs: number): Span {
  const overlap = Math.min(overlapOfMs(aim), durationMs);
  if (overlap >= ZOOMS_MS[0]) return { startMs: aim.punchMs, durationMs: overlap };
  const middle = aim.punchMs + overlap / 2;
  const startMs = Math.max(0, Math.floor(middle - ZOOMS_MS[0] / 2));
  return { startMs, durationMs: ZOOMS_MS[0] };
}

function bestStart(aim: Aim, stem: Pick<CutStem, 'peaks'>, { startMs, durationMs }: Span, lengthMs: number): number {
  const parent = aim.answer?.parent;
  if (!parent || overlapOfMs(aim) === 0) {
    return Math.round(Math.min(startMs + durationMs - lengthMs, Math.max(startMs, aim.punchMs - lengthMs / 2)));
  }
  const scores: number[] = [];
  for (let ms = startMs; ms < startMs + durationMs; ms += STEP_MS) {
    const own = stem.peaks[Math.floor((ms - aim.punchMs) / STEP_MS)] ?? 0;
    const other = ms < endMs(parent) ? (parent.peaks[Math.floor((ms - parent.startMs) / STEP_MS)] ?? 0) : 0;
    scores.push(Math.min(own, other));
  }
  const width = Math.round(lengthMs / STEP_MS);
  let sum = scores.slice(0, width).reduce((total, score) => total + score, 0);
  let best = { sum, at: 0 };
  for (let i = width; i < scores.length; i += 1) {
    sum += (scores[i] ?? 0) - (scores[i - width] ?? 0);
    if (sum > best.sum) best = { sum, at: i - width + 1 };
  }
  return startMs + best.at * STEP_MS;
}
