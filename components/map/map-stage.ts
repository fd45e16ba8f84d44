import type { MapTake } from '@/lib/domain/schemas';
import { createScope } from '@/lib/scope';
import { pathTo } from '@/lib/timeline/map-family';
import type { MapPoint } from '@/lib/timeline/map-line';
import {
  firstView,
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
import { coloursOf } from './map-colours';
import { createDemand } from './map-demand';
import { listenForGestures } from './map-gestures';
import { stationAt } from './map-hit';
import { type MapScene, type MapStation, placed, stationPoint } from './map-scene';
import { paintLines } from './paint-lines';
import { paintNow, playheadPoint } from './paint-now';
import { forgetWidths, paintStations } from './paint-stations';

/** What is to be drawn, apart from the map itself. */
export type MapShown = {
  path: readonly string[];
  soundingId: string | null;
  positionMs(): number;
  recording: ReadonlyMap<string, readonly string[]>;
  /** The take that the keyboard is on, while the map has the focus. */
  focusedId: string | null;
};

export type MapStage = {
  /** Draws what is known by now. */
  show(shown: MapShown): void;
  /** Brings a take into view. */
  reveal(takeId: string): void;
  zoom(factor: number): void;
  showAll(): void;
  /** For the answers of a take that are not known. */
  ask(takeId: string): void;
  /** Where a take's station is drawn (CSS px); null when it is not known. */
  pointOf(takeId: string): MapPoint | null;
  close(): void;
};

type Ports = {
  /** The canvas of the map, and the one over it that has what moves and takes the gestures. */
  canvas: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
  map: TreeMap<MapTake>;
  onTap(takeId: string): void;
  onNeed(takeId: string): void;
};

const GROWS_MS = 200;
const PULSE_MS = 1_600;
/** Where lanes are closer than this, a tap comes nearer instead. */
const TAPPABLE_LANE_PX = 12;
/** The view has come to rest when nothing was drawn for so long. */
const REST_MS = 250;
/** A resting player that is moved is looked after so often (ms). */
const LOOK_MS = 250;

/** Draws the map on its canvases and lets one travel in it. What is drawn is drawn again only when it changes. */
export function createMapStage({ canvas, overlay, map, onTap, onNeed }: Ports): MapStage {
  const scope = createScope();
  const pens = [canvas, overlay].map((each) => each.getContext('2d'));
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  let colours = coloursOf(canvas);
  let size = { width: 0, height: 0 };
  let shown: MapShown = { path: [], soundingId: null, positionMs: () => 0, recording: new Map(), focusedId: null };
  let path: MapStation[] = [];
  let onPath = new Set<MapStation>();
  let onCanon = new Set<MapStation>();
  let hovered: MapStation | null = null;
  let isStale = true;
  let frame = 0;
  let paintedMs = Number.NaN;
  /** Until somebody moves the map it keeps to what it shows first, and after the playhead. */
  let isUntouched = true;
  let follows = true;
  const drawn = new Set<MapStation>();
  const growing = new Map<MapStation, number>();
  const demand = createDemand(map, onNeed);

  const win = (): MapWindow => ({ ...size, unitMs: map.unitMs });
  const camera = createCamera(
    { ms: 0, lane: 0, zoom: 1 },
    () => ({ bounds: map.bounds, window: win() }),
    () => calm.matches,
  );

  function sceneNow(now: number): MapScene {
    const grown = new Map<MapStation, number>();
    for (const [station, since] of growing) {
      const part = Math.max(0, (now - since) / GROWS_MS);
      if (part >= 1) growing.delete(station);
      else grown.set(station, 1 - (1 - part) ** 2);
    }
    return { map, colours, ...placed(camera.view, win()), path, onPath, onCanon, grown };
  }

  function wake(): void {
    if (frame === 0 && !scope.closed) frame = requestAnimationFrame(draw);
  }

  function stale(): void {
    isStale = true;
    wake();
  }

  function draw(now: number): void {
    frame = 0;
    const [pen, pen2] = pens;
    if (!pen || !pen2 || size.width === 0) return;
    const wasGrowing = growing.size > 0;
    const isTravelling = camera.step(now);
    const scene = sceneNow(now);
    if (isStale || isTravelling || wasGrowing) {
      pen.clearRect(0, 0, size.width, size.height);
      paintLines(pen, scene);
      paintStations(pen, scene);
      isStale = false;
      rest();
    }
    pen2.clearRect(0, 0, size.width, size.height);
    paintedMs = shown.positionMs();
    const focused = shown.focusedId === null ? null : (map.get(shown.focusedId) ?? null);
    const pulse = calm.matches ? null : (now % PULSE_MS) / PULSE_MS;
    const { soundingId, recording } = shown;
    const isPulsing = paintNow(pen2, scene, { soundingId, positionMs: paintedMs, recording, focused, hovered, pulse });
    if (soundingId !== null && follows && !isTravelling) follow(scene, now);
    if (isTravelling) isStale = true;
    if (isTravelling || growing.size > 0 || soundingId !== null || isPulsing) wake();
  }

  /** The playhead never runs out of the window: before it does, the map moves on ahead of it. */
  function follow(scene: MapScene, now: number): void {
    const point = playheadPoint(scene, paintedMs);
    if (!point) return;
    const { width, height } = size;
    const isSeen = point.x > 0.04 * width && point.x < 0.86 * width && point.y > 24 && point.y < height - 24;
    if (isSeen) return;
    const { pxPerMs, lanePx, topY } = scene.scale;
    const lane = (point.y - topY) / lanePx;
    camera.travel({ ...camera.view, ms: paintedMs + (0.2 * width) / pxPerMs, lane }, now);
    stale();
  }

  let restTimer: ReturnType<typeof setTimeout> | undefined;
  function rest(): void {
    clearTimeout(restTimer);
    restTimer = setTimeout(() => demand.askAround(camera.view, win()), REST_MS);
  }

  const atFirst = (): MapView => firstView(map.bounds, win(), path.at(-1) ?? map.seed);

  const nearer = (factor: number, at: MapPoint = { x: size.width / 2, y: size.height / 2 }): MapView =>
    zoomed(camera.view, map.bounds, win(), factor, at);

  /** Not at the very edge, if there is room. */
  const seen = ({ toMs, lane }: MapStation): MapView => {
    const marginX = Math.min(120, size.width / 4);
    return revealed(camera.view, win(), { ms: toMs, lane }, marginX, Math.min(64, size.height / 3));
  };

  function travel(view: MapView): void {
    camera.travel(view, performance.now());
    stale();
  }

  function touched(): void {
    isUntouched = false;
    follows = false;
  }

  listenForGestures(scope, overlay, {
    onMove(dx, dy) {
      touched();
      camera.set(moved(camera.view, win(), dx, dy));
      stale();
    },
    onRelease(vx, vy) {
      camera.push(vx, vy, performance.now());
      stale();
    },
    onZoom(factor, x, y) {
      touched();
      camera.set(nearer(factor, { x, y }));
      stale();
    },
    onTap(x, y) {
      const scale = scaleOf(camera.view, win());
      if (scale.lanePx < TAPPABLE_LANE_PX) {
        touched();
        travel(nearer(1 / camera.view.zoom, { x, y }));
        return true;
      }
      const station = stationAt(map, scale, { x, y });
      if (station) onTap(station.take.id);
      return station !== null;
    },
    onDoubleTap(x, y) {
      touched();
      travel(nearer(2, { x, y }));
    },
    onHover(at) {
      const found = at && stationAt(map, scaleOf(camera.view, win()), at);
      if (found === hovered) return;
      hovered = found;
      overlay.style.cursor = found ? 'pointer' : '';
      wake();
    },
  });

  function resize(): void {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    size = { width, height };
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    for (const [i, each] of [canvas, overlay].entries()) {
      each.width = Math.round(width * ratio);
      each.height = Math.round(height * ratio);
      pens[i]?.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    camera.set(isUntouched ? atFirst() : camera.view);
    isStale = true;
    // In the same frame: a canvas that changes its size is blank.
    cancelAnimationFrame(frame);
    draw(performance.now());
  }
  const observer = scope.add(new ResizeObserver(resize), (each) => each.disconnect());
  observer.observe(canvas);
  scope.listen(window.matchMedia('(prefers-color-scheme: light)'), 'change', () => {
    colours = coloursOf(canvas);
    stale();
  });
  scope.listen(document.fonts, 'loadingdone', () => {
    forgetWidths();
    stale();
  });
  scope.every(LOOK_MS, () => shown.positionMs() !== paintedMs && wake());
  scope.add(null, () => {
    cancelAnimationFrame(frame);
    clearTimeout(restTimer);
  });

  return {
    show(next) {
      const isFirst = drawn.size === 0;
      const endWas = path.at(-1);
      if (next.soundingId !== null && shown.soundingId === null) follows = true;
      shown = next;
      path = pathTo(map, next.path.at(-1) ?? '');
      onPath = new Set(path);
      onCanon = new Set(map.canon);
      if (drawn.size < map.size) {
        const now = performance.now();
        for (const station of map.all()) {
          if (drawn.has(station)) continue;
          drawn.add(station);
          if (!isFirst && !calm.matches) growing.set(station, now);
        }
      }
      const end = path.at(-1);
      if (end !== endWas) {
        follows = true;
        if (isUntouched) camera.set(atFirst());
        else if (end) travel(seen(end));
      }
      stale();
    },
    reveal(takeId) {
      const station = map.get(takeId);
      if (!station) return;
      touched();
      travel(seen(station));
    },
    zoom(factor) {
      touched();
      travel(nearer(factor));
    },
    showAll() {
      touched();
      travel(wholeView(map.bounds, win()));
    },
    ask: demand.ask,
    pointOf(takeId) {
      const station = map.get(takeId);
      return station ? stationPoint(scaleOf(camera.view, win()), station) : null;
    },
    close: () => scope.close(),
  };
}
