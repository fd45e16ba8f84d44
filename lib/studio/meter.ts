/** The quietest sound that moves the meter (dBFS); a full bar is 0 dBFS. */
const FLOOR_DB = -54;

/**
 * Below this nothing is coming: −72 dBFS. A quiet room through an open microphone without automatic gain still reaches
 * it now and then, a muted one never does.
 */
const SILENCE = 10 ** (-72 / 20);
/** How long nothing must come before the person is told (ms). */
const SILENT_AFTER_MS = 3_000;

/** A bar's height, 0 to 1, for the largest absolute sample of its 50 ms: by decibels, as ears hear, with loud lifted. */
export function barHeight(peak: number): number {
  if (!(peak > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(peak)) / FLOOR_DB)) ** 1.8;
}

/** Tells once when three seconds without a sound have passed, and once when sound comes back. */
export function createSilenceWatch(): (peak: number, nowMs: number) => 'silent' | 'heard' | null {
  let quietSince: number | null = null;
  let told = false;
  return (peak, nowMs) => {
    if (peak >= SILENCE) {
      quietSince = null;
      if (!told) return null;
      told = false;
      return 'heard';
    }
    quietSince ??= nowMs;
    if (told || nowMs - quietSince < SILENT_AFTER_MS) return null;
    told = true;
    return 'silent';
  };
}
