import { type RefObject, useEffect, useState } from 'react';

/** The width of an element (CSS px); `expected` is what the server drew for. */
export function useWidth(ref: RefObject<HTMLElement | null>, expected: number): number {
  const [width, setWidth] = useState(expected);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
