import { createLanes } from './map-lanes';
import { endMs, type Span } from './rule';

/**
 * The tree drawn as an underground map: time runs to the right and is linear, a lane for each branch. A take is the
 * line that leads to its station; the station stands at its end, because ends strictly grow along a path (the extension
 * rule) while starts need not. What is drawn never moves: whatever is learned later finds its place around it.
 */

export type MapNode = Span & {
  id: string;
  parentId: string | null;
  /** The answer with which the canon goes on; where it is not told, the oldest is taken to be it. */
  bestChildId?: string | null;
  /** How many answers there are, known ones or not. */
  childCount?: number;
};

export type Station<T extends MapNode> = {
  /** What was last learned of it. */
  take: T;
  readonly lane: number;
  /** How many takes lie above it; 0 for the seed. */
  readonly depth: number;
  /** Where its line leaves that of its parent: at the parent's station (ms on the timeline); 0 for the seed. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly parent: Station<T> | null;
  /** Those that are known, from the uppermost lane to the lowest. */
  readonly children: Station<T>[];
};

/** A part of the map: ms on the timeline and lanes, ends included. */
export type MapArea = { fromMs: number; toMs: number; fromLane: number; toLane: number };

export type TreeMap<T extends MapNode> = {
  /**
   * Takes in any order and any number; known ones bring their facts up to date, and the very same object costs next to
   * nothing. One whose parent is unknown waits for it. Returns the stations that are new.
   */
  learn(takes: readonly T[]): Station<T>[];
  /** Another number whenever something new was learned. */
  readonly revision: number;
  get(id: string): Station<T> | undefined;
  all(): IterableIterator<Station<T>>;
  readonly size: number;
  readonly seed: Station<T> | null;
  /** Seed first: the best answer at every fork, as far as it is known. */
  readonly canon: readonly Station<T>[];
  /** How long a line of this story typically is (ms): the measure for its scale. Settled by what is learned first. */
  readonly unitMs: number;
  readonly bounds: MapArea;
  /** Every station whose line runs in the area. */
  linesIn(area: MapArea, visit: (station: Station<T>) => void): void;
  /** Every station whose line comes into its lane from another one, in the area. */
  bendsIn(area: MapArea, visit: (station: Station<T>) => void): void;
};

/** Of a typical line: lanes are taken in such steps, and behind the end of a branch so much stays free. */
const CELLS_PER_UNIT = 4;
const SPARE_CELLS = 2;
/** Bends are found again by where they are; so many cells together. */
const CELLS_PER_SHELF = 8;

type Placed<T extends MapNode> = Station<T> & {
  /** Whether a child goes on in its lane. */
  goesOn: boolean;
  /** The last cell of its lane that is taken for it. */
  takenTo: number;
};

