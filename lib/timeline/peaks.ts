/** The greatest absolute sample of every `each` samples, −1 to 1 mapped to 0 to 255. */
export function peaksOf(samples: Float32Array, each: number): Uint8Array {
  const peaks = new Uint8Array(Math.ceil(samples.length / each));
  for (let i = 0; i < peaks.length; i++) {
    let peak = 0;
    const end = Math.min(samples.length, (i + 1) * each);
    for (let n = i * each; n < end; n++) peak = Math.max(peak, Math.abs(samples[n] ?? 0));
    peaks[i] = Math.min(255, Math.round(peak * 255));
  }
  return peaks;
}

/** At most `most` values of the same waveform: each the greatest of its neighbours. */
export function thinPeaks(peaks: Uint8Array, most: number): number[] {
  const each = Math.max(1, Math.ceil(peaks.length / most));
  return Array.from({ length: Math.ceil(peaks.length / each) }, (_, i) =>
    peaks.subarray(i * each, (i + 1) * each).reduce((greatest, peak) => Math.max(greatest, peak), 0),
  );
}
