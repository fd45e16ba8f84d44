import { type KeyboardEvent, type PointerEvent, type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { msUnder, PATH_STEPS, showPosition } from '@/components/ui/path-slider';
import { sliderTarget } from '@/components/ui/slider-keys';
import type { PageTake } from '@/lib/domain/schemas';
import { formatTime } from '@/lib/timeline/clock-text';
import { type Gesture, gestureAt, swipedTo } from './tape-gesture';
import { layoutTape, speakersAt, stripsWithin, windowAt } from './tape-layout';
import { TapeNames } from './tape-names';
import { TapeWave } from './tape-wave';
import { useWidth } from './use-width';

/** What the server draws for: a phone of 390 px with its gutters. */
const EXPECTED_PX = 358;
const TOUCH_REST_MS = 3_000;
/** A tape that is swiped gives way by this part of it, and no more than so many px. */
const GIVES = 0.3;
const MOST_GIVEN_PX = 12;

export type TapeHandle = { show(ms: number, isMoving: boolean): void };

type Props = {
  takes: readonly PageTake[];
  /** A finger is on the tape (ms), or has left it (null). */
  onScrub(ms: number | null): void;
  onSeek(ms: number): void;
  /** A swipe shows what lies on that side; null where nothing does, and a swipe scrolls the page. */
  onSwipe: ((to: 'above' | 'below') => void) | null;
  positionMs(): number;
  ref: Ref<TapeHandle>;
};

/**
 * The path as a tape that one can touch: drag or tap to go somewhere, arrow keys for 5 s, page keys for a take. A long one is
 * scrolled, and only what is in view of it is drawn.
 */
export function Tape({ takes, onScrub, onSeek, onSwipe, positionMs, ref }: Props) {
  const viewport = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const held = useRef<{ x: number; y: number; scrolledPx: number; is: Gesture } | null>(null);
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);
  const shownMs = useRef(0);
  const available = useWidth(viewport, EXPECTED_PX);
  const whole = useMemo(() => layoutTape(takes, available), [takes, available]);
  const { lengthMs } = whole;
  const scrolls = whole.width > available;
  const [firstMs] = useState(positionMs);
  const atFirst = lengthMs === 0 ? 0 : firstMs / lengthMs;
  const [scrolledPx, setScrolledPx] = useState(() => Math.max(0, atFirst * whole.width - available / 2));
  const shown = stripsWithin(whole, windowAt(whole, scrolledPx, available));

  useImperativeHandle(ref, () => ({
    show(ms, isMoving) {
      const element = slider.current;
      const view = viewport.current;
      if (!element || !view) return;
      const at = showPosition(element, { ms, lengthMs, isMoving, spoken: valueText(takes, ms, lengthMs) });
      const isHeld = performance.now() - touchedAt.current < TOUCH_REST_MS;
      const wentElsewhere = ms !== shownMs.current;
      shownMs.current = ms;
      if ((isMoving || wentElsewhere) && !isHeld && view.scrollWidth > view.clientWidth) {
        view.scrollLeft = at * element.offsetWidth - view.clientWidth / 2;
      }
    },
  }));

  /** Whoever looks elsewhere on a long tape is left alone for a while. */
  const touched = () => {
    touchedAt.current = performance.now();
  };

  function onPointerDown(event: PointerEvent) {
    // A second finger does nothing, and does not end what the first one does.
    if (event.button !== 0 || !event.isPrimary) return;
    held.current = { x: event.clientX, y: event.clientY, scrolledPx: viewport.current?.scrollLeft ?? 0, is: 'unclear' };
    // A finger scrolls a long tape by itself, and takes the pointer away for it.
    if (!scrolls || event.pointerType === 'mouse') event.currentTarget.setPointerCapture(event.pointerId);
    onPointerMove(event);
  }

  function onPointerMove(event: PointerEvent) {
    const from = held.current;
    const view = viewport.current;
    if (!from || !view || !event.isPrimary) return;
    const at = { x: event.clientX, y: event.clientY };
    const tape = { isMouse: event.pointerType === 'mouse', scrolls, canSwipe: onSwipe !== null };
    from.is = gestureAt(from.is, from, at, tape);
    if (from.is === 'scrub') onScrub(msUnder(event, lengthMs));
    if (from.is === 'pull') view.scrollLeft = from.scrolledPx + from.x - at.x;
    if (from.is === 'swipe') give((at.y - from.y) * GIVES);
  }

  function onPointerUp(event: PointerEvent) {
    const from = held.current;
    if (from === null || !event.isPrimary) return;
    letGo();
    const side = from.is === 'swipe' ? swipedTo(from, { x: event.clientX, y: event.clientY }) : null;
    if (side) onSwipe?.(side);
    // What has become nothing else is a tap.
    else if (from.is === 'scrub' || from.is === 'unclear') onSeek(msUnder(event, lengthMs));
  }

  function letGo() {
    held.current = null;
    give(0);
    onScrub(null);
  }

  function give(px: number) {
    const to = Math.max(-MOST_GIVEN_PX, Math.min(MOST_GIVEN_PX, px));
    slider.current?.style.setProperty('translate', `0 ${to.toFixed(1)}px`);
    // It follows the finger at once, and goes back in its own time.
    slider.current?.style.setProperty('transition', to === 0 ? '' : 'none');
  }

  function onKeyDown(event: KeyboardEvent) {
    // Up and down are the branches' on this page.
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') return;
    const value = positionMs();
    const slider = { value, range: { least: 0, most: lengthMs }, ...PATH_STEPS };
    const to = takeTarget(event.key, takes, value, lengthMs) ?? sliderTarget(event, slider);
    if (to === null) return;
    event.preventDefault();
    onSeek(to);
  }

  return (
    <div
      ref={viewport}
      className="no-scrollbar -mx-4 -my-3 overflow-x-auto overflow-y-hidden overscroll-x-contain px-4 py-3"
      onPointerDown={touched}
      onPointerMove={(event) => event.buttons > 0 && touched()}
      onTouchMove={touched}
      onWheel={touched}
      onScroll={(event) => setScrolledPx(windowAt(whole, event.currentTarget.scrollLeft, available).stepPx)}
    >
      <div
        ref={slider}
        role="slider"
        tabIndex={0}
        aria-label="Position"
        aria-valuemin={0}
        aria-valuemax={lengthMs}
        aria-valuenow={Math.round(firstMs)}
        aria-valuetext={valueText(takes, firstMs, lengthMs)}
        data-lit={firstMs === 0}
        className={cn(
          'relative select-none rounded-md outline-offset-4 transition-[translate]',
          scrolls ? 'cursor-grab active:cursor-grabbing' : 'cursor-pointer',
          scrolls && onSwipe && 'touch-pan-x',
          scrolls && !onSwipe && 'touch-manipulation',
          !scrolls && (onSwipe ? 'touch-none' : 'touch-pan-y'),
        )}
        style={{ minWidth: scrolls ? whole.width : '100%', '--at': atFirst.toFixed(5) }}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={(event) => event.isPrimary && letGo()}
      >
        <TapeNames tape={shown} track={0} />
        <TapeWave tape={shown} isSingle={takes.length < 2} />
        {takes.length > 1 && <TapeNames tape={shown} track={1} />}
        <div
          aria-hidden="true"
          className="tape-head pointer-events-none absolute -inset-y-1 w-0.5 -translate-x-1/2 rounded-full bg-signal transition-opacity before:absolute before:-top-1 before:left-1/2 before:size-2 before:-translate-x-1/2 before:rounded-full before:bg-signal"
        />
      </div>
    </div>
  );
}

const valueText = (takes: readonly PageTake[], ms: number, lengthMs: number): string => {
  const name = speakersAt(takes, ms).take?.author.name;
  return `${formatTime(ms)} of ${formatTime(lengthMs)}${name ? `, ${name}` : ''}`;
};

/** A page is a take. */
function takeTarget(key: string, takes: readonly PageTake[], nowMs: number, lengthMs: number): number | null {
  switch (key) {
    case 'PageDown':
      return takes.find((take) => take.startMs > nowMs)?.startMs ?? lengthMs;
    case 'PageUp':
      // A second after a start still belongs to it: a second press goes on to the take before.
      return takes.findLast((take) => take.startMs < nowMs - 1_000)?.startMs ?? 0;
    default:
      return null;
  }
}