export function createTreeMap<T extends MapNode>(): TreeMap<T> {
  const stations = new Map<string, Placed<T>>();
  /** By the parent that is not placed yet; seeds by ''. */
  const waiting = new Map<string, Map<string, T>>();
  const occupied = createLanes();
  const inLane = new Map<number, Placed<T>[]>();
  const bends = new Map<number, Placed<T>[]>();
  const bounds: MapArea = { fromMs: 0, toMs: 0, fromLane: 0, toLane: 0 };
  let seed: Placed<T> | null = null;
  let canon: Placed<T>[] = [];
  let unitMs = 0;
  let revision = 0;

  const cellOf = (ms: number) => Math.floor((ms * CELLS_PER_UNIT) / unitMs);
  const shelfOf = (ms: number) => Math.floor(cellOf(ms) / CELLS_PER_SHELF);

  /** The take and those that go on from it, each with the best answer that is there. */
  function runFrom(head: T): T[] {
    const run: T[] = [];
    for (let take: T | undefined = head; take; ) {
      run.push(take);
      const answers = waiting.get(take.id);
      const next: T | undefined = answers && (answers.get(take.bestChildId ?? '') ?? oldestOf(answers.values()));
      if (next) answers?.delete(next.id);
      take = next;
    }
    return run;
  }

  function laneFor(parent: Placed<T> | null, run: readonly T[]): number {
    const toCell = cellOf(Math.max(...run.slice(-1).map(endMs))) + SPARE_CELLS;
    if (parent === null) return occupied.isFree(0, 0, toCell) ? 0 : occupied.nearest(0, 0, toCell);
    const goesOn = !parent.goesOn && occupied.isFree(parent.lane, parent.takenTo + 1, toCell);
    return goesOn ? parent.lane : occupied.nearest(parent.lane, cellOf(parent.toMs), toCell);
  }

  function place(take: T, parent: Placed<T> | null, lane: number): Placed<T> {
    const fromMs = parent?.toMs ?? 0;
    const toMs = endMs(take);
    const goesOn = parent !== null && parent.lane === lane;
    const takenFrom = goesOn ? parent.takenTo + 1 : cellOf(fromMs);
    const takenTo = Math.max(cellOf(toMs) + SPARE_CELLS, takenFrom - 1);
    occupied.take(lane, takenFrom, takenTo);
    const depth = parent ? parent.depth + 1 : 0;
    const station: Placed<T> = { take, lane, depth, fromMs, toMs, parent, children: [], goesOn: false, takenTo };
    if (goesOn) parent.goesOn = true;
    stations.set(take.id, station);
    insertBy(
      getOr(inLane, lane, () => []),
      station,
      (other) => other.toMs,
    );
    if (parent) {
      insertBy(parent.children, station, (other) => other.lane);
      if (!goesOn) getOr(bends, shelfOf(fromMs), () => []).push(station);
    } else seed ??= station;
    bounds.toMs = Math.max(bounds.toMs, toMs);
    bounds.fromLane = Math.min(bounds.fromLane, lane);
    bounds.toLane = Math.max(bounds.toLane, lane);
    return station;
  }

  /** Runs are placed from the right end of their parent's run to the left, so that their lines hardly ever cross. */
  function placeRuns(heads: T[]): Station<T>[] {
    const fresh: Station<T>[] = [];
    for (let head = heads.pop(); head; head = heads.pop()) {
      const run = runFrom(head);
      let last = head.parentId === null ? null : (stations.get(head.parentId) ?? null);
      const lane = laneFor(last, run);
      for (const take of run) {
        last = place(take, last, lane);
        fresh.push(last);
        heads.push(...[...(waiting.get(take.id)?.values() ?? [])].sort(youngestFirst));
        waiting.delete(take.id);
      }
    }
    return fresh;
  }

  return {
    learn(takes) {
      const reached = new Set<string>();
      let isNews = false;
      for (const take of takes) {
        const known = stations.get(take.id);
        if (known) {
          isNews ||= known.take !== take;
          known.take = take;
        } else {
          const parentId = take.parentId ?? '';
          getOr(waiting, parentId, () => new Map<string, T>()).set(take.id, take);
          if (parentId === '' || stations.has(parentId)) reached.add(parentId);
        }
      }
      const leftmostFirst = [...reached].sort((a, b) => (stations.get(a)?.toMs ?? 0) - (stations.get(b)?.toMs ?? 0));
      const heads = leftmostFirst.flatMap((parentId) => {
        const answers = [...(waiting.get(parentId)?.values() ?? [])];
        waiting.delete(parentId);
        return answers.sort(youngestFirst);
      });
      if (unitMs === 0 && heads.length > 0) unitMs = typicalLineMs(takes);
      const fresh = placeRuns(heads);
      if (isNews || fresh.length > 0) {
        revision += 1;
        canon = seed ? followed(seed, stations) : [];
      }
      return fresh;
    },
    get revision() {
      return revision;
    },
    get: (id) => stations.get(id),
    all: () => stations.values(),
    get size() {
      return stations.size;
    },
    get seed() {
      return seed;
    },
    get canon() {
      return canon;
    },
    get unitMs() {
      return Math.max(1, unitMs);
    },
    bounds,
    linesIn(area, visit) {
      const toLane = Math.min(bounds.toLane, Math.ceil(area.toLane));
      for (let lane = Math.max(bounds.fromLane, Math.floor(area.fromLane)); lane <= toLane; lane += 1) {
        const row = inLane.get(lane) ?? [];
        for (let i = firstAtLeast(row, area.fromMs, (station) => station.toMs); i < row.length; i += 1) {
          const station = row[i];
          if (!station || station.fromMs > area.toMs) break;
          visit(station);
        }
      }
    },
    bendsIn(area, visit) {
      if (stations.size === 0) return;
      const toShelf = shelfOf(Math.min(area.toMs, bounds.toMs));
      for (let shelf = shelfOf(Math.max(0, area.fromMs)); shelf <= toShelf; shelf += 1) {
        for (const station of bends.get(shelf) ?? []) {
          const parentLane = station.parent?.lane ?? station.lane;
          const isAbove = Math.max(station.lane, parentLane) < area.fromLane;
          const isBelow = Math.min(station.lane, parentLane) > area.toLane;
          if (!isAbove && !isBelow && station.fromMs >= area.fromMs && station.fromMs <= area.toMs) visit(station);
        }
      }
    },
  };
}

/** Ids are made in the order of time. */
const youngestFirst = (a: MapNode, b: MapNode): number => (a.id < b.id ? 1 : -1);

function oldestOf<T extends MapNode>(takes: Iterable<T>): T | undefined {
  let oldest: T | undefined;
  for (const take of takes) if (!oldest || take.id < oldest.id) oldest = take;
  return oldest;
}

function followed<T extends MapNode>(seed: Placed<T>, stations: ReadonlyMap<string, Placed<T>>): Placed<T>[] {
  const canon: Placed<T>[] = [];
  for (let station: Placed<T> | undefined = seed; station; station = stations.get(station.take.bestChildId ?? ''))
    canon.push(station);
  return canon;
}

/** The median of how far takes outlast what they answer (ms); of takes alone, how long they are. */
function typicalLineMs(takes: readonly MapNode[]): number {
  const ends = new Map(takes.map((take) => [take.id, endMs(take)]));
  const lines = takes
    .map((take) => endMs(take) - (ends.get(take.parentId ?? '') ?? take.startMs))
    .sort((a, b) => a - b);
  return Math.max(1, lines[lines.length >> 1] ?? 1);
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** The index of the first whose measure is not below `least`; they are in the order of it. */
function firstAtLeast<S>(sorted: readonly S[], least: number, measure: (thing: S) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const thing = sorted[middle];
    if (thing !== undefined && measure(thing) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insertBy<S>(sorted: S[], thing: S, measure: (thing: S) => number): void {
  sorted.splice(firstAtLeast(sorted, measure(thing), measure), 0, thing);
}
