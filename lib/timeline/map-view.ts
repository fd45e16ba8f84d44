import type { MapArea } from './tree-map';

/** What of the map is looked at: the point in the middle of the window, and how near. At zoom 1 most names have room. */
export type MapView = { ms: number; lane: number; zoom: number };

/** The window (CSS px), and how long a line of the map typically is. */
export type MapWindow = { width: number; height: number; unitMs: number };

/** A point of the map is drawn at `x = leftX + ms * pxPerMs`, `y = topY + lane * lanePx` (CSS px). */
export type MapScale = { pxPerMs: number; lanePx: number; leftX: number; topY: number };

/** At zoom 1, a typical line and the distance of two lanes (CSS px). Nearer than that only time grows. */
const UNIT_PX = 92;
export const LANE_PX = 56;
/** From further away lanes shrink faster than time: a tree has many more of them than takes in a row. */
const LANES_SHRINK = 1.5;
const MOST_ZOOM = 16;
/** All of a small tree comes so near, no further. */
const MOST_WHOLE_ZOOM = 2;
/** Beyond the outermost stations there is room for their names and for the next voice. */
const EDGE_X_PX = 96;
const EDGE_Y_PX = 56;
/** A strip has less of it (of its height). */
const EDGE_Y_PART = 0.2;

export function scaleOf(view: MapView, window: MapWindow): MapScale {
  const pxPerMs = (view.zoom * UNIT_PX) / window.unitMs;
  const lanePx = LANE_PX * Math.min(1, view.zoom) ** LANES_SHRINK;
  return {
    pxPerMs,
    lanePx,
    leftX: window.width / 2 - view.ms * pxPerMs,
    topY: window.height / 2 - view.lane * lanePx,
  };
}

/** What is to be seen, and `aroundPx` more on every side. */
export function areaOf(view: MapView, window: MapWindow, aroundPx: number): MapArea {
  const { pxPerMs, lanePx } = scaleOf(view, window);
  const halfMs = (window.width / 2 + aroundPx) / pxPerMs;
  const halfLanes = (window.height / 2 + aroundPx) / lanePx;
  return {
    fromMs: view.ms - halfMs,
    toMs: view.ms + halfMs,
    fromLane: view.lane - halfLanes,
    toLane: view.lane + halfLanes,
  };
}

/** The zoom at which all of it is seen. */
export function wholeZoom(bounds: MapArea, window: MapWindow): number {
  const across = Math.max(1, window.width - 2 * EDGE_X_PX) / ((Math.max(1, bounds.toMs) * UNIT_PX) / window.unitMs);
  const edgeY = Math.min(EDGE_Y_PX, window.height * EDGE_Y_PART);
  const down = Math.max(1, window.height - 2 * edgeY) / Math.max(1, (bounds.toLane - bounds.fromLane) * LANE_PX);
  const byLanes = down < 1 ? down ** (1 / LANES_SHRINK) : MOST_WHOLE_ZOOM;
  return Math.max(1e-6, Math.min(MOST_WHOLE_ZOOM, across, byLanes));
}

export const wholeView = (bounds: MapArea, window: MapWindow): MapView => ({
  ms: (bounds.fromMs + bounds.toMs) / 2,
  lane: (bounds.fromLane + bounds.toLane) / 2,
  zoom: wholeZoom(bounds, window),
});

/** Where all of it can be seen from no further than this, one sees all of it at first. */
const LEAST_FIRST_ZOOM = 0.75;
/** Else so much of the window lies left of the chosen take. */
const CHOSEN_AT = 0.6;

/** What one sees first: all of a small map, the chosen take of a larger one. */
export function firstView(bounds: MapArea, window: MapWindow, chosen: { toMs: number; lane: number } | null): MapView {
  if (!chosen || wholeZoom(bounds, window) >= LEAST_FIRST_ZOOM) return wholeView(bounds, window);
  const { pxPerMs } = scaleOf({ ms: 0, lane: 0, zoom: 1 }, window);
  return { ms: chosen.toMs - ((CHOSEN_AT - 0.5) * window.width) / pxPerMs, lane: chosen.lane, zoom: 1 };
}

const clamp = (value: number, from: number, to: number) => Math.min(to, Math.max(from, value));

/** A little further away than it must be to see all of it, and near enough for the shortest tails. */
const zoomWithin = (zoom: number, bounds: MapArea, window: MapWindow) =>
  clamp(zoom, Math.min(1, wholeZoom(bounds, window)) * 0.7, MOST_ZOOM);

/** The map never gets lost: its middle stays on what is drawn, and its zoom within what makes sense. */
export function within(view: MapView, bounds: MapArea, window: MapWindow): MapView {
  return {
    ms: clamp(view.ms, bounds.fromMs, bounds.toMs),
    lane: clamp(view.lane, bounds.fromLane, bounds.toLane),
    zoom: zoomWithin(view.zoom, bounds, window),
  };
}

/** The drawing follows the finger by so many px. */
export function moved(view: MapView, window: MapWindow, dx: number, dy: number): MapView {
  const { pxPerMs, lanePx } = scaleOf(view, window);
  return { ...view, ms: view.ms - dx / pxPerMs, lane: view.lane - dy / lanePx };
}

/** `factor` times as near, as far as that makes sense; what lies at (x, y) stays there. */
export function zoomed(
  view: MapView,
  bounds: MapArea,
  window: MapWindow,
  factor: number,
  { x, y }: { x: number; y: number },
): MapView {
  const before = scaleOf(view, window);
  const zoom = zoomWithin(view.zoom * factor, bounds, window);
  const after = scaleOf({ ...view, zoom }, window);
  const dx = x - window.width / 2;
  const dy = y - window.height / 2;
  return {
    ms: view.ms + dx / before.pxPerMs - dx / after.pxPerMs,
    lane: view.lane + dy / before.lanePx - dy / after.lanePx,
    zoom,
  };
}

/** Moves no further than it must for (ms, lane) to be seen, `marginX` and `marginY` px from the edges at least. */
export function revealed(
  view: MapView,
  window: MapWindow,
  { ms, lane }: { ms: number; lane: number },
  marginX: number,
  marginY: number,
): MapView {
  const { pxPerMs, lanePx } = scaleOf(view, window);
  const roomMs = Math.max(0, window.width / 2 - marginX) / pxPerMs;
  const roomLanes = Math.max(0, window.height / 2 - marginY) / lanePx;
  return {
    ms: Math.min(ms + roomMs, Math.max(ms - roomMs, view.ms)),
    lane: Math.min(lane + roomLanes, Math.max(lane - roomLanes, view.lane)),
    zoom: view.zoom,
  };
}

/** On the way from one view to another: `part` 0 to 1. Nearness changes evenly, as it is felt. */
export function between(from: MapView, to: MapView, part: number): MapView {
  const at = (a: number, b: number) => a + (b - a) * part;
  return { ms: at(from.ms, to.ms), lane: at(from.lane, to.lane), zoom: from.zoom * (to.zoom / from.zoom) ** part };
}
