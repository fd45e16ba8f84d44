import type { MapTake } from '@/lib/domain/schemas';
import type { MapPoint } from '@/lib/timeline/map-line';
import type { MapScale } from '@/lib/timeline/map-view';
import type { TreeMap } from '@/lib/timeline/tree-map';
import { type MapStation, stationPoint } from './map-scene';

/** A finger hits a station from so far (px). */
const TAP_PX = 26;
/** A line is its take, too, but a station that is about as near comes first (px). */
const LINE_PENALTY_PX = 12;

/** The take that is meant by a point of the window. */
export function stationAt(map: TreeMap<MapTake>, scale: MapScale, { x, y }: MapPoint): MapStation | null {
  const ms = (x - scale.leftX) / scale.pxPerMs;
  const lane = (y - scale.topY) / scale.lanePx;
  const reachMs = TAP_PX / scale.pxPerMs;
  const reach = TAP_PX / scale.lanePx;
  const around = { fromMs: ms - reachMs, toMs: ms + reachMs, fromLane: lane - reach, toLane: lane + reach };
  let nearest: MapStation | null = null;
  let least = TAP_PX;
  map.linesIn(around, (station) => {
    const distance = distanceTo(station, scale, x, y);
    if (distance >= least) return;
    least = distance;
    nearest = station;
  });
  return nearest;
}

function distanceTo(station: MapStation, scale: MapScale, x: number, y: number): number {
  const point = stationPoint(scale, station);
  const fromX = scale.leftX + station.fromMs * scale.pxPerMs;
  const toStation = Math.hypot(x - point.x, y - point.y);
  const toLine = x >= fromX && x <= point.x ? Math.abs(y - point.y) + LINE_PENALTY_PX : Number.POSITIVE_INFINITY;
  return Math.min(toStation, toLine);
}
