import type { Alignment } from './schemas';

/** Of a seed, and of a file that was brought. Apart from the schemas, so that the service worker does without them. */
export const NOT_ALIGNED: Alignment = {
  method: 'none',
  errorMs: 0,
  offsetMs: 0,
  jumpedMs: 0,
  driftPpm: 0,
  peakDb: null,
  reportedMs: null,
  nudgeMs: 0,
  doubt: null,
};
