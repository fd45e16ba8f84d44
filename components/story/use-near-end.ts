import { type RefObject, useEffect, useEffectEvent } from 'react';

/** So far below the window the next page is asked for (CSS px). */
const AHEAD_PX = 600;

/** Calls `onNear` when the end of a list comes near, and again for each `page` that still leaves it there. */
export function useNearEnd(end: RefObject<Element | null>, page: unknown, onNear: () => void): void {
  const near = useEffectEvent(onNear);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an end that is still near after another page tells so only when it is watched anew.
  useEffect(() => {
    const element = end.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) near();
      },
      { rootMargin: `0px 0px ${AHEAD_PX}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [end, page]);
}
