import type { PointerEvent } from 'react';
import { clamp } from '@/lib/timeline/range';

/** How far an arrow goes along a path, and PageUp or an arrow with Shift (ms). */
export const PATH_STEPS = { step: 5_000, longStep: 15_000 };

type Position = { ms: number; lengthMs: number; isMoving: boolean; spoken: string };

/**
 * Writes the position on a path's slider, past React: this happens once a frame. What is spoken changes with the second or the voice.
 * The answer is the part of the path that has been heard, 0 to 1.
 */
export function showPosition(slider: HTMLElement, { ms, lengthMs, isMoving, spoken }: Position): number {
  const at = lengthMs === 0 ? 0 : clamp(ms / lengthMs, { least: 0, most: 1 });
  slider.style.setProperty('--at', at.toFixed(5));
  slider.dataset.lit = String(at === 0 && !isMoving);
  if (slider.getAttribute('aria-valuetext') !== spoken) {
    slider.setAttribute('aria-valuetext', spoken);
    slider.setAttribute('aria-valuenow', String(Math.round(ms)));
  }
  return at;
}

/** Where on the path a pointer is that touches its slider (ms). */
export function msUnder({ clientX, currentTarget }: PointerEvent, lengthMs: number): number {
  const box = currentTarget.getBoundingClientRect();
  return clamp(((clientX - box.left) / box.width) * lengthMs, { least: 0, most: lengthMs });
}
