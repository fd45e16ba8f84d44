import { createPathFile } from './path-file';
import type { PlayerPorts } from './player-ports';

type Deps = {
  storyId: string;
  ports: Pick<PlayerPorts, 'fetch' | 'after' | 'openElement' | 'isOnline'>;
  /** The system stopped it, or does not let it play. */
  onPause(): void;
  onEnd(): void;
  /** It has begun to play, or waits for more. */
  onChange(): void;
};

/** What to play while the page is away: the path down to `leafId`, from `atMs` on. */
type Journey = { leafId: string; atMs: number; rate: number };

/** Files in a row that may fail without having been heard, each of them a fresh one. */
const MOST_FAILURES = 3;
/** A file that has been heard for this long was a good one (ms). */
const HEARD_MS = 5_000;
/** Whoever has listened for this long may well lock the screen in the middle of it (ms). */
const SOON_MS = 10_000;

/**
 * The player's media element. While the AudioContext sounds, it holds the system's media controls; where the page is
 * hidden and the system takes the context away, it plays on from the path's file. From its turn on it is never paused
 * but by `rest`: a hidden page without media is put to sleep, and what it waits for never comes.
 */
export function createAway({ storyId, ports, onPause, onEnd, onChange }: Deps) {
  let journey: Journey | null = null;
  let failures = 0;
  let soon: { leafId: string; cancel(): void } | null = null;
  const file = createPathFile({ storyId, fetch: ports.fetch, after: ports.after, onAnswer: proceed });
  const element = ports.openElement({ onPause, onEnd, onChange, onFail });

  function onFail() {
    if (!journey) return;
    const atMs = element.positionMs() ?? journey.atMs;
    // Without a network no file is to be had, and none is to blame.
    if (atMs > journey.atMs + HEARD_MS || !ports.isOnline()) failures = 0;
    if (++failures >= MOST_FAILURES) return onPause();
    journey = { ...journey, atMs };
    element.hold();
    file.forget();
    file.want(journey.leafId);
    onChange();
  }

  function proceed() {
    if (!journey || element.positionMs() !== null) return;
    if (file.isRefused()) return onPause();
    const url = file.url();
    if (!url) return;
    element.play(url, journey.atMs, journey.rate);
    onChange();
  }

  /** The element's position, or where it would begin (ms); null while it is not its turn. */
  const positionMs = (): number | null => (journey ? (element.positionMs() ?? journey.atMs) : null);

  /** Its turn is over; the answer is the position (ms), null if it had none. */
  function end(): number | null {
    const atMs = positionMs();
    journey = null;
    return atMs;
  }
  function forget() {
    soon?.cancel();
    soon = null;
    file.forget();
  }

  return {
    positionMs,
    /** Whether the file is there and sounds. */
    isPlaying: () => journey !== null && element.isSounding(),
    /** Has the file made, for the case that it is needed. */
    prepare: file.want,
    /** The same, when one listens for a while; asked again for the same path it changes nothing. */
    prepareSoon(leafId: string) {
      if (soon?.leafId === leafId) return;
      soon?.cancel();
      soon = { leafId, cancel: ports.after(SOON_MS, () => file.want(leafId)) };
    },
    /** Plays the path from its file, as soon as it is there. */
    start(next: Journey) {
      journey = next;
      failures = 0;
      element.hold();
      // What was refused when it was prepared may be had by now.
      if (file.isRefused()) file.forget();
      file.want(next.leafId);
      proceed();
    },
    seek(ms: number) {
      if (!journey) return;
      journey = { ...journey, atMs: ms };
      element.seek(ms);
    },
    setRate(rate: number) {
      if (!journey) return;
      journey = { ...journey, rate };
      element.setRate(rate);
    },
    setVolume: element.setVolume,
    /** Holds the system's controls while something else sounds. */
    hold(): number | null {
      const atMs = end();
      element.hold();
      return atMs;
    },
    /** Nothing sounds any more, and no file is needed. */
    rest(): number | null {
      const atMs = end();
      element.rest();
      forget();
      return atMs;
    },
    /** The file is another one by now. */
    forget,
    close() {
      journey = null;
      forget();
      element.close();
    },
  };
}

export type Away = ReturnType<typeof createAway>;
