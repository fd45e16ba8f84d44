import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';

/** What browsers call a failed `getUserMedia`, and what it means to a person. */
const CODES: Record<string, ErrorCode> = {
  NotAllowedError: 'microphone_denied',
  PermissionDeniedError: 'microphone_denied',
  SecurityError: 'microphone_denied',
  NotFoundError: 'microphone_missing',
  DevicesNotFoundError: 'microphone_missing',
  OverconstrainedError: 'microphone_missing',
  NotReadableError: 'microphone_busy',
  TrackStartError: 'microphone_busy',
  AbortError: 'microphone_busy',
  TypeError: 'recording_unsupported',
};

/** The code for what `getUserMedia` threw. */
export function microphoneError(cause: unknown): AppError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  return new AppError(CODES[name] ?? 'unexpected', { cause });
}

export type Microphone = {
  track: MediaStreamTrack;
  node: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
  /** How much of oneself one hears: at 0 the stream is pulled all the same. */
  monitor: GainNode;
};

/** About 85 ms at 48 kHz: one reading every 50 ms misses nothing. */
const ANALYSER_SAMPLES = 4_096;

/**
 * One microphone stream, asked for by the first call and kept alive until the scope closes, pulled through a gain of zero:
 * a round trip is only constant while nothing stops. A stream that ended is asked for again, and so is one of another device.
 * Throws AppError, one code for each way in which a microphone is refused.
 */
export function createMicrophoneDoor(
  scope: Scope,
): (context: AudioContext, deviceId: string | null) => Promise<Microphone> {
  let held: { microphone: Microphone; deviceId: string | null; scope: Scope } | null = null;

  return async (context, deviceId) => {
    if (held?.microphone.track.readyState === 'live' && held.deviceId === deviceId) return held.microphone;
    held?.scope.close();
    held = null;
    const own = scope.child();
    const stream = own.add(await askForMicrophone(deviceId), stopTracks);
    const [track] = stream.getAudioTracks();
    if (!track) throw new AppError('microphone_missing');
    const node = own.add(context.createMediaStreamSource(stream), disconnect);
    const analyser = own.add(new AnalyserNode(context, { fftSize: ANALYSER_SAMPLES }), disconnect);
    const monitor = own.add(new GainNode(context, { gain: 0 }), disconnect);
    node.connect(analyser).connect(monitor).connect(context.destination);
    held = { microphone: { track, node, analyser, monitor }, deviceId, scope: own };
    return held.microphone;
  };
}

/** A device that is no longer there gives way to the system's choice. */
async function askForMicrophone(deviceId: string | null): Promise<MediaStream> {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices?.getUserMedia) throw new AppError('recording_unsupported');
  try {
    return await devices.getUserMedia({
      audio: {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        channelCount: { ideal: 1 },
        ...(deviceId === null ? {} : { deviceId: { ideal: deviceId } }),
      },
    });
  } catch (cause) {
    throw microphoneError(cause);
  }
}

const disconnect = (node: AudioNode) => node.disconnect();
const stopTracks = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop();
};
