import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { StoredDraft } from '@/lib/offline/stored-draft';
import { createScope, type Scope } from '@/lib/scope';
import { type DraftSound, openDraftSound } from './draft-sound';

export type DraftPlayerState = {
  phase: 'resting' | 'opening' | 'playing';
  /** Why it cannot be heard, or null. */
  fault: ErrorCode | null;
  /** What the take turned out to be once it was opened; null before. */
  heard: { peaks: readonly number[]; durationMs: number } | null;
};

export type DraftPlayer = {
  getState(): DraftPlayerState;
  subscribe(listener: () => void): () => void;
  /** Plays from the start, or falls silent. Call it from a tap. */
  toggle(draft: StoredDraft): void;
  positionMs(): number;
  close(): void;
};

/** Of all the drafts of a page one sounds at a time. */
let sounding: DraftPlayer | null = null;

/** Plays one draft; what that needs is open only while it sounds. */
export function createDraftPlayer(): DraftPlayer {
  const listeners = new Set<() => void>();
  let state: DraftPlayerState = { phase: 'resting', fault: null, heard: null };
  let scope: Scope | null = null;
  let sound: DraftSound | null = null;

  function enter(change: Partial<DraftPlayerState>): void {
    state = { ...state, ...change };
    for (const listener of [...listeners]) listener();
  }

  function close(): void {
    if (!scope) return;
    scope.close();
    scope = null;
    sound = null;
    if (sounding === player) sounding = null;
    enter({ phase: 'resting' });
  }

  async function play(draft: StoredDraft): Promise<void> {
    sounding?.close();
    sounding = player;
    const mine = createScope();
    scope = mine;
    enter({ phase: 'opening', fault: null });
    try {
      const opened = await openDraftSound(mine, draft);
      if (mine.closed) return;
      sound = opened;
      enter({ heard: { peaks: [...opened.stem.peaks], durationMs: opened.stem.durationMs } });
      await opened.play(close);
      if (!mine.closed) enter({ phase: 'playing' });
    } catch (cause) {
      if (mine.closed) return;
      close();
      if (!(cause instanceof AppError)) reportError(cause);
      enter({ fault: cause instanceof AppError ? cause.code : 'playback_failed' });
    }
  }

  const player: DraftPlayer = {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    toggle(draft) {
      if (scope) close();
      else void play(draft);
    },
    positionMs: () => sound?.positionMs() ?? 0,
    close,
  };
  return player;
}
