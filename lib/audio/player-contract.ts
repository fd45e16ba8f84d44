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
  /** What comes next cannot be reached. The path waits, and goes on by itself once it can. */
  isCutOff: boolean;
  /** Grows whenever somebody goes elsewhere: to another instant, or another path. */
  moves: number;
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
  /**
   * Call it from a gesture the first time: it makes the AudioContext. From the end, plays from the start. What cannot be
   * reached fails before anything has sounded; later on it is waited for.
   */
  play(): void;
  /** Call it from a gesture whose `play` comes later: opens the sound, and changes nothing that is heard or shown. */
  unlock(): void;
  pause(): void;
  /** Goes on playing from there, or stays paused there. Clamped to the path. */
  seek(ms: number): void;
  /** The start of the next stretch, or the end of the path after the last. */
  next(): void;
  /** The start of this stretch; within its first 3 s that of the one before. */
  previous(): void;
  /**
   * Another path, or the same with other mixes. What sounds goes on at the same instant of the timeline (or at `atMs`) in
   * a cross-fade, as soon as the new mix is there; the old path sounds until then, and is not interrupted where both play
   * the same take. A path that is over by that instant goes on where it leaves the one before. At rest it only moves
   * there, and whoever goes back finds the old place. The very same takes and files change nothing.
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
