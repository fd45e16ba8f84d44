/** Reads how loud a microphone is. */
export type LevelReader = {
  /** The largest absolute sample of the last `ms` milliseconds (0 to 1 and, when clipped, beyond). */
  peak(ms: number): number;
};

export function createLevelReader(analyser: AnalyserNode): LevelReader {
  const samples = new Float32Array(analyser.fftSize);
  return {
    peak(ms) {
      analyser.getFloatTimeDomainData(samples);
      const wanted = Math.ceil((ms / 1_000) * analyser.context.sampleRate);
      let peak = 0;
      for (let i = Math.max(0, samples.length - wanted); i < samples.length; i += 1) {
        peak = Math.max(peak, Math.abs(samples[i] ?? 0));
      }
      return peak;
    },
  };
}
