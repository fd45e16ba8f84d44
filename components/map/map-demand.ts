import type { MapTake } from '@/lib/domain/schemas';
import { areaOf, type MapView, type MapWindow, scaleOf } from '@/lib/timeline/map-view';
import type { TreeMap } from '@/lib/timeline/tree-map';
import { type MapStation, unknownAnswers } from './map-scene';

/** Only where single takes can be told apart is more of the tree asked for (px between two lanes), and so much at once. */
const LEAST_LANE_PX = 24;
const AT_ONCE = 2;

/** Asks for answers that are not known, for those of one take once. */
export type MapDemand = {
  ask(takeId: string): void;
  /** For those that are missing in this view, the nearest to its middle first. */
  askAround(view: MapView, window: MapWindow): void;
};

export function createDemand(map: TreeMap<MapTake>, onNeed: (takeId: string) => void): MapDemand {
  const asked = new Set<string>();
  function ask(takeId: string): void {
    if (asked.has(takeId)) return;
    asked.add(takeId);
    onNeed(takeId);
  }
  return {
    ask,
    askAround(view, window) {
      const { pxPerMs, lanePx } = scaleOf(view, window);
      if (lanePx < LEAST_LANE_PX) return;
      const wanting: MapStation[] = [];
      map.linesIn(areaOf(view, window, 0), (station) => {
        if (unknownAnswers(station) > 0 && !asked.has(station.take.id)) wanting.push(station);
      });
      const distance = (station: MapStation) =>
        Math.hypot((station.toMs - view.ms) * pxPerMs, (station.lane - view.lane) * lanePx);
      wanting.sort((a, b) => distance(a) - distance(b));
      for (const { take } of wanting.slice(0, AT_ONCE)) ask(take.id);
    },
  };
}
