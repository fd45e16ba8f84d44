/** What is lowest among so many readings and in so much time (ms) is a clock without the jitter of its reader. */
const WINDOW_READINGS = 20;
const WINDOW_MS = 500;
/** A clock that lies further behind than this is not as it was (ms); two windows in a row must say so. */
const STEP_MS = 2.5;
/** Two clocks run apart by this at most (ms a ms). */
const DRIFT = 0.0003;
/** How much of what is less than a step is drift, which is followed. */
const FOLLOW = 0.25;

/** `lowest` was read at `atMs`. */
const EMPTY = { readings: 0, fromMs: 0, lowest: Number.POSITIVE_INFINITY, atMs: 0 };

/**
 * Watches how far an audio clock lies behind the page's, one reading at a time (`nowMs` by the page's clock, `behindMs` behind it).
 * A starved audio thread leaves it behind, and then the input queue has moved, by how much only sound tells; a page that is blocked
 * moves nothing, and drift is slow. Answers the step (ms) at the reading that makes it certain, else 0.
 */
export function createSlipWatch(): (nowMs: number, behindMs: number) => number {
  let window = EMPTY;
  let calm: { behindMs: number; atMs: number } | null = null;
  let suspected = 0;

  return (nowMs, behindMs) => {
    const { readings, fromMs, lowest, atMs } =
      behindMs < window.lowest ? { ...window, lowest: behindMs, atMs: nowMs } : window;
    window = { readings: readings + 1, fromMs: readings === 0 ? nowMs : fromMs, lowest, atMs };
    if (window.readings < WINDOW_READINGS || nowMs - window.fromMs < WINDOW_MS) return 0;
    window = EMPTY;
    if (calm === null) {
      calm = { behindMs: lowest, atMs };
      return 0;
    }
    const byMs = lowest - calm.behindMs;
    if (Math.abs(byMs) <= STEP_MS + DRIFT * (atMs - calm.atMs)) {
      // What took long to see is drift altogether.
      const part = Math.abs(byMs) > STEP_MS ? 1 : FOLLOW;
      calm = { behindMs: calm.behindMs + byMs * part, atMs };
      suspected = 0;
      return 0;
    }
    const isCertain = suspected * byMs > 0;
    suspected = byMs;
    if (!isCertain) return 0;
    calm = { behindMs: lowest, atMs };
    suspected = 0;
    return byMs;
  };
}
