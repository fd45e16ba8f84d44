import { type Aim, earliestPunchMs, latestPunchMs } from '@/lib/studio/aim';
import { earliestEndMs } from '@/lib/timeline/rule';

/** Room after the line that a take must reach (part of the parent's length), so that one sees there is more to come. */
const ROOM_AFTER = 0.2;
const LEAST_ROOM_MS = 1_500;
/** Within so many px of its ends the punch goes to them: duet and continue are meant more often than almost. */
const SNAP_PX = 10;

/** The stretch of the timeline that the strip shows, and where on it things lie (0 to 1). */
export type StripGeometry = {
  fromMs: number;
  toMs: number;
  parentEnd: number;
  punch: number;
  outlast: number;
  earliestMs: number;
  latestMs: number;
};

export function stripGeometry(aim: Aim): StripGeometry | null {
  const { answer, punchMs } = aim;
  if (!answer) return null;
  const { startMs, durationMs } = answer.parent;
  const outlastMs = earliestEndMs(answer.parent);
  const toMs = outlastMs + Math.max(LEAST_ROOM_MS, durationMs * ROOM_AFTER);
  const at = (ms: number) => (ms - startMs) / (toMs - startMs);
  return {
    fromMs: startMs,
    toMs,
    parentEnd: at(startMs + durationMs),
    punch: at(punchMs),
    outlast: at(outlastMs),
    earliestMs: earliestPunchMs(answer),
    latestMs: latestPunchMs(answer),
  };
}

/** The punch under a finger at `x` of `width` px (ms), drawn to its ends. */
export function punchUnder(x: number, width: number, { fromMs, toMs, earliestMs, latestMs }: StripGeometry): number {
  const msPerPx = (toMs - fromMs) / Math.max(1, width);
  const ms = fromMs + x * msPerPx;
  if (ms - earliestMs < SNAP_PX * msPerPx) return earliestMs;
  if (latestMs - ms < SNAP_PX * msPerPx) return latestMs;
  return Math.round(ms);
}

/** Where a key moves the punch to (ms), or null for a key that means nothing here. */
export function punchForKey(key: string, punchMs: number, { earliestMs, latestMs }: StripGeometry): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return punchMs + 100;
    case 'ArrowLeft':
    case 'ArrowDown':
      return punchMs - 100;
    case 'PageUp':
      return punchMs + 1_000;
    case 'PageDown':
      return punchMs - 1_000;
    case 'Home':
      return earliestMs;
    case 'End':
      return latestMs;
    default:
      return null;
  }
}
