import { resamplePeaks } from '@/components/ui/waveform-bars';

const known = new WeakMap<readonly number[], number[]>();

/** Peaks (0 to 255) as heights (0 to 1), one for one; the same list is not worked out sixty times a second. */
export function heightsOf(peaks: readonly number[]): number[] {
  const before = known.get(peaks);
  if (before) return before;
  const heights = resamplePeaks(peaks, peaks.length);
  known.set(peaks, heights);
  return heights;
}
