import { correlate, LAGS_PER_MS, lagMs } from './correlate';
import type { Heard } from './measure';

/** Short windows tell one known lag from another (ms). */
const WINDOW_MS = 60;
const HOP_MS = 10;
/** Around each lag so much belongs to it (ms). */
const NEAR_MS = 0.5;
/** Around both lags (ms). */
const ASIDE_MS = 10;

/**
 * When one offset became another, between two instants (ms after the first played sample): the split before which the one fits
 * best, and after which the other.
 */
export function boundary(heard: Heard, fromMs: number, toMs: number, oneMs: number, otherMs: number): number {
  const range = {
    fromMs: Math.floor(Math.min(oneMs, otherMs) - ASIDE_MS),
    toMs: Math.ceil(Math.max(oneMs, otherMs) + ASIDE_MS),
  };
  const first = Math.max(0, fromMs - WINDOW_MS / 2);
  const count = Math.max(0, Math.floor((toMs - fromMs) / HOP_MS));
  const gains = Array.from({ length: count }, (_, n) => {
    const { values } = correlate(heard, { fromMs: first + n * HOP_MS, lengthMs: WINDOW_MS }, range);
    const at = (ms: number) => Math.round((ms - lagMs(0, range, heard)) * LAGS_PER_MS);
    const near = NEAR_MS * LAGS_PER_MS;
    const best = (ms: number) => Math.max(...values.subarray(Math.max(0, at(ms) - near), at(ms) + near + 1));
    return best(oneMs) - best(otherMs);
  });
  let sum = 0;
  let most = 0;
  let split = 0;
  for (const [n, gain] of gains.entries()) {
    sum += gain;
    if (sum > most) {
      most = sum;
      split = n + 1;
    }
  }
  return first + split * HOP_MS + WINDOW_MS / 2;
}
