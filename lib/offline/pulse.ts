import type { Scope } from '@/lib/scope';

/** What pages of this device tell each other: that something of this kind has changed. */
const CHANNEL = 'tap-story';

export type Pulse = {
  /** Tells the listeners of every page. */
  beat(): void;
  subscribe(listener: () => void): () => void;
};

/** Tells of changes of one kind, to this page and to the others. */
export function createPulse(scope: Scope, type: 'drafts' | 'kept'): Pulse {
  const listeners = new Set<() => void>();
  const call = () => {
    for (const listener of [...listeners]) listener();
  };
  const channel = scope.add(new BroadcastChannel(CHANNEL), (opened) => opened.close());
  scope.listen(channel, 'message', (event) => {
    if (event instanceof MessageEvent && event.data?.type === type) call();
  });
  return {
    beat() {
      channel.postMessage({ type });
      call();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
