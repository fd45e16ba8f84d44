import type { KeyboardEvent } from 'react';
import { clamp, type Range } from '@/lib/timeline/range';

type Slider = { value: number; range: Range; step: number; longStep: number };

/**
 * Where a key moves a slider, within its range, or null for a key that means nothing to it: an arrow by a step, or a long one
 * with Shift; PageUp and PageDown by a long step.
 */
export function sliderTarget(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  { value, range, step, longStep }: Slider,
): number | null {
  const arrow = shiftKey ? longStep : step;
  const to = (target: number) => clamp(target, range);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return to(value + arrow);
    case 'ArrowLeft':
    case 'ArrowDown':
      return to(value - arrow);
    case 'PageUp':
      return to(value + longStep);
    case 'PageDown':
      return to(value - longStep);
    case 'Home':
      return range.least;
    case 'End':
      return range.most;
    default:
      return null;
  }
}
