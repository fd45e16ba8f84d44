import type { MapNode, Station, TreeMap } from './tree-map';

/** How one walks the tree: back to what a take answers, on along the canon, and among what answers the same. */
export type Step = 'back' | 'on' | 'above' | 'below';

export function stepFrom<T extends MapNode>(station: Station<T>, step: Step): Station<T> | null {
  if (step === 'back') return station.parent;
  if (step === 'on') return bestChild(station);
  const siblings = station.parent?.children ?? [];
  return siblings[siblings.indexOf(station) + (step === 'above' ? -1 : 1)] ?? null;
}

/** The take whose answers lie that way: of these some may not be known yet. */
export function answeredBy<T extends MapNode>(station: Station<T>, step: Step): Station<T> | null {
  if (step === 'back') return null;
  return step === 'on' ? station : station.parent;
}

/** The answer with which the canon goes on; where that is not known, the one that lies straight ahead. */
export function bestChild<T extends MapNode>({ take, lane, children }: Station<T>): Station<T> | null {
  const best = children.find((child) => child.take.id === take.bestChildId);
  const distance = (child: Station<T>) => Math.abs(child.lane - lane);
  return best ?? children.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** A take in its place among others, as a tree is told to whoever does not see it. */
export type Relative<T extends MapNode> = {
  station: Station<T>;
  /** 1 for the seed. */
  level: number;
  /** From 1, among all that answer the same take, known or not. */
  position: number;
  setSize: number;
  /** Whether its answers follow in the list; null without answers. */
  isExpanded: boolean | null;
};

const ANCESTORS = 4;
/** So many on either side. */
const SIBLINGS = 12;
const CHILDREN = 24;

/** The nearest takes around one, in the order of the tree: a few above it, its siblings, its answers. */
export function familyOf<T extends MapNode>(station: Station<T>): Relative<T>[] {
  const above: Station<T>[] = [];
  for (let up = station.parent; up && above.length < ANCESTORS; up = up.parent) above.unshift(up);
  const siblings = station.parent?.children ?? [station];
  const index = siblings.indexOf(station);
  return [
    ...above.map((up) => relative(up, true)),
    ...siblings
      .slice(Math.max(0, index - SIBLINGS), index + SIBLINGS + 1)
      .flatMap((sibling) =>
        sibling === station
          ? [relative(sibling, true), ...sibling.children.slice(0, CHILDREN).map((child) => relative(child, false))]
          : [relative(sibling, false)],
      ),
  ];
}

function relative<T extends MapNode>(station: Station<T>, showsAnswers: boolean): Relative<T> {
  const { parent, children, take, depth } = station;
  const siblings = parent?.children ?? [station];
  const answers = Math.max(children.length, take.childCount ?? 0);
  return {
    station,
    level: depth + 1,
    position: siblings.indexOf(station) + 1,
    setSize: Math.max(siblings.length, parent?.take.childCount ?? 1),
    isExpanded: answers === 0 ? null : showsAnswers && children.length > 0,
  };
}

/** Seed first, down to the take of that id; empty while it is not known. */
export function pathTo<T extends MapNode>(map: TreeMap<T>, id: string): Station<T>[] {
  const path: Station<T>[] = [];
  for (let at = map.get(id) ?? null; at; at = at.parent) path.push(at);
  return path.reverse();
}
