import { describe, expect, test } from 'vitest';
import { barLevel, barSpans } from './path-bars';

const path = [
  { id: 'a', startMs: 0, durationMs: 10_000 },
  { id: 'b', startMs: 8_000, durationMs: 12_000 },
];

describe('the bars of a path', () => {
  test('are the takes that are heard, each by its own time', () => {
    expect(barSpans(path, 5)).toEqual([
      { takeId: 'a', fromMs: 0, toMs: 4_000 },
      { takeId: 'a', fromMs: 4_000, toMs: 8_000 },
      { takeId: 'b', fromMs: 0, toMs: 4_000 },
      { takeId: 'b', fromMs: 4_000, toMs: 8_000 },
      { takeId: 'b', fromMs: 8_000, toMs: 12_000 },
    ]);
  });

  test('of a path of many short takes stay as many as were asked for', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ id: String(i), startMs: i * 500, durationMs: 1_000 }));
    const bars = barSpans(many, 100);
    expect(bars).toHaveLength(100);
    for (const { fromMs, toMs } of bars) expect(toMs - fromMs).toBeGreaterThan(0);
    expect(barSpans([], 100)).toEqual([]);
  });

  test('are as high as their mean is beside the loudest of their take', () => {
    const peaks = Uint8Array.from([0, 50, 100, 200]);
    const level = (fromMs: number, toMs: number) => barLevel({ takeId: 'a', fromMs, toMs }, peaks, 200);
    expect(level(0, 50)).toBe(0);
    expect(level(150, 200)).toBe(1);
    expect(level(50, 150)).toBeCloseTo(0.375 ** 0.8);
    expect(level(200, 200)).toBe(1);
    expect(barLevel({ takeId: 'a', fromMs: 50, toMs: 100 }, Uint8Array.from([10, 20]), 100)).toBeCloseTo(0.5 ** 0.8);
    expect(barLevel({ takeId: 'a', fromMs: 0, toMs: 50 }, new Uint8Array(0), 100)).toBe(0);
  });
});
