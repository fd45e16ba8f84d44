import { between, type MapView, type MapWindow, moved, within } from '@/lib/timeline/map-view';
import type { MapArea } from '@/lib/timeline/tree-map';

/** Where the map is looked at from: at rest, on its way to somewhere, or gliding out of a push. */
export type Camera = {
  readonly view: MapView;
  /** At once. */
  set(view: MapView): void;
  /** Within `TRAVEL_MS`. */
  travel(view: MapView, now: number): void;
  /** Goes on at this speed (px per ms), slower and slower. */
  push(vx: number, vy: number, now: number): void;
  /** The view at this instant; true while it is on its way. */
  step(now: number): boolean;
};

const TRAVEL_MS = 220;
/** The speed halves in so many ms; below the least it stops (px per ms). */
const HALVES_MS = 90;
const LEAST_SPEED = 0.02;

export function createCamera(
  first: MapView,
  surroundings: () => { bounds: MapArea; window: MapWindow },
  isStill: () => boolean,
): Camera {
  let view = first;
  let way: { from: MapView; to: MapView; since: number } | null = null;
  let glide: { vx: number; vy: number; at: number } | null = null;

  const kept = (wanted: MapView) => {
    const { bounds, window } = surroundings();
    return within(wanted, bounds, window);
  };
  return {
    get view() {
      return view;
    },
    set(wanted) {
      way = null;
      glide = null;
      view = kept(wanted);
    },
    travel(wanted, now) {
      glide = null;
      way = isStill() ? null : { from: view, to: kept(wanted), since: now };
      if (!way) view = kept(wanted);
    },
    push(vx, vy, now) {
      way = null;
      glide = Math.hypot(vx, vy) > LEAST_SPEED && !isStill() ? { vx, vy, at: now } : null;
    },
    step(now) {
      if (way) {
        const part = Math.min(1, Math.max(0, (now - way.since) / TRAVEL_MS));
        view = between(way.from, way.to, 1 - (1 - part) ** 3);
        if (part === 1) way = null;
      }
      if (glide) {
        const ms = Math.max(0, now - glide.at);
        view = kept(moved(view, surroundings().window, glide.vx * ms, glide.vy * ms));
        const slower = 0.5 ** (ms / HALVES_MS);
        glide = { vx: glide.vx * slower, vy: glide.vy * slower, at: now };
        if (Math.hypot(glide.vx, glide.vy) < LEAST_SPEED) glide = null;
      }
      return way !== null || glide !== null;
    },
  };
}
