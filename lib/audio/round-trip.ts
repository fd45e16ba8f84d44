import { AppError } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import type { Trip } from '@/lib/studio/alignment';
import { probes } from '@/lib/timeline/align/probes';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import type { AlignAnswer, AlignRequest } from './align-worker';
import { bufferOf, playInto, slateBuffer, startCapture } from './capture';
import type { Microphone } from './microphone';

/** From now to the slate (s): the recorder must have begun to listen. */
const SLATE_DELAY = 0.15;
/** Between the slate's end and the first probe, which both go their own way (s). */
const SETTLE = 0.1;
/** The longest round trip that is looked for (ms), and so the pause after a train. */
const SEARCH_MS = 1_000;
const WORKER_MS = 20_000;

/**
 * Plays a train of probes to the speakers, `times` times, and finds each in a recording that is made as takes are: what comes
 * back is what a take is late by (ms). Those that were not heard are left out. Throws AppError.
 */
export async function measureRoundTrips(
  scope: Scope,
  context: AudioContext,
  microphone: Microphone,
  times: number,
): Promise<Trip[]> {
  const chunks: Blob[] = [];
  const memory = {
    append: (chunk: Blob) => void chunks.push(chunk),
    bytes: async () => new Uint8Array(await new Blob(chunks).arrayBuffer()),
  };
  const failed = Promise.withResolvers<never>();
  // Whoever waits for it hears of it below; a trial that ended before has no more to fail at.
  failed.promise.catch(() => undefined);
  const capture = await startCapture(scope, context, microphone, memory, () =>
    failed.reject(new AppError('recording_failed')),
  );
  const marker = slateBuffer(context);
  const train = bufferOf(context, Float32Array.from(probes(context.sampleRate)));
  const slateAt = context.currentTime + SLATE_DELAY;
  const first = slateAt + marker.duration + SETTLE;
  const each = train.duration + SEARCH_MS / 1_000;
  const starts = Array.from({ length: times }, (_, i) => first + i * each);
  playInto(scope, marker, capture.destination).start(slateAt);
  for (const at of starts) playInto(scope, train, context.destination).start(at);
  await Promise.race([capture.until(first + times * each), failed.promise]);
  const { bytes } = await capture.writer.end();
  const samples = await decoded(bytes);
  return findInWorker(scope, {
    samples,
    afterSlateMs: starts.map((at) => (at - slateAt) * 1_000),
    searchMs: SEARCH_MS,
  });
}

async function decoded(bytes: Uint8Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
  try {
    const audio = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes.buffer);
    return audio.getChannelData(0);
  } catch (cause) {
    throw new AppError('recording_failed', { cause });
  }
}

function findInWorker(scope: Scope, request: AlignRequest): Promise<Trip[]> {
  const own = scope.child();
  const { promise, resolve, reject } = Promise.withResolvers<Trip[]>();
  const worker = own.add(new Worker(new URL('./align-worker.ts', import.meta.url), { type: 'module' }), (it) =>
    it.terminate(),
  );
  own.listen(worker, 'error', (event) => reject(new AppError('recording_failed', { cause: event })));
  own.listen(worker, 'message', (event) => {
    const answer = (event as MessageEvent<AlignAnswer>).data;
    if (answer.type === 'found') resolve(answer.trips);
    else reject(new AppError('slate_not_found'));
  });
  own.after(WORKER_MS, () => reject(new AppError('recording_failed', { cause: 'the search took too long' })));
  worker.postMessage(request, [request.samples.buffer]);
  return promise.finally(own.close);
}
