/** Several measurements of one thing (ms): their middle, and how far apart the outermost are. */
export type Spread = { each: number[]; medianMs: number; spreadMs: number };

/** Measured so often, the outermost differ by this much at most, or it is no calibration (ms). */
const MOST_SPREAD_MS = 10;

export const isSteady = ({ spreadMs }: Spread): boolean => spreadMs <= MOST_SPREAD_MS;

/** `each` is not empty. */
export function spreadOf(each: readonly number[]): Spread {
  const sorted = [...each].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return { each: [...each], medianMs: (lower + upper) / 2, spreadMs: (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) };
}
