import type { PlayerContext, PlayerPorts } from './player-ports';
import type { StretchNode } from './stretch';

/**
 * A way from the sources to the loudspeaker for one rate: sources that play `rate` times as fast come out with their
 * own pitch, `delayS` later. Whoever plays through it says until when (`usedUntil`, on the context's clock).
 */
export type Lane = { rate: number; input: AudioNode; delayS: number; usedUntil: number };

type Deps = Pick<PlayerPorts, 'openStretch' | 'after'> & {
  context: PlayerContext;
  output: AudioNode;
  /** A lane may be had that could not be had before, or none will be. */
  onChange(): void;
};

/** One sounds while the other is tuned. */
const MOST_NODES = 2;
/** Whoever presses Play waits for the speed at most this long (ms); then it begins at 1. */
const PATIENCE_MS = 1_500;

/** The lanes of one context. At rate 1 nothing lies between source and output; the rest is opened when first asked for. */
export function createLanes({ context, output, openStretch, after, onChange }: Deps) {
  const direct: Lane = { rate: 1, input: output, delayS: 0, usedUntil: 0 };
  const pool: { stretch: StretchNode; lane: Lane; isTuning: boolean }[] = [];
  let isOpening = false;
  let isLate = false;
  let cause: unknown = null;
  let cancelWait: (() => void) | null = null;

  async function open() {
    isOpening = true;
    const cancelLate = after(PATIENCE_MS, () => {
      isLate = true;
      onChange();
    });
    try {
      const stretch = await openStretch(context, (error) => {
        const broken = pool.findIndex((entry) => entry.stretch === stretch);
        if (broken >= 0) pool.splice(broken, 1);
        cause = error;
        onChange();
      });
      stretch.node.connect(output);
      pool.push({
        stretch,
        lane: { rate: 1, input: stretch.node, delayS: stretch.delayS, usedUntil: 0 },
        isTuning: false,
      });
    } catch (error) {
      cause = error;
    }
    cancelLate();
    isOpening = false;
    onChange();
  }

  async function tune(entry: (typeof pool)[number], rate: number) {
    entry.isTuning = true;
    await entry.stretch.tune(-12 * Math.log2(rate));
    entry.lane.rate = rate;
    entry.isTuning = false;
    onChange();
  }

  /** What has left the sources is still under way inside the node for this long (s). */
  const isFreeAt = ({ lane }: (typeof pool)[number]) => lane.usedUntil + 2 * lane.delayS;

  return {
    direct,
    /** The lane for a rate, or null while there is none. `kept`, which sounds now, is never changed. */
    laneFor(rate: number, kept: Lane | null): Lane | null {
      cancelWait?.();
      cancelWait = null;
      if (rate === direct.rate) return direct;
      const tuned = pool.find(({ lane, isTuning }) => lane.rate === rate && !isTuning);
      if (tuned) return tuned.lane;
      if (pool.some(({ isTuning }) => isTuning)) return null;
      const others = pool.filter(({ lane }) => lane !== kept);
      const free = others.find((entry) => isFreeAt(entry) <= context.currentTime);
      if (free) void tune(free, rate);
      else if (pool.length < MOST_NODES) {
        if (!isOpening && !cause) void open();
      } else {
        const freeAt = Math.min(...others.map(isFreeAt));
        cancelWait = after(Math.max(20, (freeAt - context.currentTime) * 1000), onChange);
      }
      return null;
    },
    /** Whether one that could not be had is worth waiting for. */
    isComing: (): boolean => !isLate && (isOpening || pool.some(({ isTuning }) => isTuning)),
    /** Why there is no lane but the direct one; asked once, it is forgotten and may be tried again. */
    takeFailure(): unknown {
      const failure = cause;
      cause = null;
      return failure;
    },
    close() {
      cancelWait?.();
    },
  };
}
