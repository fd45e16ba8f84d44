/** What a player promises to whoever shows it. */
import type { ErrorCode } from '@/lib/domain/errors';
import type { PathTake } from '@/lib/timeline/path';

/** A take of a path, seed first; times in ms. */
export type PlayerTake = PathTake & { mixUrl: string; authorName: string };

type Whatever = {
  /** The length of the whole path that is followed (ms). */
  durationMs: number;
  /** The speed that was asked for: 1 is as it was told. */
  rate: number;
  skipsSilence: boolean;
  /** Why the speed is 1 although another was asked for. */
  rateError: ErrorCode | null;
};

/**
 * `takeId` is the take that is heard; for a moment after `follow` it may be one of the path before. A failure carries
 * its code for the person and its cause for whoever looks into it; `play` tries again.
 */
export type PlayerState = Whatever &
  (
    | { phase: 'idle'; takeId: null; error: null }
    | { phase: 'loading' | 'playing' | 'paused' | 'ended'; takeId: string | null; error: null }
    | { phase: 'failed'; takeId: string | null; error: ErrorCode; cause: unknown }
  );

export type Player = {
  getState(): PlayerState;
  subscribe(listener: () => void): () => void;
  /** The path that is followed, seed first. */
  takes(): readonly PlayerTake[];
  /** Call it from a gesture the first time: it makes the AudioContext. From the end, plays from the start. */
  play(): void;
  pause(): void;
  /** Goes on playing from there, or stays paused there. Clamped to the path. */
  seek(ms: number): void;
  /** The start of the next stretch, or the end of the path after the last. */
  next(): void;
  /** The start of this stretch; within its first 3 s that of the one before. */
  previous(): void;
  /**
   * Another path, or the same with other mixes. What sounds goes on at the same instant of the timeline (clamped; or at
   * `atMs`) in a cross-fade, as soon as the new mix is there; the old path sounds until then, and is not interrupted
   * where both play the same take. At rest it only moves to that instant. The very same takes and files change nothing.
   */
  follow(takes: readonly PlayerTake[], atMs?: number): void;
  /** 0.75 to 2 (clamped), with the voices' own pitch. */
  setRate(rate: number): void;
  /** Leaves long silences out; `positionMs` stays the timeline's. */
  setSkipsSilence(on: boolean): void;
  /** 0 to 1, reached within 100 ms. */
  setVolume(volume: number): void;
  positionMs(): number;
  /** Releases everything and rests at the start; `play` would open it again. */
  close(): void;
};
