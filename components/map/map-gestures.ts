import type { Scope } from '@/lib/scope';

/** What a finger, a mouse or a trackpad does to a map; places in CSS px within the element. */
export type Gestures = {
  onMove(dx: number, dy: number): void;
  /** Something was moved and let go at this speed (px per ms). */
  onRelease(vx: number, vy: number): void;
  onZoom(factor: number, x: number, y: number): void;
  /** True if there was something to tap; else a second tap zooms. */
  onTap(x: number, y: number): boolean;
  onDoubleTap(x: number, y: number): void;
  /** Null when the pointer has left. */
  onHover(at: { x: number; y: number } | null): void;
};

/** Less than this is a tap (px); a second one within so many ms is a double tap. */
const SLOP_PX = 6;
const DOUBLE_MS = 300;
/** The speed at the end is that of the last moves (ms). */
const RECENT_MS = 80;
const LINE_PX = 16;

export function listenForGestures(scope: Scope, element: HTMLElement, gestures: Gestures): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let isMoving = false;
  let start = { x: 0, y: 0 };
  let lastTap = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };
  let trail: { at: number; x: number; y: number }[] = [];

  const within = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const listen = <E extends Event>(type: string, is: (event: Event) => event is E, run: (event: E) => void) =>
    scope.listen(element, type, (event) => is(event) && run(event), { passive: false });
  const isPointer = (event: Event) => event instanceof PointerEvent;
  const isWheel = (event: Event) => event instanceof WheelEvent;

  listen('pointerdown', isPointer, (event) => {
    if (event.button !== 0) return;
    const at = within(event);
    if (fingers.size === 0) {
      isMoving = false;
      start = at;
      trail = [];
      gestures.onRelease(0, 0);
    } else isMoving = true;
    fingers.set(event.pointerId, at);
    // Let go elsewhere, it is let go all the same.
    element.setPointerCapture(event.pointerId);
  });

  listen('pointermove', isPointer, (event) => {
    const before = fingers.get(event.pointerId);
    const at = within(event);
    if (!before) {
      if (event.pointerType !== 'touch') gestures.onHover(at);
      return;
    }
    if (!isMoving && fingers.size === 1 && Math.hypot(at.x - start.x, at.y - start.y) < SLOP_PX) return;
    isMoving = true;
    gestures.onHover(null);
    fingers.set(event.pointerId, at);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) {
      gestures.onMove(at.x - before.x, at.y - before.y);
      trail = [...trail.filter(({ at: then }) => event.timeStamp - then < RECENT_MS), { at: event.timeStamp, ...at }];
      return;
    }
    // Two fingers: what lay between them stays between them.
    gestures.onMove((at.x - before.x) / 2, (at.y - before.y) / 2);
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(at.x - other.x, at.y - other.y);
    if (was > 0 && is > 0) gestures.onZoom(is / was, (at.x + other.x) / 2, (at.y + other.y) / 2);
    trail = [];
  });

  listen('pointerup', isPointer, (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
    const at = within(event);
    if (isMoving) {
      const [first] = trail.filter(({ at: then }) => event.timeStamp - then < RECENT_MS);
      const ms = first ? event.timeStamp - first.at : 0;
      if (first && ms > 0) gestures.onRelease((at.x - first.x) / ms, (at.y - first.y) / ms);
      return;
    }
    if (at.x < 0 || at.y < 0 || at.x > element.clientWidth || at.y > element.clientHeight) return;
    if (gestures.onTap(at.x, at.y)) return;
    const isSecond =
      event.timeStamp - lastTap.at < DOUBLE_MS && Math.hypot(at.x - lastTap.x, at.y - lastTap.y) < 5 * SLOP_PX;
    lastTap = { at: isSecond ? Number.NEGATIVE_INFINITY : event.timeStamp, ...at };
    if (isSecond) gestures.onDoubleTap(at.x, at.y);
  });
  listen('pointercancel', isPointer, (event) => fingers.delete(event.pointerId));
  listen('pointerleave', isPointer, () => gestures.onHover(null));

  listen('wheel', isWheel, (event) => {
    const isDown = !event.shiftKey && Math.abs(event.deltaY) >= Math.abs(event.deltaX);
    // What scrolls the page under a finger does so under a wheel.
    if (isDown && !event.ctrlKey && getComputedStyle(element).touchAction === 'pan-y') return;
    event.preventDefault();
    const px = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const at = within(event);
    // A pinch on a trackpad comes as a wheel with Ctrl, and in small steps.
    if (event.ctrlKey || isDown)
      gestures.onZoom(2 ** (-event.deltaY * px * (event.ctrlKey ? 0.015 : 0.003)), at.x, at.y);
    else gestures.onMove(-(event.deltaX || event.deltaY) * px, event.deltaX ? -event.deltaY * px : 0);
  });
}
