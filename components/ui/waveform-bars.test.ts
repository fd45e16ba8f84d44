import { describe, expect, it } from 'vitest';
import { barPath, resamplePeaks } from './waveform-bars';

describe('resamplePeaks', () => {
  it('keeps the loudest of each stretch and fills the strip with it', () => {
    expect(resamplePeaks([10, 200, 0, 0, 100, 50], 3).map((level) => Math.round(level * 100))).toEqual([100, 0, 57]);
  });

  it('stretches few peaks over many bars and leaves silence silent', () => {
    expect(resamplePeaks([255, 0], 4)).toEqual([1, 1, 0, 0]);
    expect(resamplePeaks([], 3)).toEqual([0, 0, 0]);
    expect(resamplePeaks([1, 2, 3], 0)).toEqual([]);
  });

  it('does not blow up a whisper', () => {
    expect(Math.max(...resamplePeaks([4, 2], 2))).toBeLessThan(0.2);
  });
});

describe('barPath', () => {
  it('draws a bar every 5 px around the middle', () => {
    expect(barPath([255, 0], { fromX: 0, width: 10, centerY: 20, height: 23 })).toBe('M1.5 10v20M6.5 20v0.01');
  });

  it('starts on the common grid and never vanishes', () => {
    expect(barPath([255], { fromX: 12, width: 1, centerY: 10, height: 3 })).toBe('M11.5 10v0.01');
  });
});
