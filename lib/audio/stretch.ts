import { AppError } from '@/lib/domain/errors';

/** A node in the page's audio graph that shifts the pitch of what goes through it, `delayS` seconds later. */
export type StretchNode = {
  node: AudioNode;
  delayS: number;
  /** Resolves once what goes in from now on comes out `semitones` higher. */
  tune(semitones: number): Promise<void>;
};

const PROCESSOR = 'signalsmith-stretch';
/** One file with everything: the processor, and its WebAssembly as text. Never a part of a bundle. */
const moduleUrl = (): URL => new URL('../../node_modules/signalsmith-stretch/SignalsmithStretch.mjs', import.meta.url);

/** The processor says "ready" once, then answers each call by its number: `[number, result]`. */
type Answer = ['ready' | 'time' | number, unknown];

/**
 * Loads Signalsmith Stretch (an AudioWorklet, once per context) and makes a node of it. Throws whatever the browser
 * says when it has no worklets, or cannot get or run this one; `onFail` is called if it breaks later on.
 */
export async function openStretch(context: BaseAudioContext, onFail: (cause: Error) => void): Promise<StretchNode> {
  await context.audioWorklet.addModule(moduleUrl());
  const node = new AudioWorkletNode(context, PROCESSOR, {
    numberOfInputs: 1,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  // Without any input the processor would play from its own buffers, of which it has none, and lose what is under way.
  const hush = new ConstantSourceNode(context, { offset: 0 });
  hush.connect(node);
  hush.start();

  const waiting = new Map<'ready' | 'time' | number, (result: unknown) => void>();
  const ready = new Promise<unknown>((resolve, reject) => {
    waiting.set('ready', resolve);
    node.addEventListener('processorerror', () => reject(new AppError('speed_unavailable')));
  });
  node.port.onmessage = ({ data }: MessageEvent<Answer>) => {
    const [id, result] = data;
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  let calls = 0;
  const call = (method: string, argument: unknown) =>
    new Promise<unknown>((resolve) => {
      const id = calls++;
      waiting.set(id, resolve);
      node.port.postMessage([id, method, argument]);
    });

  await ready;
  node.addEventListener('processorerror', () => onFail(new AppError('speed_unavailable')));
  const delayS = await call('latency', null);
  if (typeof delayS !== 'number') throw new AppError('speed_unavailable');
  return {
    node,
    delayS,
    // The whole spectrum moves by the same factor: it undoes a resampling, which moved it so.
    tune: async (semitones) => void (await call('schedule', { active: true, semitones, tonalityHz: 0 })),
  };
}
