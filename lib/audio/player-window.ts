import { type PlayPlan, type Stretch, stretchIndexAt } from '@/lib/timeline/path';

/** A mix that the player wants at hand. `heardMs` is how much of it, from its beginning, the plan needs (ms). */
export type Wanted = { takeId: string; heardMs: number; decoded: boolean };

/** Mixes that start within this time are fetched and decoded (ms). */
const AHEAD_MS = 30_000;
/** Mixes that are at least fetched, however far ahead they start: they are small until they are decoded. */
const TAKES_AHEAD = 2;
/** What ended less than this ago stays, so that one hears a missed word again at once (ms). */
const BEHIND_MS = 10_000;
/** Decoded audio beyond the current and the next mix stops here (ms): 58 MB at 48 kHz. */
const DECODED_MS = 300_000;

const heardMsOf = ({ fromMs, toMs, offsetMs }: Stretch): number => offsetMs + toMs - fromMs;

/** The mixes to keep when playing at `atMs`, the one needed first first. Its size does not grow with the path. */
export function wantedAt(plan: PlayPlan, atMs: number): Wanted[] {
  const wanted: Wanted[] = [];
  const current = stretchIndexAt(plan, atMs);
  let decodedMs = 0;
  const want = (takeId: string, heardMs: number, decoded: boolean) => {
    wanted.push({ takeId, heardMs, decoded });
    if (decoded) decodedMs += heardMs;
  };
  for (const [index, stretch] of plan.slice(current).entries()) {
    const isNear = stretch.fromMs < atMs + AHEAD_MS;
    if (!isNear && index > TAKES_AHEAD) break;
    const heardMs = heardMsOf(stretch);
    want(stretch.takeId, heardMs, isNear && (index <= 1 || decodedMs + heardMs <= DECODED_MS));
  }
  for (let index = current - 1; index >= 0; index--) {
    const behind = plan[index];
    if (!behind || behind.toMs <= atMs - BEHIND_MS) break;
    const heardMs = heardMsOf(behind);
    if (decodedMs + heardMs > DECODED_MS) break;
    want(behind.takeId, heardMs, true);
  }
  return wanted;
}
