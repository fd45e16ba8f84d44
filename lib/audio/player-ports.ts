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
export type PlayerPorts = {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  createContext(): PlayerContext;
  /** Runs `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  isOnline(): boolean;
  /** Calls `run` whenever the network comes back; the answer stops that. */
  onOnline(run: () => void): () => void;
};

/**
 * The browser. The context runs at 48 kHz whatever the device does, so that a millisecond is 48 whole samples and
 * takes meet on a sample; nothing is recorded through it.
 */
export const browserPorts: PlayerPorts = {
  fetch: (url, init) => fetch(url, init),
  createContext: () => new AudioContext({ sampleRate: 48_000, latencyHint: 'playback' }),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isOnline: () => navigator.onLine,
  onOnline(run) {
    addEventListener('online', run);
    return () => removeEventListener('online', run);
  },
};
