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
};

/** About 85 ms at 48 kHz: one reading every 50 ms misses nothing. */
const ANALYSER_SAMPLES = 4_096;

/**
 * One microphone stream, asked for by the first call and kept alive until the scope closes, pulled through a zero gain:
 * a round trip is only constant while nothing stops. A stream that ended is asked for again.
 * Throws AppError, one code for each way in which a microphone is refused.
 */
export function createMicrophoneDoor(scope: Scope): (context: AudioContext) => Promise<Microphone> {
  let held: { microphone: Microphone; scope: Scope } | null = null;

  return async (context) => {
    if (held?.microphone.track.readyState === 'live') return held.microphone;
    held?.scope.close();
    held = null;
    const own = scope.child();
    const stream = own.add(await askForMicrophone(), stopTracks);
    const [track] = stream.getAudioTracks();
    if (!track) throw new AppError('microphone_missing');
    const node = own.add(context.createMediaStreamSource(stream), disconnect);
    const analyser = own.add(new AnalyserNode(context, { fftSize: ANALYSER_SAMPLES }), disconnect);
    const silence = own.add(new GainNode(context, { gain: 0 }), disconnect);
    node.connect(analyser).connect(silence).connect(context.destination);
    held = { microphone: { track, node, analyser }, scope: own };
    return held.microphone;
  };
}

async function askForMicrophone(): Promise<MediaStream> {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices?.getUserMedia) throw new AppError('recording_unsupported');
  try {
    return await devices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: { ideal: 1 } },
    });
  } catch (cause) {
    throw microphoneError(cause);
  }
}

const disconnect = (node: AudioNode) => node.disconnect();
const stopTracks = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop();
};
