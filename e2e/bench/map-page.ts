import { createMapStage, type MapStage } from '@/components/map/map-stage';
import type { MapTake } from '@/lib/domain/schemas';
import { createStoryStore, type StoryStore } from '@/lib/story/story-store';
import { toldStory } from '@/lib/story/told-story';
import { createTreeMap, type TreeMap } from '@/lib/timeline/tree-map';
import { answerTo, dice, TREES } from './map-trees';

/**
 * What the page of the map's bench runs: the store of a story and the map's stage on a made-up tree, led by a script, with nothing
 * else on it. Its one global is `bench`.
 */

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

let map: TreeMap<MapTake>;
let store: StoryStore;
let stage: MapStage;
let positionMs = 0;
let soundingId: string | null = null;

function show(): void {
  const path = map.canon.map((station) => station.take.id);
  stage.show({ path, soundingId, positionMs: () => positionMs, recording: new Map(), focusedId: null });
}

/** Lays out and draws a tree of so many takes. */
function open(tree: keyof typeof TREES, count: number): void {
  const takes = TREES[tree](count);
  const seed = takes.slice(0, 1).map((take) => ({ ...take, mixUrl: '', mixBytes: 0, peaks: [] }));
  const nobody = () => Promise.reject(new Error('nobody is asked'));
  store = createStoryStore(
    toldStory({ takes: seed, forks: [], answers: [], answersCursor: null, likedIds: [], timing: null }, takes),
    { path: nobody, answers: nobody, around: nobody, anew: nobody, like: nobody },
  );
  map = createTreeMap<MapTake>();
  const learn = () => map.learn([...store.getState().map.values()]);
  learn();
  stage = createMapStage({
    canvas: element<HTMLCanvasElement>('#map'),
    overlay: element<HTMLCanvasElement>('#overlay'),
    map,
    onTap: () => undefined,
    onNeed: async () => 'done',
    onPaint: () => undefined,
  });
  show();
  store.subscribe(() => {
    learn();
    show();
  });
}

const EVERY_MS = 500;
const roll = dice(11);

/** Twice a second something happens to the story: an answer, and a like that moves the canon. */
function withEvents(move: (ms: number) => void): (ms: number) => void {
  let happened = 0;
  return (ms) => {
    if (ms >= happened * EVERY_MS) {
      happened += 1;
      const known = [...store.getState().map.values()];
      const take = known[Math.floor(roll() * known.length)];
      if (!take) throw new Error('no take');
      const answer = answerTo(take, known.length, roll);
      const canon = [{ parentId: take.id, bestChildId: answer.id }];
      if (happened % 2) store.happened({ type: 'take', take: { ...answer, peaks: [] } });
      else store.happened({ type: 'like', takeId: take.id, likeCount: 9, canon });
    }
    move(ms);
  };
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

async function fromAfar(): Promise<void> {
  stage.showAll();
  await settled();
}

/** In this order. */
const MOVES = {
  'pan, names': (ms: number) => film(ms, pan),
  'pan, names, 2 events a second': (ms: number) => film(ms, withEvents(pan)),
  'zoom from names to all and back': (ms: number) =>
    film(ms, (at) => wheel({ deltaY: Math.sin((at / ms) * 2 * Math.PI) * 60 })),
  async 'pan, all'(ms: number) {
    await fromAfar();
    return film(ms, pan);
  },
  'pan, all, 2 events a second': (ms: number) => film(ms, withEvents(pan)),
  'zoom around all': (ms: number) => film(ms, (at) => wheel({ deltaY: Math.cos(at / 200) * 25 })),
  async 'pan, lanes'(ms: number) {
    await fromAfar();
    stage.zoom(8);
    await settled();
    return film(ms, pan);
  },
  'the playhead moves, 2 events a second'(ms: number) {
    soundingId = map.seed?.take.id ?? null;
    show();
    return film(
      ms,
      withEvents((at) => {
        positionMs = at * 8;
      }),
    );
  },
};

const api = { open, moves: Object.keys(MOVES), move: (name: keyof typeof MOVES, ms: number) => MOVES[name](ms) };
export type MapBench = typeof api;
Object.assign(globalThis, { bench: api });
