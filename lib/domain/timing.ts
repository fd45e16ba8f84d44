import type { ShownAlignment } from './schemas';

/** What an author may do about where a published take lies in time. */
export type Move =
  /** It lies `nudgeMs` later than it was measured; `gainDb` is what its mix adds to its stem (dB). */
  | { state: 'free'; nudgeMs: number; gainDb: number }
  /** A mix for `wantedMs` is being made, or could not be; until it is there everybody hears the earlier one. */
  | { state: 'making' | 'failed'; nudgeMs: number; wantedMs: number; gainDb: number }
  /** Somebody has answered it, `by` before everybody else. */
  | { state: 'fixed'; by: string };

/** How a take lies in time. `move` is for its author alone. */
export type Timing = { alignment: ShownAlignment; move: Move | null };
