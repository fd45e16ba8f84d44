import type { MapTake } from '@/lib/domain/schemas';
import { createScope } from '@/lib/scope';
import type { Explored } from '@/lib/story/explorer';
import { pathTo } from '@/lib/timeline/map-family';
import type { MapPoint } from '@/lib/timeline/map-line';
import type { TreeMap } from '@/lib/timeline/tree-map';
import { coloursOf } from './map-colours';
import { createDemand } from './map-demand';
import { listenForGestures } from './map-gestures';
import { stationAt } from './map-hit';
import { type MapScene, type MapStation, placed, stationPoint } from './map-scene';
import { createTraveller, type MapPlace } from './map-traveller';
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
  /** Somebody wants to hear this take: from when it sounds on, the view goes with the playhead. */
  followTo(takeId: string): void;
  /** That take could not be reached: the view goes with what sounds, if it still waits for it. */
  giveUp(takeId: string): void;
  zoom(factor: number): void;
  showAll(): void;
  /** For answers of a take that are not known. */
  ask(takeId: string): Promise<Explored>;
  /** Where a take's station is drawn (CSS px); null when it is not known. */
  pointOf(takeId: string): MapPoint | null;
  close(): void;
};

type Ports = {
  /** The canvas of the map, and the one over it that has what moves and takes the gestures. */
  canvas: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
  map: TreeMap<MapTake>;
  /** Null: beside every take. */
  onTap(takeId: string | null): void;
  onNeed(takeId: string): Promise<Explored>;
  /** Everything is drawn anew, and may lie elsewhere. */
  onPaint(): void;
};

const GROWS_MS = 200;
const PULSE_MS = 1_600;
/** Where lanes are closer than this, a tap comes nearer instead. */
const TAPPABLE_LANE_PX = 12;
/** The view has come to rest when nothing was drawn for so long. */
const REST_MS = 250;
/** What could not be loaded is tried again after so long, if nobody moves on before. */
const AGAIN_MS = 8_000;
/** A resting player that is moved is looked after so often (ms). */
const LOOK_MS = 250;

