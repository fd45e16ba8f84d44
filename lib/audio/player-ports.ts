import { takeEarly } from './early-mix';
import { openPathElement, type PathElement, type PathElementEvents } from './path-element';
import type { StretchNode } from './stretch';

/** What the player needs of an AudioContext. */
export type PlayerContext = Pick<
  AudioContext,
  | 'currentTime'
  | 'sampleRate'
  | 'state'
  | 'destination'
  | 'createGain'
  | 'createBuffer'
  | 'createBufferSource'
  | 'decodeAudioData'
  | 'resume'
  | 'suspend'
  | 'close'
  | 'addEventListener'
  | 'removeEventListener'
> & { readonly baseLatency?: number };

/** Everything of the outside world that the player touches; times in ms. */
export type PlayerPorts<Context extends PlayerContext = PlayerContext> = {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  createContext(): Context;
  /** Makes a node that corrects the pitch; rejects where that cannot be had. `onFail`: it broke later on. */
  openStretch(context: Context, onFail: (cause: Error) => void): Promise<StretchNode>;
  openElement(events: PathElementEvents): PathElement;
  /** Runs `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  isOnline(): boolean;
  /** Calls `run` whenever the network comes back; the answer stops that. */
  onOnline(run: () => void): () => void;
  /** Whether the system may take the sound away from a hidden page: phones do, desktops do not. */
  mayBeSilenced(): boolean;
  isHidden(): boolean;
  /** Calls `run` whenever the page is hidden or shown; the answer stops that. */
  onVisibility(run: () => void): () => void;
};

/**
 * The browser. The context runs at 48 kHz whatever the device does, so that a millisecond is 48 whole samples and
 * takes meet on a sample; nothing is recorded through it.
 */
export const browserPorts: PlayerPorts<AudioContext> = {
  fetch: (url, init) => takeEarly(url, init) ?? fetch(url, init),
  createContext: () => new AudioContext({ sampleRate: 48_000, latencyHint: 'playback' }),
  // Most listen at the speed at which it was said.
  openStretch: async (context, onFail) => (await import('./stretch')).openStretch(context, onFail),
  openElement: openPathElement,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isOnline: () => navigator.onLine,
  onOnline(run) {
    addEventListener('online', run);
    return () => removeEventListener('online', run);
  },
  mayBeSilenced: () => matchMedia('(pointer: coarse)').matches,
  isHidden: () => document.hidden,
  onVisibility(run) {
    document.addEventListener('visibilitychange', run);
    return () => document.removeEventListener('visibilitychange', run);
  },
};
