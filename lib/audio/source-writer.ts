import { bareContentType } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import type { DraftSink, Recorded } from '@/lib/studio/ports';

/** Best first. Chromium's MP4 begins 72 ms early with its head cut, so it comes second even where it is offered. */
const MIME_TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/ogg'];
const BITS_PER_SECOND = 160_000;
/** A chunk each second: what was said a second ago is safe (ms). */
const TIMESLICE_MS = 1_000;
const START_MS = 4_000;

export type SourceWriter = {
  /** Ends the source and answers all of it. Throws AppError('recording_failed') when nothing was written. */
  end(): Promise<Recorded['source']>;
};

/**
 * Writes a stream's sound into the sink until it is ended. Resolves once the recorder listens. `onFailed` is called
 * when it gives up by itself. Throws AppError('recording_unsupported' | 'recording_failed').
 */
export async function startSourceWriter(
  scope: Scope,
  stream: MediaStream,
  sink: DraftSink,
  onFailed: (cause: unknown) => void,
): Promise<SourceWriter> {
  const recorder = createMediaRecorder(stream);
  const ended = new Promise<void>((resolve) => scope.listen(recorder, 'stop', () => resolve()));
  const started = new Promise<void>((resolve) => scope.listen(recorder, 'start', () => resolve()));
  scope.listen(recorder, 'dataavailable', (event) => {
    if (event instanceof BlobEvent && event.data.size > 0) sink.append(event.data);
  });
  scope.listen(recorder, 'error', (event) => onFailed(event));
  scope.listen(document, 'visibilitychange', () => {
    if (document.hidden && recorder.state === 'recording') recorder.requestData();
  });
  scope.add(recorder, stop);
  recorder.start(TIMESLICE_MS);
  const tooLong = new Promise<never>((_, reject) => {
    scope.after(START_MS, () => reject(new AppError('recording_failed', { cause: 'no start event' })));
  });
  await Promise.race([started, tooLong]);

  return {
    async end() {
      const running = recorder.state !== 'inactive';
      stop(recorder);
      if (running) await ended;
      const bytes = await sink.bytes();
      if (bytes.byteLength === 0) throw new AppError('recording_failed', { cause: 'nothing was written' });
      return { bytes, contentType: bareContentType(recorder.mimeType) };
    },
  };
}

function createMediaRecorder(stream: MediaStream): MediaRecorder {
  if (typeof MediaRecorder === 'undefined') throw new AppError('recording_unsupported');
  const mimeType = MIME_TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  if (!mimeType) throw new AppError('recording_unsupported');
  return new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
}

function stop(recorder: MediaRecorder): void {
  if (recorder.state !== 'inactive') recorder.stop();
}
