import type { ShownAlignment } from '@/lib/domain/schemas';

/** 0.04 → "±0.1 ms", 0.34 → "±0.3 ms", 40.2 → "±40 ms": no finer than it is worth, and never no error at all. */
export const errorText = (errorMs: number): string =>
  `±${errorMs < 10 ? Math.max(0.1, Math.round(errorMs * 10) / 10) : Math.round(errorMs)} ms`;

/** How sure a take's place in time is, or null of a take that has nothing to be in time with. */
export function alignmentText({ method, errorMs }: ShownAlignment): string | null {
  switch (method) {
    case 'none':
      return null;
    case 'estimated':
      return `Estimated ${errorText(errorMs)}`;
    default:
      return `Aligned ${errorText(errorMs)} (${method})`;
  }
}

/** 12 → "+12 ms", −3 → "−3 ms", 0 → "0 ms": later is more. */
export const nudgeText = (nudgeMs: number): string =>
  `${nudgeMs > 0 ? '+' : nudgeMs < 0 ? '−' : ''}${Math.abs(nudgeMs)} ms`;

/** What the ear has changed, in words; null when it has changed nothing. */
export function movedText(nudgeMs: number): string | null {
  if (nudgeMs === 0) return null;
  return `Moved ${Math.abs(nudgeMs)} ms ${nudgeMs > 0 ? 'later' : 'earlier'} by ear`;
}

/** green: nobody hears the rest. amber: a sharp ear may. grey: it is a guess. */
export function surenessOf({ method, errorMs }: ShownAlignment): 'good' | 'fair' | 'guess' {
  if (method === 'estimated') return 'guess';
  return errorMs <= FAIR_MS ? 'good' : 'fair';
}

/** Two voices that are this close are one beat to everybody (ms). */
const FAIR_MS = 5;
