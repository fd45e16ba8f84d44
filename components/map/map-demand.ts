import type { MapTake } from '@/lib/domain/schemas';
import type { Explored } from '@/lib/story/explorer';
import { areaOf, type MapView, type MapWindow, scaleOf } from '@/lib/timeline/map-view';
import type { MapArea, TreeMap } from '@/lib/timeline/tree-map';
import { type MapStation, unknownAnswers } from './map-scene';

/** Only where single takes can be told apart is more of the tree asked for (px between two lanes), and so much at once. */
const LEAST_LANE_PX = 24;
const AT_ONCE = 2;

/** Asks for answers that are not known. */
export type MapDemand = {
  /** For those of one take. */
  ask(takeId: string): Promise<Explored>;
  /** For those that are missing in this view, the nearest to its middle first; false when that failed, null when none are. */
  askAround(view: MapView, window: MapWindow): Promise<boolean> | null;
};

/** `onNeed` brings some of a take's answers and tells how that went. It is asked again while that leads on. */
export function createDemand(map: TreeMap<MapTake>, onNeed: (takeId: string) => Promise<Explored>): MapDemand {
  /** How many answers of a take were unknown when they were asked for last: as long as that has not changed, nothing more comes. */
  const asked = new Map<string, number>();
  const underway = new Map<string, Promise<Explored>>();

  async function fetch(station: MapStation): Promise<Explored> {
    const { id } = station.take;
    const unknown = unknownAnswers(station);
    asked.delete(id);
    try {
      const went = await onNeed(id);
      if (went === 'done') asked.set(id, unknown);
      return went;
    } finally {
      underway.delete(id);
    }
  }
  function ask(takeId: string): Promise<Explored> {
    const station = map.get(takeId);
    if (!station) return Promise.resolve('failed');
    const answer = underway.get(takeId) ?? fetch(station);
    underway.set(takeId, answer);
    return answer;
  }
  /** Where the known answers end before the view does, the next ones would be seen. */
  function isWanted(station: MapStation, area: MapArea): boolean {
    const unknown = unknownAnswers(station);
    if (unknown === 0 || underway.has(station.take.id) || asked.get(station.take.id) === unknown) return false;
    const [uppermost = station] = station.children;
    return isSeen(uppermost, area) || isSeen(station.children.at(-1) ?? station, area);
  }
  return {
    ask,
    askAround(view, window) {
      const { pxPerMs, lanePx } = scaleOf(view, window);
      if (lanePx < LEAST_LANE_PX) return null;
      const area = areaOf(view, window, 0);
      const near = new Set<MapStation>();
      map.linesIn(area, (station) => {
        near.add(station);
        if (station.parent) near.add(station.parent);
      });
      const distance = (station: MapStation) =>
        Math.hypot((station.toMs - view.ms) * pxPerMs, (station.lane - view.lane) * lanePx);
      const wanting = [...near]
        .filter((station) => isWanted(station, area))
        .sort((a, b) => distance(a) - distance(b))
        .slice(0, Math.max(0, AT_ONCE - underway.size));
      if (wanting.length === 0) return null;
      return Promise.all(wanting.map(({ take }) => ask(take.id))).then((all) => !all.includes('failed'));
    },
  };
}

const isSeen = ({ lane, fromMs, toMs }: MapStation, area: MapArea): boolean =>
  lane >= area.fromLane && lane <= area.toLane && toMs >= area.fromMs && fromMs <= area.toMs;
