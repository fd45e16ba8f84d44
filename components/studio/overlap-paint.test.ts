import { describe, expect, it } from 'vitest';
import { columnsOf } from './overlap-paint';

/** A voice of which the sample at each whole millisecond is as loud as that, as a thousandth. */
const voice = (fromMs: number, toMs: number, rate = 48_000) => ({
  samples: Float32Array.from({ length: rate }, (_, i) => (i % (rate / 1_000) === 0 ? -i / rate : 0)),
  rate,
  atMs: 2_000,
  fromMs,
  toMs,
});
const tenths = (columns: Float32Array) => [...columns].map((height) => Math.round(height * 1_000));

describe('the columns of a voice', () => {
  it.each([48_000, 44_000])('are its loudest samples, each in its own stretch, at %i Hz', (rate) => {
    expect(tenths(columnsOf(voice(2_000, 3_000, rate), { startMs: 2_100, durationMs: 40 }, 4))).toEqual([
      109, 119, 129, 139,
    ]);
  });

  it('are empty where the voice is not heard, although it was recorded', () => {
    const columns = columnsOf(voice(2_110, 2_120), { startMs: 2_100, durationMs: 40 }, 4);
    expect(tenths(columns)).toEqual([0, 119, 0, 0]);
  });

  it('reach beyond the recording without a fault', () => {
    expect(tenths(columnsOf(voice(1_000, 9_000), { startMs: 1_980, durationMs: 40 }, 4))).toEqual([0, 0, 9, 19]);
  });
});
