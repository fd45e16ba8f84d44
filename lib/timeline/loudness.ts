/** What every voice is brought to (LUFS, EBU R128 integrated). */
export const TARGET_LUFS = -16;
/** The highest true peak that a listener's decoder may make of a mix (dBTP). */
export const MOST_TRUE_PEAK_DB = -1;
/** EBU R128's absolute gate: what measures no more than this is silence (LUFS). */
const SILENCE_LUFS = -70;
/** A whisper is raised, a room's noise is not raised for ever (dB). */
const MOST_GAIN_DB = 40;

/** Whether nothing at all was said: no block passed the gate. */
export const isSilence = (lufs: number): boolean => !(lufs > SILENCE_LUFS);

/** What brings a voice of `lufs` to the target; 0 for silence (dB). */
export const gainFor = (lufs: number): number =>
  isSilence(lufs) || !Number.isFinite(lufs) ? 0 : Math.min(MOST_GAIN_DB, TARGET_LUFS - lufs);

/** The integrated loudness in the summary that ffmpeg's ebur128 filter logs (LUFS); null when there is none. */
export const integratedLufs = (log: string): number | null => measured(log, /I:\s+(-?[\d.]+|-inf|nan) LUFS/);

/** The true peak in the same summary (dBTP); null when there is none. */
export const truePeakDb = (log: string): number | null => measured(log, /Peak:\s+(-?[\d.]+|-inf|nan) dBFS/);

function measured(log: string, pattern: RegExp): number | null {
  const summary = log.slice(log.lastIndexOf('Integrated loudness:'));
  const found = pattern.exec(summary)?.[1];
  if (found === undefined) return null;
  return found === '-inf' || found === 'nan' ? Number.NEGATIVE_INFINITY : Number(found);
}
