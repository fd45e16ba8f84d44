import { bareContentType } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import type { DraftSink, Recorded } from '@/lib/studio/ports';

/** Best first. Chromium's MP4 begins 72 ms early with its head cut, so it comes second even where it is offered. */
const MIME_TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/ogg'];
const BITS_PER_SECOND = 160_000;
/** A chunk each half second, so that with its way to the device's store no more than a second can be lost (ms). */
const TIMESLICE_MS = 500;
const START_MS = 4_000;

export type SourceWriter = {
  /** Without parameters. */
  contentType: string;
  /** How long this engine keeps sound back before it gives it out (ms); it may drop what it still holds at the end. */
  heldBackMs(): number;
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
  sink: Pick<DraftSink, 'append' | 'bytes'>,
  onFailed: (cause: unknown) => void,
): Promise<SourceWriter> {
  const recorder = createMediaRecorder(stream);
  const ended = new Promise<void>((resolve) => scope.listen(recorder, 'stop', () => resolve()));
  const started = new Promise<void>((resolve) => scope.listen(recorder, 'start', () => resolve()));
  let lastChunkAt = performance.now();
  let longestPauseMs = 0;
  scope.listen(recorder, 'dataavailable', (event) => {
    if (!(event instanceof BlobEvent) || event.data.size === 0) return;
    longestPauseMs = Math.max(longestPauseMs, performance.now() - lastChunkAt);
    lastChunkAt = performance.now();
    sink.append(event.data);
  });
  scope.listen(recorder, 'error', (event) => onFailed(event));
  const flush = () => {
    if (recorder.state === 'recording') recorder.requestData();
  };
  scope.listen(document, 'visibilitychange', () => {
    if (document.hidden) flush();
  });
  for (const end of ['pagehide', 'freeze']) scope.listen(window, end, flush);
  scope.add(recorder, stop);
  recorder.start(TIMESLICE_MS);
  const tooLong = new Promise<never>((_, reject) => {
    scope.after(START_MS, () => reject(new AppError('recording_failed', { cause: 'no start event' })));
  });
  await Promise.race([started, tooLong]);

  const contentType = bareContentType(recorder.mimeType);
  return {
    contentType,
    // WebKitGTK writes MP4 in fragments of a second, gives out whole ones, and every other time drops the last one.
    heldBackMs: () => (longestPauseMs > 1.5 * TIMESLICE_MS ? longestPauseMs : 0),
    async end() {
      const running = recorder.state !== 'inactive';
      stop(recorder);
      if (running) await ended;
      const bytes = await sink.bytes();
      if (bytes.byteLength === 0) throw new AppError('recording_failed', { cause: 'nothing was written' });
      return { bytes, contentType };
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
