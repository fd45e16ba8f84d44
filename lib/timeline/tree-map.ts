import { endMs, type Span } from './rule';

/**
 * The tree drawn as an underground map: time runs to the right, the oldest answer goes on in its parent's lane, and
 * every other answer opens a lane below. A take is the line that leads to its station; the station stands at its end,
 * because ends strictly grow along a path (the extension rule) while starts need not. Pure, and free of crossings.
 */

export type MapTake = Span & { id: string; parentId: string | null };

/** All in the caller's unit of length. */
export type MapScale = {
  perSecond: number;
  /** Least distance between a take's station and its parent's. */
  minGap: number;
  /** Most distance between two neighbouring instants, so that one long take does not empty the map. */
  maxGap: number;
};

export type Station = {
  id: string;
  x: number;
  lane: number;
  /** Where the line to this station leaves; null for the seed, whose line starts at 0 in its own lane. */
  from: { x: number; lane: number } | null;
};

export type TreeMap = { stations: Station[]; lanes: number; width: number };

type Tree = { seeds: MapTake[]; children: Map<string, MapTake[]> };

function treeOf(takes: readonly MapTake[]): Tree {
  const seeds: MapTake[] = [];
  const children = new Map<string, MapTake[]>();
  for (const take of takes) {
    if (take.parentId === null) seeds.push(take);
    else children.set(take.parentId, [...(children.get(take.parentId) ?? []), take]);
  }
  return { seeds, children };
}

/**
 * One place on the x axis for each instant: later is never further left, equal is equal, and neighbours on a path keep
 * their distance.
 */
function placeInTime(takes: readonly MapTake[], scale: MapScale): Map<string, number> {
  const byEnd = new Map<number, MapTake[]>();
  for (const take of takes) byEnd.set(endMs(take), [...(byEnd.get(endMs(take)) ?? []), take]);

  const xOf = new Map<string, number>();
  let x = 0;
  let lastMs = 0;
  for (const [ms, ending] of [...byEnd].sort(([a], [b]) => a - b)) {
    x += Math.min(((ms - lastMs) / 1_000) * scale.perSecond, scale.maxGap);
    for (const { parentId } of ending) {
      x = Math.max(x, (parentId === null ? 0 : (xOf.get(parentId) ?? 0)) + scale.minGap);
    }
    for (const { id } of ending) xOf.set(id, x);
    lastMs = ms;
  }
  return xOf;
}

/**
 * Lays out the takes of one story, oldest first. A take whose parent is not among them is left out.
 * A run is a take with its line of first answers; each run lies below all that already stands in its stretch of x.
 * Runs are placed from the right end of their parent's run to the left, so no line ever has to cross another.
 */
export function layoutTreeMap(takes: readonly MapTake[], scale: MapScale): TreeMap {
  const { seeds, children } = treeOf(takes);
  const xOf = placeInTime(takes, scale);
  const stations: Station[] = [];
  const placed: { from: number; to: number; lane: number }[] = [];
  const waiting = seeds.toReversed().map((take) => ({ take, from: null as Station | null }));

  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const run: MapTake[] = [];
    for (let take: MapTake | undefined = next.take; take; take = children.get(take.id)?.[0]) run.push(take);

    const from = next.from?.x ?? 0;
    const to = xOf.get(run.at(-1)?.id ?? '') ?? from;
    let lane = next.from ? next.from.lane + 1 : 0;
    for (const other of placed) {
      if (other.from < to + scale.minGap / 2 && from < other.to + scale.minGap / 2)
        lane = Math.max(lane, other.lane + 1);
    }
    placed.push({ from, to, lane });

    let last: Station | null = next.from;
    for (const take of run) {
      const station: Station = {
        id: take.id,
        x: xOf.get(take.id) ?? 0,
        lane,
        from: last && { x: last.x, lane: last.lane },
      };
      stations.push(station);
      last = station;
      for (const branch of children.get(take.id)?.slice(1).toReversed() ?? [])
        waiting.push({ take: branch, from: station });
    }
  }

  return {
    stations,
    lanes: stations.reduce((most, station) => Math.max(most, station.lane + 1), 0),
    width: stations.reduce((most, station) => Math.max(most, station.x), 0),
  };
}
