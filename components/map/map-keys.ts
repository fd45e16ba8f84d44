import type { Step } from '@/lib/timeline/map-family';

/** How much nearer one comes with a key or a button. */
export const ZOOM_STEP = 1.6;

/** Where a key leads from a station, by `KeyboardEvent.key`. */
export const stepOfKey = (key: string): Step | undefined => STEPS[key];

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'back',
  ArrowRight: 'on',
  ArrowUp: 'above',
  ArrowDown: 'below',
};
