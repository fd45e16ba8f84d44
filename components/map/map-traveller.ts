import type { MapTake } from '@/lib/domain/schemas';
import type { MapPoint } from '@/lib/timeline/map-line';
import {
  firstView,
  type MapScale,
  type MapView,
  type MapWindow,
  moved,
  revealed,
  scaleOf,
  wholeView,
  zoomed,
} from '@/lib/timeline/map-view';
import type { TreeMap } from '@/lib/timeline/tree-map';
import { createCamera } from './map-camera';

/** A place of the map: an instant of the timeline, and a lane or what lies between two. */
export type MapPlace = { toMs: number; lane: number };

/** Where one looks, and everything that changes it: hands, keys, and the playhead that runs on. */
export type Traveller = {
  readonly view: MapView;
  window(): MapWindow;
  scale(): MapScale;
  /** The window has another size (CSS px). Until somebody moves the map it shows all of it, or `home`. */
  resize(size: { width: number; height: number }, home: MapPlace | null): void;
  /** True while it is on its way. */
  step(now: number): boolean;
  /** What hands do, at once. */
  drag(dx: number, dy: number): void;
  push(vx: number, vy: number): void;
  zoomAt(factor: number, at: MapPoint): void;
  /** So many times nearer, or to where names are read. */
  travelNearer(factor: number | 'names', at?: MapPoint): void;
  travelToAll(): void;
  /** Moves no further than it must for the place to be seen. `byHand`: somebody wants to see it, wherever the playhead is. */
  reveal(place: MapPlace, byHand: boolean): void;
  /** From now on the view goes with the playhead; with a take, once that is the one that sounds. */
  followAgain(takeId?: string): void;
  /** The take that somebody has wished for, until it sounds. */
  readonly awaited: string | null;
  /** The playhead never runs out of the window: before it does, the view moves on ahead of it. */
  follow(playhead: MapPlace, soundingId: string | null): void;
};

export function createTraveller(map: TreeMap<MapTake>, isStill: () => boolean): Traveller {
  let size = { width: 0, height: 0 };
  let isUntouched = true;
  let follows = true;
  let awaited: string | null = null;

  const win = (): MapWindow => ({ ...size, unitMs: map.unitMs });
  const camera = createCamera({ ms: 0, lane: 0, zoom: 1 }, () => ({ bounds: map.bounds, window: win() }), isStill);
  const travel = (view: MapView) => camera.travel(view, performance.now());
  const nearer = (factor: number, at: MapPoint) => zoomed(camera.view, map.bounds, win(), factor, at);

  function touched(): void {
    isUntouched = false;
    follows = false;
    awaited = null;
  }

  return {
    get view() {
      return camera.view;
    },
    window: win,
    scale: () => scaleOf(camera.view, win()),
    resize(next, home) {
      size = next;
      camera.set(isUntouched ? firstView(map.bounds, win(), home) : camera.view);
    },
    step: camera.step,
    drag(dx, dy) {
      touched();
      camera.set(moved(camera.view, win(), dx, dy));
    },
    push: (vx, vy) => camera.push(vx, vy, performance.now()),
    zoomAt(factor, at) {
      touched();
      camera.set(nearer(factor, at));
    },
    travelNearer(factor, at = { x: size.width / 2, y: size.height / 2 }) {
      touched();
      travel(nearer(factor === 'names' ? 1 / camera.view.zoom : factor, at));
    },
    travelToAll() {
      touched();
      travel(wholeView(map.bounds, win()));
    },
    reveal({ toMs, lane }, byHand) {
      if (byHand) touched();
      // Not at the very edge, if there is room.
      const margin = { x: Math.min(120, size.width / 4), y: Math.min(64, size.height / 3) };
      travel(revealed(camera.view, win(), { ms: toMs, lane }, margin.x, margin.y));
    },
    followAgain(takeId) {
      awaited = takeId ?? null;
      follows = true;
    },
    get awaited() {
      return awaited;
    },
    follow({ toMs, lane }, soundingId) {
      if (awaited === soundingId) awaited = null;
      if (!follows || awaited !== null) return;
      const { width, height } = size;
      const { pxPerMs, lanePx, leftX, topY } = scaleOf(camera.view, win());
      const [x, y] = [leftX + toMs * pxPerMs, topY + lane * lanePx];
      const edgeY = Math.min(24, height / 4);
      if (x > 0.04 * width && x < 0.86 * width && y > edgeY && y < height - edgeY) return;
      travel({ ...camera.view, ms: toMs + (0.2 * width) / pxPerMs, lane });
    },
  };
}
