import type { PageTake } from '@/lib/domain/schemas';
import type { BranchView, ForkView } from '@/lib/domain/tree-views';
import type { ToldStory } from './told-story';

/**
 * Everything that answers one take, in lanes that stay where they are. `more`: how many further ones are not loaded; `isBehind`:
 * some of those came while nobody told, and are worth a look.
 */
export type Fork = { branches: readonly BranchView[]; more: number; isBehind?: true };

export const branchOf = ({ mixUrl, mixBytes, ...branch }: PageTake): BranchView => branch;

/** `own`, which is on the path, comes first when a fork is seen for the first time; then lanes keep their order. */
export function mergedFork(known: Fork | undefined, own: PageTake, { others, more }: ForkView): Fork {
  const fresh = new Map([branchOf(own), ...others].map((branch) => [branch.id, branch]));
  const total = fresh.size + more;
  const kept = (known?.branches ?? []).map((branch) => fresh.get(branch.id) ?? branch);
  for (const { id } of kept) fresh.delete(id);
  const branches = [...kept, ...fresh.values()];
  return { branches, more: Math.max(0, total - branches.length) };
}

/** The fork with a newcomer; null when only some of it would be known then. `answers`: how many there are with it. */
export function forkAfterEvent(
  known: Fork | undefined,
  own: PageTake,
  newcomer: BranchView,
  answers: number,
): Fork | null {
  if (!known && answers > 2) return null;
  const before = known?.branches ?? [branchOf(own)];
  const branches = before.some(({ id }) => id === newcomer.id) ? before : [...before, newcomer];
  return { ...known, branches, more: Math.max(0, answers - branches.length) };
}

/** The same forks, with what is known of how many answers there are; the same object when that is nothing new. */
export function forksAsCounted(
  forks: ReadonlyMap<string, Fork>,
  countOf: (parentId: string) => number | undefined,
): ReadonlyMap<string, Fork> {
  let next: Map<string, Fork> | null = null;
  for (const [parentId, fork] of forks) {
    const { branches, more } = fork;
    const count = countOf(parentId) ?? 0;
    if (count <= branches.length + more) continue;
    next ??= new Map(forks);
    next.set(parentId, { branches, more: count - branches.length, isBehind: true });
  }
  return next ?? forks;
}

/** The take of the path whose siblings are shown while the take at `index` sounds: the next fork, else the last one passed. */
export function forkAhead(
  { takes, map, forks }: Pick<ToldStory, 'takes' | 'map' | 'forks'>,
  index: number,
): { take: PageTake; parentId: string } | null {
  const isFork = ({ parentId }: PageTake) => {
    if (parentId === null) return false;
    const fork = forks.get(parentId);
    return (fork ? fork.branches.length + fork.more : (map.get(parentId)?.childCount ?? 0)) > 1;
  };
  const take = takes.find((any, i) => i >= index && isFork(any)) ?? takes.findLast(isFork);
  return take?.parentId ? { take, parentId: take.parentId } : null;
}

/** So many other branches are shown on either side. */
const EACH_SIDE = 2;

export type Lanes = {
  /** From the farthest to the nearest. */
  above: BranchView[];
  /** From the nearest to the farthest. */
  below: BranchView[];
  /** How many more there are. */
  rest: number;
};

/** The lanes around `takeId`, as on a wheel: behind the last one the first follows. */
export function lanesAround({ branches, more }: Fork, takeId: string): Lanes {
  const at = branches.findIndex(({ id }) => id === takeId);
  const others = [...branches.slice(at + 1), ...branches.slice(0, Math.max(0, at))];
  const above = Math.min(EACH_SIDE, Math.floor(others.length / 2));
  const below = Math.min(EACH_SIDE, others.length - above);
  return {
    above: others.slice(others.length - above),
    below: others.slice(0, below),
    rest: others.length - above - below + more,
  };
}
