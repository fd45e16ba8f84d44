import { createPathFile } from './path-file';
import type { PlayerPorts } from './player-ports';

type Deps = {
  storyId: string;
  ports: Pick<PlayerPorts, 'fetch' | 'after' | 'openElement'>;
  /** The system stopped it, or does not let it play. */
  onPause(): void;
  onEnd(): void;
  /** It has begun to play. */
  onStart(): void;
};

/** What to play while the page is away: the path down to `leafId`, from `atMs` on. */
type Journey = { leafId: string; atMs: number; rate: number };

/** Files in a row that may fail, each of them a fresh one. */
const MOST_FAILURES = 3;

/**
 * The player's media element. While the AudioContext sounds, it holds the system's media controls; where the page is
 * hidden and the system takes the context away, it plays on from the path's file.
 */
export function createAway({ storyId, ports, onPause, onEnd, onStart }: Deps) {
  let journey: Journey | null = null;
  let failures = 0;
  const file = createPathFile({ storyId, fetch: ports.fetch, after: ports.after, onAnswer: proceed });
  const element = ports.openElement({
    onPause,
    onEnd,
    onFail() {
      if (!journey) return;
      if (++failures >= MOST_FAILURES) return onPause();
      journey = { ...journey, atMs: element.positionMs() ?? journey.atMs };
      element.rest();
      file.forget();
      file.want(journey.leafId);
    },
  });

  function proceed() {
    if (!journey || element.positionMs() !== null) return;
    if (file.isRefused()) return onPause();
    const url = file.url();
    if (!url) return;
    element.play(url, journey.atMs, journey.rate);
    onStart();
  }

  /** The element's position, or where it would begin (ms); null while it is not its turn. */
  const positionMs = (): number | null => (journey ? (element.positionMs() ?? journey.atMs) : null);

  return {
    positionMs,
    /** Whether the file is there and plays. */
    isPlaying: () => element.positionMs() !== null,
    hold: element.hold,
    /** Has the file made, for the case that it is needed. */
    prepare: file.want,
    /** Plays the path from its file, as soon as it is there. */
    start(next: Journey) {
      journey = next;
      failures = 0;
      element.rest();
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
    /** Its turn is over; the answer is the position (ms), null if it had none. */
    rest(): number | null {
      const atMs = positionMs();
      journey = null;
      element.rest();
      return atMs;
    },
    /** The file is not needed any more. */
    forget: file.forget,
    close() {
      journey = null;
      file.forget();
      element.close();
    },
  };
}

export type Away = ReturnType<typeof createAway>;
