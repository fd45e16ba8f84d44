import { AppError } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';

/** How long a context may take to start running after a tap (ms). */
const START_MS = 3_000;

export type ContextDoor = {
  /** The one context of this scope, made and resumed by the first call, which must come from a tap. */
  open(): AudioContext;
  /** Resolves when it runs. Throws AppError('recording_unsupported' | 'recording_failed'). */
  running(): Promise<AudioContext>;
};

/** One AudioContext at the device's own rate: forced to another, its round trip wanders by milliseconds. */
export function createContextDoor(scope: Scope): ContextDoor {
  let context: AudioContext | null = null;

  function open(): AudioContext {
    if (typeof AudioContext === 'undefined') throw new AppError('recording_unsupported');
    context ??= scope.add(new AudioContext({ latencyHint: 'interactive' }), (owned) => void owned.close());
    return context;
  }

  async function running(): Promise<AudioContext> {
    const opened = open();
    if (opened.state === 'running') return opened;
    const tooLong = new Promise<never>((_, reject) => {
      scope.after(START_MS, () => reject(new AppError('recording_failed', { cause: opened.state })));
    });
    await Promise.race([opened.resume(), tooLong]);
    return opened;
  }

  return { open, running };
}
