/** What a pointer on the tape is about: looking for an instant, another branch, or another part of a long tape. */
export type Gesture = 'unclear' | 'scrub' | 'swipe' | 'pull';

type Point = { x: number; y: number };

export type TapeUnder = {
  isMouse: boolean;
  /** Longer than its window: a finger scrolls it by the browser's own means, a mouse pulls it. */
  scrolls: boolean;
  /** There are other branches. */
  canSwipe: boolean;
};

/** A pointer that has moved less than this is a tap (CSS px). */
const TAP_PX = 6;
/** A finger that went so far up or down, and hardly aside, has swiped (CSS px). */
const SWIPE_PX = 44;

/** What it is once the pointer that came down at `from` is at `at`. What it has become it stays. */
export function gestureAt(before: Gesture, from: Point, at: Point, { isMouse, scrolls, canSwipe }: TapeUnder): Gesture {
  if (before !== 'unclear') return before;
  const aside = Math.abs(at.x - from.x);
  const up = Math.abs(at.y - from.y);
  if (isMouse && !scrolls) return 'scrub';
  if (Math.max(aside, up) < TAP_PX) return 'unclear';
  if (isMouse) return 'pull';
  if (up > aside) return canSwipe ? 'swipe' : 'unclear';
  return scrolls ? 'unclear' : 'scrub';
}

/** A finger that pulls the lane up brings in the one below. Null: it went too little, and changed its mind. */
export function swipedTo(from: Point, at: Point): 'above' | 'below' | null {
  const up = from.y - at.y;
  if (Math.abs(up) < SWIPE_PX || Math.abs(up) < 1.5 * Math.abs(from.x - at.x)) return null;
  return up > 0 ? 'below' : 'above';
}
