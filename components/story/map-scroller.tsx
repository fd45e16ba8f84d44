'use client';

import { type ReactNode, useEffect, useRef } from 'react';

type Props = {
  /** What to bring into view (CSS px, within the content). */
  focusX: number;
  focusY: number;
  /** Where across the view to bring it: 0 is the left edge, 1 the right one. Up and down it is the middle. */
  alignX: number;
  className?: string;
  children: ReactNode;
};

/** Scrolls its content, and only its content, so that the focus is seen. */
export function MapScroller({ focusX, focusY, alignX, className, children }: Props) {
  const viewport = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const content = view.firstElementChild?.getBoundingClientRect();
    const box = view.getBoundingClientRect();
    const left = (content?.left ?? box.left) - box.left + view.scrollLeft;
    const top = (content?.top ?? box.top) - box.top + view.scrollTop;
    view.scrollTo({ left: left + focusX - view.clientWidth * alignX, top: top + focusY - view.clientHeight / 2 });
  }, [focusX, focusY, alignX]);
  return (
    <div ref={viewport} className={className}>
      {children}
    </div>
  );
}
