import { type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';

/** So far the handle is pulled until the map follows (px). */
const PULLED_PX = 40;
const RISES = { duration: 200, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' };

/** In the history, where one that is open has its own place: back closes it. */
const OPEN = 'mapIsOpen';
const isOpenInHistory = (): boolean => Boolean(window.history.state?.[OPEN]);

/** The map of a phone: a strip, or pulled up over the page by its handle. */
export function usePullUp(panel: RefObject<HTMLElement | null>) {
  // A page that is read again is as it was.
  const [isOpen, setIsOpen] = useState(isOpenInHistory);
  const pull = useRef<{ y: number; dy: number } | null>(null);

  function open() {
    if (isOpen) return;
    const top = panel.current?.getBoundingClientRect().top ?? 0;
    window.history.pushState({ ...window.history.state, [OPEN]: true }, '');
    setIsOpen(true);
    const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!isCalm) panel.current?.animate([{ translate: `0 ${top}px` }, { translate: '0 0' }], RISES);
  }

  function close() {
    // The page may have gone on to another address meanwhile: then nothing of this is left in the history to go back over.
    if (isOpenInHistory()) window.history.back();
    setIsOpen(false);
  }

  const onBack = useEffectEvent(() => setIsOpen(isOpenInHistory()));
  useEffect(() => {
    window.addEventListener('popstate', onBack);
    return () => window.removeEventListener('popstate', onBack);
  }, []);

  // Whatever has the focus is seen: where that lies below the map, the map gives way.
  const onFocus = useEffectEvent(({ target }: FocusEvent) => {
    const covered = panel.current;
    if (!isOpen || !covered || !(target instanceof Element) || covered.contains(target)) return;
    const { left, top, width, height } = target.getBoundingClientRect();
    const over = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!over || covered.contains(over)) close();
  });
  // A sheet over the map has an Escape of its own.
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isInSheet = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (isOpen && event.key === 'Escape' && !isInSheet) close();
  });
  useEffect(() => {
    document.addEventListener('focusin', onFocus);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  const shift = (px: number) => {
    if (panel.current) panel.current.style.translate = px === 0 ? '' : `0 ${px}px`;
  };
  const handle = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      pull.current = { y: event.clientY, dy: 0 };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!pull.current) return;
      pull.current.dy = event.clientY - pull.current.y;
      shift(isOpen ? Math.max(0, pull.current.dy) : Math.min(0, Math.max(-PULLED_PX, pull.current.dy)));
    },
    onPointerUp() {
      const dy = pull.current?.dy ?? 0;
      shift(0);
      if (dy < -PULLED_PX) open();
      if (dy > PULLED_PX && isOpen) close();
    },
    onPointerCancel() {
      pull.current = null;
      shift(0);
    },
    /** A pull ends in a click, too. */
    onClick() {
      const isTap = Math.abs(pull.current?.dy ?? 0) < PULLED_PX;
      pull.current = null;
      if (isTap) (isOpen ? close : open)();
    },
  };
  return { isOpen, handle };
}
