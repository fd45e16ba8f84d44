import type { Scope } from '@/lib/scope';
import { createSlipWatch } from '@/lib/studio/slip-watch';

/** No buffer of an audio clock lasts a multiple of this (ms): its own steps are read at each of their points. */
const TICK_MS = 7;

/** Tells by how much (ms) the audio clock fell behind at once: the input queue has moved then, and with it the round trip. */
export function watchClock(scope: Scope, context: AudioContext, slipped: (byMs: number) => void): void {
  const watch = createSlipWatch();
  scope.every(TICK_MS, () => {
    if (context.state !== 'running') return;
    const nowMs = performance.now();
    const byMs = watch(nowMs, nowMs - context.currentTime * 1_000);
    if (byMs !== 0) slipped(byMs);
  });
}
