import { createMapStage, type MapStage } from '@/components/map/map-stage';
import type { MapTake } from '@/lib/domain/schemas';
import { createTreeMap } from '@/lib/timeline/tree-map';

/** What the page of the map's bench runs: a stage on a made-up tree, led by a script. Its one global is `bench`. */

const VOICES = 400;

/** Numbers from 0 to 1 that are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** A random tree: each take answers one of those before it, rather a young one. */
function grow(count: number): MapTake[] {
  const roll = dice(7);
  const takes: MapTake[] = [];
  for (let i = 0; i < count; i += 1) {
    const parent = takes[Math.floor((1 - roll() ** 2) * i)];
    const endsAt = parent ? parent.startMs + parent.durationMs : 0;
    const startMs = parent ? parent.startMs + Math.floor(roll() * parent.durationMs) : 0;
    const voice = Math.floor(roll() * VOICES);
    takes.push({
      id: String(1_000_000 + i),
      parentId: parent?.id ?? null,
      startMs,
      durationMs: endsAt + 500 + Math.floor(roll() * 40_000) - startMs,
      author: { id: `voice-${voice}`, name: `Voice ${voice}` },
      likeCount: Math.floor(roll() * 5),
      childCount: 0,
      bestChildId: null,
    });
    if (!parent) continue;
    parent.childCount += 1;
    parent.bestChildId ??= String(1_000_000 + i);
  }
  return takes;
}

export type Frames = { p50: number; p95: number; worst: number; late: number; frames: number };

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Moves the map before each frame for so long, and tells how far apart the frames were (ms). */
function film(forMs: number, move: (ms: number) => void): Promise<Frames> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    let last = 0;
    let began = 0;
    requestAnimationFrame(function next(now) {
      if (last > 0) gaps.push(now - last);
      else began = now;
      last = now;
      if (now - began < forMs) {
        move(now - began);
        requestAnimationFrame(next);
        return;
      }
      gaps.sort((a, b) => a - b);
      const late = gaps.filter((gap) => gap > 25).length;
      const [p50, p95, worst] = [0.5, 0.95, 1].map((part) => percentile(gaps, part));
      resolve({ p50: p50 ?? 0, p95: p95 ?? 0, worst: worst ?? 0, late, frames: gaps.length });
    });
  });
}

const element = <T extends Element>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};

let stage: MapStage;
let positionMs = 0;
let play: () => void;

/** Lays out and draws `count` takes; how long the layout took (ms). */
function open(count: number): number {
  const takes = grow(count);
  const map = createTreeMap<MapTake>();
  const began = performance.now();
  map.learn(takes);
  const layoutMs = performance.now() - began;
  stage = createMapStage({
    canvas: element<HTMLCanvasElement>('#map'),
    overlay: element<HTMLCanvasElement>('#overlay'),
    map,
    onTap: () => undefined,
    onNeed: () => undefined,
  });
  const path = map.canon.map((station) => station.take.id);
  const show = (soundingId: string | null) =>
    stage.show({ path, soundingId, positionMs: () => positionMs, recording: new Map(), focusedId: null });
  show(null);
  play = () => show(path[0] ?? null);
  return layoutMs;
}

function wheel(init: WheelEventInit): void {
  const overlay = element<HTMLCanvasElement>('#overlay');
  const { width, height } = overlay.getBoundingClientRect();
  overlay.dispatchEvent(
    new WheelEvent('wheel', { clientX: width / 2, clientY: height / 2, cancelable: true, ...init }),
  );
}

const pan = (ms: number) => wheel({ shiftKey: true, deltaX: Math.sin(ms / 500) * 40, deltaY: Math.cos(ms / 700) * 25 });
const settled = () => new Promise((resolve) => setTimeout(resolve, 400));

/** In this order. */
const MOVES = {
  'pan, names': (ms: number) => film(ms, pan),
  'zoom from names to all and back': (ms: number) =>
    film(ms, (at) => wheel({ deltaY: Math.sin((at / ms) * 2 * Math.PI) * 60 })),
  async 'pan, all'(ms: number) {
    stage.showAll();
    await settled();
    return film(ms, pan);
  },
  'zoom around all': (ms: number) => film(ms, (at) => wheel({ deltaY: Math.cos(at / 200) * 25 })),
  async 'pan, lanes'(ms: number) {
    stage.showAll();
    await settled();
    stage.zoom(8);
    await settled();
    return film(ms, pan);
  },
  'the playhead moves'(ms: number) {
    play();
    return film(ms, (at) => {
      positionMs = at * 8;
    });
  },
};

const api = { open, moves: Object.keys(MOVES), move: (name: keyof typeof MOVES, ms: number) => MOVES[name](ms) };
export type MapBench = typeof api;
Object.assign(globalThis, { bench: api });
