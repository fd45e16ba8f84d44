import type { Scope } from '@/lib/scope';
import type { DraftSink } from '@/lib/studio/ports';
import { slate } from '@/lib/timeline/align/slate';
import type { Microphone } from './microphone';
import { type SourceWriter, startSourceWriter } from './source-writer';

const TICK_MS = 25;

/** The microphone on its way into a file, and what else is written there: the slate, which nobody hears. */
export type Capture = {
  writer: SourceWriter;
  destination: MediaStreamAudioDestinationNode;
  /** Resolves when the file holds everything before `time` of the context (s), or when nothing more will come. */
  until(time: number): Promise<void>;
};

/** Begins to write the microphone down. `onFailed`: the recorder gave up. Throws as `startSourceWriter` does. */
export async function startCapture(
  scope: Scope,
  context: AudioContext,
  microphone: Microphone,
  sink: Pick<DraftSink, 'append' | 'bytes'>,
  onFailed: () => void,
): Promise<Capture> {
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  scope.add(microphone.node, (node) => node.disconnect(destination));
  microphone.node.connect(destination);
  const writer = await startSourceWriter(scope, destination.stream, sink, onFailed);

  const reached = (time: number): Promise<void> =>
    new Promise((resolve) => {
      scope.add(resolve, (done) => done());
      scope.every(TICK_MS, () => {
        const over = context.state !== 'running' || microphone.track.readyState !== 'live' || microphone.track.muted;
        if (over || context.currentTime >= time) resolve();
      });
    });

  return {
    writer,
    destination,
    async until(time) {
      await reached(time);
      await reached(time + writer.heldBackMs() / 1_000);
    },
  };
}

/** Mono samples at the context's own rate, ready to be played. */
export function bufferOf(context: BaseAudioContext, samples: Float32Array<ArrayBuffer>): AudioBuffer {
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  return buffer;
}

export const slateBuffer = (context: BaseAudioContext): AudioBuffer =>
  bufferOf(context, Float32Array.from(slate(context.sampleRate)));

export function playInto(scope: Scope, buffer: AudioBuffer, target: AudioNode): AudioBufferSourceNode {
  const node = scope.add(new AudioBufferSourceNode(target.context, { buffer }), (owned) => owned.disconnect());
  node.connect(target);
  return node;
}
