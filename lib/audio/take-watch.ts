import type { Scope } from '@/lib/scope';
import type { RecorderEvents } from '@/lib/studio/ports';

/** Tells at once what would otherwise silently spoil a take: the microphone, the devices, the context. */
export function watchTake(
  scope: Scope,
  track: MediaStreamTrack,
  context: AudioContext,
  events: Pick<RecorderEvents, 'lost' | 'devicesChanged'>,
): void {
  const lost = () => events.lost('microphone_lost');
  scope.listen(track, 'ended', lost);
  scope.listen(track, 'mute', lost);
  scope.listen(context, 'statechange', () => {
    if (context.state !== 'running') events.lost('recording_failed');
  });
  let known: string | null = null;
  const look = async () => {
    const seen = await audioDevices();
    const changed = known !== null && known !== seen;
    known = seen;
    if (changed && !scope.closed && track.readyState === 'live') events.devicesChanged();
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

async function audioDevices(): Promise<string> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind !== 'videoinput')
    .map((device) => `${device.kind} ${device.deviceId}`)
    .sort()
    .join('\n');
}
