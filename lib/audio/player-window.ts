import { type PlayPlan, type Stretch, stretchIndexAt } from '@/lib/timeline/path';

/** A part of a mix that the player wants at hand. What is not decoded is at least fetched. */
export type Wanted = { stretch: Stretch; decoded: boolean };

/** What starts within this time of listening is decoded (ms). */
const AHEAD_MS = 30_000;
/** What ended less than this ago stays decoded, so that one hears a missed word again at once (ms). */
const BEHIND_MS = 10_000;
/** Beyond that, the rest of the take that sounds is fetched, and so many takes after it: they are small until they are decoded. */
const TAKES_AHEAD = 2;
/** So much at most (ms): 16 MB. */
const FETCHED_MS = 1_000_000;

/**
 * What to keep of a plan in parts when playing at `atMs` at `rate`, the part needed first first. How much that is does not grow with
 * the path.
 */
export function wantedAt(parts: PlayPlan, atMs: number, rate = 1): Wanted[] {
  const current = stretchIndexAt(parts, atMs);
  const near: Wanted[] = [];
  const far: Wanted[] = [];
  let takesAhead = 0;
  for (let index = current; index < parts.length; index++) {
    const stretch = parts[index];
    if (!stretch || stretch.fromMs > atMs + FETCHED_MS) break;
    if (index > current && stretch.takeId !== parts[index - 1]?.takeId) takesAhead++;
    const isNear = index === current || stretch.fromMs < atMs + AHEAD_MS * rate;
    if (isNear) near.push({ stretch, decoded: true });
    else if (takesAhead > TAKES_AHEAD) break;
    else far.push({ stretch, decoded: false });
  }
  const behind: Wanted[] = [];
  for (let index = current - 1; (parts[index]?.toMs ?? 0) > atMs - BEHIND_MS; index--) {
    const stretch = parts[index];
    if (!stretch) break;
    behind.push({ stretch, decoded: true });
  }
  return [...near, ...behind, ...far];
}
