import { type PlayPlan, stretchIndexAt } from '@/lib/timeline/path';
import type { Path } from './player-path';

/**
 * What shall sound, and how. A change of it is another object. `turnMs`: where the path leaves the one that was followed
 * before; null where it only goes along with it.
 */
export type Aim = { path: Path; turnMs: number | null; rate: number; skipsSilence: boolean };

/** Where `path` leaves `before` (ms): the start of its first take that is another one; null if there is none. */
export const turnMs = (before: Path, path: Path): number | null =>
  path.takes.find(({ id }, index) => id !== before.takes[index]?.id)?.startMs ?? null;

/** Where the path is at an instant of the one before it (ms): the same; where it is over by then, where it turned off. */
export const onPath = ({ path, turnMs }: Aim, ms: number): number =>
  ms > path.totalMs ? (turnMs ?? path.totalMs) : ms;

/** Within this time of its start one goes back to the stretch before, later to that start (ms). */
const RESTART_MS = 3_000;

/**
 * A stretch on or back from `ms` (ms); past the last one it is the end. Stretches, not takes: a take without a stretch is
 * never heard alone.
 */
export function steppedMs({ plan, totalMs }: Path, ms: number, step: 1 | -1): number {
  const current = stretchIndexAt(plan, ms);
  const isLate = ms - fromOf(plan, current, 0) > RESTART_MS;
  return fromOf(plan, Math.max(0, step < 0 && isLate ? current : current + step), totalMs);
}
const fromOf = (plan: PlayPlan, index: number, otherwise: number): number => plan[index]?.fromMs ?? otherwise;
