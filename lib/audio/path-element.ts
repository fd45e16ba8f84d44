import { createScope } from '@/lib/scope';

/** Browsers give no media session to a sound shorter than 5 s. */
const SILENCE_S = 6;
const SILENCE_HZ = 8_000;

export type PathElementEvents = {
  /** The system paused it (headphones were pulled out, a call came in), or does not let the path play. */
  onPause(): void;
  onEnd(): void;
  /** The path's file sounds, or waits for more of itself. */
  onChange(): void;
  /** The path's file cannot be played. */
  onFail(): void;
};

/**
 * The one media element of a player. While an AudioContext sounds it loops silence, for the system gives no media
 * session to a context alone; and where the context may not go on it plays the path itself, from one file. It has to
 * be started in a gesture once, and keeps that right whatever it plays later.
 */
export type PathElement = {
  /** Loops silence. */
  hold(): void;
  /** Plays a file from `atMs` on. */
  play(url: string, atMs: number, rate: number): void;
  /** Where the file is (ms); null while it plays none. */
  positionMs(): number | null;
  /** Whether a file is heard, and not waited for. */
  isSounding(): boolean;
  seek(ms: number): void;
  setRate(rate: number): void;
  setVolume(volume: number): void;
  rest(): void;
  close(): void;
};

export function openPathElement({ onPause, onEnd, onChange, onFail }: PathElementEvents): PathElement {
  const scope = createScope();
  const silenceUrl = scope.add(URL.createObjectURL(silence()), (made) => URL.revokeObjectURL(made));
  const element = scope.add(new Audio(), (opened) => {
    opened.pause();
    opened.removeAttribute('src');
    opened.load();
  });
  element.preload = 'none';
  /** What it shall do; null: nothing. */
  let role: 'silence' | 'path' | null = null;
  let shownUrl = '';
  let startS = 0;

  function setRate(rate: number) {
    // Another file begins at the default rate.
    element.defaultPlaybackRate = rate;
    element.playbackRate = rate;
  }

  function start(next: 'silence' | 'path', url: string) {
    if (role === next && shownUrl === url && !element.paused) return;
    role = next;
    element.loop = next === 'silence';
    if (shownUrl !== url) element.src = url;
    shownUrl = url;
    element.play().catch((cause: unknown) => {
      if (!(cause instanceof DOMException)) throw cause;
      // Without the silence the story still sounds; it only has no lock-screen controls. What is wrong with a file, the
      // error event tells; and what was aborted has made room for something else.
      if (role === 'path' && next === 'path' && cause.name === 'NotAllowedError') onPause();
    });
  }

  // Some engines forget a position that was set before they know the file.
  scope.listen(element, 'loadedmetadata', () => {
    if (role === 'path') element.currentTime = startS;
  });
  // A late event of a pause that is over already says nothing.
  scope.listen(element, 'pause', () => {
    if (role && element.paused && !element.ended) onPause();
  });
  scope.listen(element, 'ended', () => {
    if (role === 'path') onEnd();
  });
  for (const event of ['playing', 'waiting'])
    scope.listen(element, event, () => {
      if (role === 'path') onChange();
    });
  scope.listen(element, 'error', () => {
    // The same file is loaded anew when it is asked for again.
    shownUrl = '';
    if (role === 'path') onFail();
  });

  return {
    hold() {
      setRate(1);
      element.volume = 1;
      start('silence', silenceUrl);
    },
    play(url, atMs, rate) {
      startS = atMs / 1000;
      setRate(rate);
      start('path', url);
      element.currentTime = startS;
    },
    positionMs() {
      if (role !== 'path') return null;
      return 1000 * (element.readyState === element.HAVE_NOTHING ? startS : element.currentTime);
    },
    isSounding: () => role === 'path' && element.readyState >= element.HAVE_FUTURE_DATA,
    seek(ms) {
      if (role !== 'path') return;
      startS = ms / 1000;
      element.currentTime = startS;
    },
    setRate(rate) {
      if (role === 'path') setRate(rate);
    },
    setVolume(volume) {
      if (role === 'path') element.volume = volume;
    },
    rest() {
      role = null;
      element.pause();
    },
    close() {
      role = null;
      scope.close();
    },
  };
}

/** Silence as a WAV file: 8-bit, where 128 is zero. */
function silence(): Blob {
  const length = SILENCE_S * SILENCE_HZ;
  const header = new DataView(new ArrayBuffer(44));
  const tag = (at: number, text: string) => {
    for (const [index, letter] of [...text].entries()) header.setUint8(at + index, letter.charCodeAt(0));
  };
  tag(0, 'RIFF');
  header.setUint32(4, 36 + length, true);
  tag(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, SILENCE_HZ, true);
  header.setUint32(28, SILENCE_HZ, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  tag(36, 'data');
  header.setUint32(40, length, true);
  return new Blob([header, new Uint8Array(length).fill(128)], { type: 'audio/wav' });
}
