/** The bars of a waveform, in CSS pixels: 3 wide, 2 apart. */
export const BAR_PX = 3;
export const BAR_STEP_PX = 5;

/** A take quieter than this (of 255) is drawn as quiet; above it every voice fills its strip. */
const QUIET = 40;

/**
 * `count` heights from 0 to 1 out of `peaks` (0 to 255): the loudest of each stretch, relative to the loudest of all.
 * The exponent lifts soft speech, which a linear scale would flatten.
 */
export function resamplePeaks(peaks: readonly number[], count: number): number[] {
  let loudest = QUIET;
  for (const peak of peaks) loudest = Math.max(loudest, peak);
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const from = Math.floor((i * peaks.length) / count);
    const to = Math.max(from + 1, Math.ceil(((i + 1) * peaks.length) / count));
    let peak = 0;
    for (let j = from; j < to; j += 1) peak = Math.max(peak, peaks[j] ?? 0);
    return (peak / loudest) ** 0.8;
  });
}

type Strip = { fromX: number; width: number; centerY: number; height: number };

/**
 * The bars as one SVG path for a round-capped stroke of `BAR_PX`, on the same 5 px grid for every take of a tape.
 * Silence is a dot. A strip narrower than a bar still gets one.
 */
export function barPath(peaks: readonly number[], { fromX, width, centerY, height }: Strip): string {
  const first = Math.round(fromX / BAR_STEP_PX);
  const count = Math.max(1, Math.round((fromX + width) / BAR_STEP_PX) - first);
  const reach = Math.max(0, height - BAR_PX);
  return resamplePeaks(peaks, count)
    .map((level, i) => {
      const half = Math.round(level * reach * 5) / 10;
      const x = (first + i) * BAR_STEP_PX + BAR_PX / 2;
      return `M${x} ${Math.round((centerY - half) * 10) / 10}v${Math.round(half * 20) / 10 || 0.01}`;
    })
    .join('');
}
