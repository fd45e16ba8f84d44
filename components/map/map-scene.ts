import type { MapTake } from '@/lib/domain/schemas';
import type { MapPoint } from '@/lib/timeline/map-line';
import { areaOf, type MapScale, type MapView, type MapWindow, scaleOf } from '@/lib/timeline/map-view';
import type { MapArea, Station, TreeMap } from '@/lib/timeline/tree-map';
import type { MapColours } from './map-colours';

export type MapStation = Station<MapTake>;

/** All that one drawing of the map is made from. */
export type MapScene = {
  map: TreeMap<MapTake>;
  colours: MapColours;
  window: MapWindow;
  scale: MapScale;
  area: MapArea;
  /** How far a turn of a line reaches (px). */
  turnPx: number;
  /** Seed first, as far as it is known. */
  path: readonly MapStation[];
  onPath: ReadonlySet<MapStation>;
  onCanon: ReadonlySet<MapStation>;
  /** How much of its line is drawn already, of those that are new (0 to 1). */
  grown: ReadonlyMap<MapStation, number>;
};

/** Names and rings reach this far around what they belong to (px). */
const AROUND_PX = 72;

export function placed(view: MapView, window: MapWindow): Pick<MapScene, 'window' | 'scale' | 'area' | 'turnPx'> {
  const scale = scaleOf(view, window);
  return { window, scale, area: areaOf(view, window, AROUND_PX), turnPx: scale.lanePx / 2 };
}

export const stationPoint = ({ leftX, topY, pxPerMs, lanePx }: MapScale, { toMs, lane }: MapStation): MapPoint => ({
  x: leftX + toMs * pxPerMs,
  y: topY + lane * lanePx,
});

/** Where its line leaves that of its parent. */
export const leavingPoint = ({ leftX, topY, pxPerMs, lanePx }: MapScale, station: MapStation): MapPoint => ({
  x: leftX + station.fromMs * pxPerMs,
  y: topY + (station.parent?.lane ?? station.lane) * lanePx,
});

/** Whether any part of its line is in the area. */
export function touches({ fromMs, toMs, lane, parent }: MapStation, area: MapArea): boolean {
  const parentLane = parent?.lane ?? lane;
  return (
    toMs >= area.fromMs &&
    fromMs <= area.toMs &&
    Math.max(lane, parentLane) >= area.fromLane &&
    Math.min(lane, parentLane) <= area.toLane
  );
}

/** How many answers there are that the map does not know. */
export const unknownAnswers = ({ take, children }: MapStation): number =>
  Math.max(0, take.childCount - children.length);

/** The size of a station (px, radius): smaller with the map, and where stations are close together. */
export function stationRadius({ scale, path, onPath, onCanon }: MapScene, station: MapStation): number {
  const full = station === path.at(-1) ? 12 : onPath.has(station) ? 9 : onCanon.has(station) ? 8 : 7;
  const room = Math.max(2.5, (station.toMs - station.fromMs) * scale.pxPerMs * 0.4);
  return Math.min(full, full * (scale.lanePx / 40), station === path.at(-1) ? full : room);
}
