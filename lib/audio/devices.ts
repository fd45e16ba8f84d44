import type { AudioDevice } from '@/lib/studio/route';

/** The microphones and ways out that the browser lists now; without labels until the microphone is allowed. */
export async function audioDevices(): Promise<AudioDevice[]> {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  const listed = (await devices?.enumerateDevices()) ?? [];
  return listed.flatMap(({ kind, deviceId, groupId, label }) =>
    kind === 'videoinput' ? [] : [{ kind: kind === 'audioinput' ? 'input' : 'output', id: deviceId, groupId, label }],
  );
}
