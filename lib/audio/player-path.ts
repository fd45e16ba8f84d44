import { PART_MS } from '@/lib/mixing/mix-part';
import { durationMs, inParts, type PlayPlan, playPlan } from '@/lib/timeline/path';
import { fileName } from './mix-urls';
import type { PlayerTake } from './player-contract';
import type { Mix } from './player-source';

/** A path as it is played. `parts` is the plan in pieces that fit into memory. */
export type Path = { takes: readonly PlayerTake[]; plan: PlayPlan; parts: PlayPlan; totalMs: number };

export function pathOf(takes: readonly PlayerTake[]): Path {
  const plan = playPlan(takes);
  return { takes, plan, parts: inParts(plan, PART_MS), totalMs: durationMs(plan) };
}

export const mixesOf = (takes: readonly PlayerTake[]): ReadonlyMap<string, Mix> =>
  new Map(takes.map(({ id, mixUrl, durationMs }) => [id, { url: mixUrl, durationMs }]));

/** The takes that both paths have, with another file each. Where one of them has no URL, nothing is known of its file. */
export function otherFiles(before: Path, after: Path): string[] {
  const mixes = mixesOf(before.takes);
  const isOther = ({ id, mixUrl }: PlayerTake) => {
    const known = mixes.get(id)?.url;
    return known && mixUrl && fileName(known) !== fileName(mixUrl);
  };
  return after.takes.filter(isOther).map(({ id }) => id);
}

/** Whether both are the same takes in the same places; their files may differ. */
export const isSamePath = (a: Path, b: Path): boolean =>
  a.takes.length === b.takes.length &&
  a.takes.every((take, index) => {
    const other = b.takes[index];
    return take.id === other?.id && take.startMs === other.startMs && take.durationMs === other.durationMs;
  });
