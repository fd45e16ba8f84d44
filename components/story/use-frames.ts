import { useEffect, useEffectEvent } from 'react';

/** Paints after every render, and once a frame while something moves. Painting writes to the page, never to React. */
export function useFrames(isMoving: boolean, paint: () => void): void {
  const onPaint = useEffectEvent(paint);
  useEffect(() => {
    onPaint();
  });
  useEffect(() => {
    if (!isMoving) return;
    let frame = requestAnimationFrame(function next() {
      onPaint();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [isMoving]);
}
