import type { MapTake } from '@/lib/domain/schemas';

/** Oldest first: ids are made in the order of time, and they settle what two clocks dispute. */
export const oldestFirst = <T extends { id: string }>(takes: readonly T[]): T[] =>
  takes.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

export type Fork = { takeId: string; before: MapTake | null; after: MapTake | null };

/** What else answers the same take: the neighbours of `takeId` among its siblings, oldest first; null without any. */
export function forkAt(takes: readonly MapTake[], takeId: string): Fork | null {
  const take = takes.find(({ id }) => id === takeId);
  if (!take || take.parentId === null) return null;
  const siblings = oldestFirst(takes.filter(({ parentId }) => parentId === take.parentId));
  const index = siblings.findIndex(({ id }) => id === takeId);
  if (siblings.length < 2) return null;
  return { takeId, before: siblings[index - 1] ?? null, after: siblings[index + 1] ?? null };
}

/** The fork to show while the take at `index` of the path sounds: the next one on the way, else the last one passed. */
export const forkAhead = (forks: readonly (Fork | null)[], index: number): Fork | null =>
  forks.find((fork, i) => i >= index && fork !== null) ?? forks.findLast((fork) => fork !== null) ?? null;
