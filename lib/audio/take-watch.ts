import type { Scope } from '@/lib/scope';
import type { RecorderEvents } from '@/lib/studio/ports';
import { type AudioDevice, deviceChange } from '@/lib/studio/route';
import { audioDevices } from './devices';

/** Tells at once what would otherwise silently spoil a take: the microphone, the devices, the context. */
export function watchTake(
  scope: Scope,
  track: MediaStreamTrack,
  context: AudioContext,
  events: Pick<RecorderEvents, 'lost' | 'devicesChanged'>,
): void {
  scope.listen(track, 'ended', () => events.lost('microphone_lost'));
  // A call, an alarm, or the switch of a headset: the system takes the microphone and may give it back.
  scope.listen(track, 'mute', () => events.lost('recording_interrupted'));
  scope.listen(context, 'statechange', () => {
    if (context.state === 'running') return;
    events.lost(context.state === 'interrupted' ? 'recording_interrupted' : 'recording_failed');
  });
  let known: AudioDevice[] | null = null;
  const look = async () => {
    const seen = await audioDevices();
    const change = known && deviceChange(known, seen);
    known = seen;
    if (change && !scope.closed && track.readyState === 'live') events.devicesChanged(change);
  };
  void look();
  scope.listen(navigator.mediaDevices, 'devicechange', () => void look());
}

/**
 * Keeps the screen on while the scope is open: a phone that locks itself takes the microphone away. The system lets go
 * whenever the page is hidden, so it is asked again when the page is back.
 */
export async function keepAwake(scope: Scope): Promise<void> {
  const ask = async () => {
    try {
      const lock = await navigator.wakeLock?.request('screen');
      if (lock) scope.add(lock, (held) => void held.release());
    } catch {
      // A device that is low on power refuses. The take goes on, and watchTake tells if it is lost.
    }
  };
  scope.listen(document, 'visibilitychange', () => {
    if (!document.hidden) void ask();
  });
  await ask();
}