/** Draws the map on its canvases and lets one travel in it. What is drawn is drawn again only when it changes. */
export function createMapStage({ canvas, overlay, map, onTap, onNeed, onPaint }: Ports): MapStage {
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
  let revision = -1;
  const drawn = new Set<MapStation>();
  const growing = new Map<MapStation, number>();
  const demand = createDemand(map, onNeed);
  const traveller = createTraveller(map, () => calm.matches);

  function sceneNow(now: number): MapScene {
    const grown = new Map<MapStation, number>();
    for (const [station, since] of growing) {
      const part = Math.max(0, (now - since) / GROWS_MS);
      if (part >= 1) growing.delete(station);
      else grown.set(station, 1 - (1 - part) ** 2);
    }
    return { map, colours, ...placed(traveller.view, traveller.window()), path, onPath, onCanon, grown };
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
    const isTravelling = traveller.step(now);
    const scene = sceneNow(now);
    if (isStale || isTravelling || wasGrowing) {
      pen.clearRect(0, 0, size.width, size.height);
      paintLines(pen, scene);
      paintStations(pen, scene);
      isStale = false;
      rest(REST_MS);
      onPaint();
    }
    pen2.clearRect(0, 0, size.width, size.height);
    paintedMs = shown.positionMs();
    const focused = shown.focusedId === null ? null : (map.get(shown.focusedId) ?? null);
    const pulse = calm.matches ? null : (now % PULSE_MS) / PULSE_MS;
    const { soundingId, recording } = shown;
    const isPulsing = paintNow(pen2, scene, { soundingId, positionMs: paintedMs, recording, focused, hovered, pulse });
    const playhead = playheadPlace(scene);
    if (soundingId !== null && playhead && !isTravelling) {
      const before = traveller.view;
      traveller.follow(playhead, soundingId);
      if (traveller.step(now) || traveller.view !== before) isStale = true;
    }
    if (isTravelling) isStale = true;
    if (isStale || growing.size > 0 || soundingId !== null || isPulsing) wake();
  }

  function playheadPlace(scene: MapScene): MapPlace | null {
    const point = playheadPoint(scene, shown.positionMs());
    if (!point) return null;
    return { toMs: shown.positionMs(), lane: (point.y - scene.scale.topY) / scene.scale.lanePx };
  }

  /** Where somebody is who listens; before that, at the take that one would answer. */
  const home = (): MapPlace | null =>
    (shown.positionMs() > 0 ? playheadPlace(sceneNow(0)) : null) ?? path.at(-1) ?? map.seed;

  let restTimer: ReturnType<typeof setTimeout> | undefined;
  function rest(ms: number): void {
    clearTimeout(restTimer);
    if (!scope.closed) restTimer = setTimeout(lookAround, ms);
  }
  async function lookAround(): Promise<void> {
    const answer = demand.askAround(traveller.view, traveller.window());
    if (answer) rest((await answer) ? REST_MS : AGAIN_MS);
  }

  listenForGestures(scope, overlay, {
    onMove(dx, dy) {
      traveller.drag(dx, dy);
      stale();
    },
    onRelease(vx, vy) {
      traveller.push(vx, vy);
      stale();
    },
    onZoom(factor, x, y) {
      traveller.zoomAt(factor, { x, y });
      stale();
    },
    onTap(x, y) {
      const scale = traveller.scale();
      if (scale.lanePx < TAPPABLE_LANE_PX) {
        traveller.travelNearer('names', { x, y });
        stale();
        return true;
      }
      const station = stationAt(map, scale, { x, y });
      onTap(station?.take.id ?? null);
      return station !== null;
    },
    onDoubleTap(x, y) {
      traveller.travelNearer(2, { x, y });
      stale();
    },
    onHover(at) {
      const found = at && stationAt(map, traveller.scale(), at);
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
    traveller.resize(size, home());
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

  function learnNew(): void {
    const isFirst = drawn.size === 0;
    const now = performance.now();
    for (const station of map.all()) {
      if (drawn.has(station)) continue;
      drawn.add(station);
      if (!isFirst && !calm.matches) growing.set(station, now);
    }
  }

  return {
    show(next) {
      const endWas = path.at(-1);
      const isNews = map.revision !== revision;
      if (next.soundingId !== null && shown.soundingId === null) traveller.followAgain();
      const isPath = next.path !== shown.path || isNews;
      shown = next;
      if (isPath) {
        path = pathTo(map, next.path.at(-1) ?? '');
        onPath = new Set(path);
      }
      if (isNews) onCanon = new Set(map.canon);
      if (drawn.size < map.size) learnNew();
      revision = map.revision;
      const end = path.at(-1);
      if (end !== endWas && !next.path.includes(traveller.awaited ?? '')) {
        traveller.followAgain();
        const place = home();
        // Whoever listens is at the playhead, however far the path's end lies from there.
        if (endWas && place && next.soundingId === null) traveller.reveal(place, false);
        else if (!endWas && size.width > 0) traveller.resize(size, place);
      }
      if (isPath) stale();
      else wake();
    },
    reveal(takeId) {
      const station = map.get(takeId);
      if (!station) return;
      traveller.reveal(station, true);
      stale();
    },
    followTo: traveller.followAgain,
    giveUp(takeId) {
      if (traveller.awaited === takeId) traveller.followAgain();
    },
    zoom(factor) {
      traveller.travelNearer(factor);
      stale();
    },
    showAll() {
      traveller.travelToAll();
      stale();
    },
    ask: demand.ask,
    pointOf(takeId) {
      const station = map.get(takeId);
      return station ? stationPoint(traveller.scale(), station) : null;
    },
    close: () => scope.close(),
  };
}
