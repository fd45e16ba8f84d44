import { useEffect } from 'react';
import { sayRecording } from '@/lib/live/recording';
import type { State } from '@/lib/studio/state';

/** Whoever looks at the story sees that somebody records over a take, while they do. */
export function usePresence(state: State): void {
  const isRolling = state.phase === 'preroll' || state.phase === 'recording';
  const answer = isRolling ? state.aim.answer : null;
  const storyId = answer?.storyId;
  // A take that waits on this device has no address yet, and nobody looks at it.
  const takeId = answer?.parent.mixUrl ? answer.parent.id : undefined;
  useEffect(() => {
    if (storyId === undefined || takeId === undefined) return;
    return sayRecording({ storyId, takeId });
  }, [storyId, takeId]);
}
