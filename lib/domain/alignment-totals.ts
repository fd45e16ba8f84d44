import type { Alignment } from './schemas';

/** The steps of a histogram of residuals (ms): up to the first, up to the second ..., and above the last. */
export const RESIDUAL_STEPS_MS = [0.1, 0.5, 1, 2, 5, 20] as const;

/** How the takes of one browser that were put in time one way have turned out. Errors are magnitudes, in ms. */
export type AlignmentTotals = {
  /** Family and major version; null of all that are rare. */
  browser: string | null;
  method: Alignment['method'];
  takes: number;
  /** How many the server has looked at, and in how many of these it found their parent. */
  verified: number;
  heard: number;
  /** How many of these lay further off than they were published to. */
  outside: number;
  residualMedian: number | null;
  residualP95: number | null;
  /** What would be left if the browser's own figure had been believed. */
  naiveMedian: number | null;
  naiveP95: number | null;
  doubted: number;
  nudged: number;
  /** How many lie within each of RESIDUAL_STEPS_MS, and above. */
  histogram: number[];
};
