import { type PlayPlan, type Stretch, stretchIndexAt } from '@/lib/timeline/path';

/** A part of a mix that the player wants at hand. What is not decoded is at least fetched. */
export type Wanted = { stretch: Stretch; decoded: boolean };

/** Stretches are cut to this length at most (ms), so that of a long take only what is near is held decoded. */
export const LONGEST_PART_MS = 200_000;
/** What starts within this time of listening is fetched and decoded (ms). */
const AHEAD_MS = 30_000;
/** Takes that are at least fetched, however far ahead they start: they are small until they are decoded. */
const TAKES_AHEAD = 2;
/** What ended less than this ago stays, so that one hears a missed word again at once (ms). */
const BEHIND_MS = 10_000;
/** So much is held decoded (ms), which is the current and the next part at their longest: 77 MB at 48 kHz. */
const DECODED_MS = 2 * LONGEST_PART_MS;

const lengthOf = ({ fromMs, toMs }: Stretch): number => toMs - fromMs;

/** What to keep when playing at `atMs` at `rate`, the part needed first first. Its size does not grow with the path. */
export function wantedAt(plan: PlayPlan, atMs: number, rate = 1): Wanted[] {
  const wanted: Wanted[] = [];
  const current = stretchIndexAt(plan, atMs);
  let decodedMs = 0;
  const want = (stretch: Stretch, decoded: boolean) => {
    wanted.push({ stretch, decoded });
    if (decoded) decodedMs += lengthOf(stretch);
  };
  let takesAhead = 0;
  for (let index = current; index < plan.length; index++) {
    const stretch = plan[index];
    if (!stretch) break;
    const isNear = stretch.fromMs < atMs + AHEAD_MS * rate;
    const isOwnTake = stretch.takeId !== plan[index - 1]?.takeId;
    if (index > current && isOwnTake) takesAhead++;
    if (!isNear && takesAhead > TAKES_AHEAD) break;
    // A further part of a take that is at hand: its file is fetched again when it is near, from the browser's cache.
    if (!isNear && !isOwnTake) continue;
    want(stretch, isNear && (index <= current + 1 || decodedMs + lengthOf(stretch) <= DECODED_MS));
  }
  for (let index = current - 1; index >= 0; index--) {
    const behind = plan[index];
    if (!behind || behind.toMs <= atMs - BEHIND_MS) break;
    if (decodedMs + lengthOf(behind) > DECODED_MS) break;
    want(behind, true);
  }
  return wanted;
}
