import { durationMs, inParts, type PlayPlan, playPlan } from '@/lib/timeline/path';
import type { PlayerTake } from './player-contract';
import { LONGEST_PART_MS } from './player-window';

/** A path as it is played. `parts` is the plan in pieces that fit into memory. */
export type Path = { takes: readonly PlayerTake[]; plan: PlayPlan; parts: PlayPlan; totalMs: number };

export function pathOf(takes: readonly PlayerTake[]): Path {
  const plan = playPlan(takes);
  return { takes, plan, parts: inParts(plan, LONGEST_PART_MS), totalMs: durationMs(plan) };
}

export const urlsOf = (takes: readonly PlayerTake[]): ReadonlyMap<string, string> =>
  new Map(takes.map(({ id, mixUrl }) => [id, mixUrl]));

/** What follows the file's name in its URL is a signature, and changes with the hour. */
const fileOf = (url: string | undefined) => url?.split('?')[0];

/** The takes that both paths have, with another file each. */
export function otherFiles(before: Path, after: Path): string[] {
  const urls = urlsOf(before.takes);
  return after.takes
    .filter(({ id, mixUrl }) => urls.has(id) && fileOf(urls.get(id)) !== fileOf(mixUrl))
    .map(({ id }) => id);
}

/** Whether both are the same takes in the same places; their files may differ. */
export const isSamePath = (a: Path, b: Path): boolean =>
  a.takes.length === b.takes.length &&
  a.takes.every((take, index) => {
    const other = b.takes[index];
    return take.id === other?.id && take.startMs === other.startMs && take.durationMs === other.durationMs;
  });
