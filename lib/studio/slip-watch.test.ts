import { describe, expect, it } from 'vitest';
import { createSlipWatch } from './slip-watch';

const TICK_MS = 13;

/** What is told of a clock that is read each 13 ms, by how far it lies behind at each reading. */
function steps(count: number, behindMs: (nowMs: number, n: number) => number): number[] {
  const watch = createSlipWatch();
  return Array.from({ length: count }, (_, n) => watch(n * TICK_MS, behindMs(n * TICK_MS, n))).filter((it) => it !== 0);
}
/** A clock that goes on by whole buffers of 23 ms lies behind by up to one of them. */
const jitter = (n: number) => (n * 7) % 23;

describe('the slip of an audio clock', () => {
  it('is told once, and how large it was', () => {
    const [step, ...more] = steps(600, (nowMs, n) => jitter(n) + (nowMs < 4_000 ? 45 : 72));
    expect(step).toBeCloseTo(27, 0);
    expect(more).toEqual([]);
  });

  it('is told in both directions, and while it never settles', () => {
    const [up, down] = steps(600, (nowMs, n) => jitter(n) + (nowMs < 3_000 ? 45 : nowMs < 5_500 ? 90 : 66));
    expect([up, down].map((step) => Math.round(step ?? 0))).toEqual([45, -24]);
    expect(steps(600, (nowMs, n) => jitter(n) + nowMs / 100).length).toBeGreaterThan(3);
  });

  it('is told within two windows of some half a second', () => {
    const watch = createSlipWatch();
    let toldMs = 0;
    for (let n = 0; toldMs === 0 && n < 1_000; n++) {
      const nowMs = n * TICK_MS;
      if (watch(nowMs, nowMs < 3_000 ? 45 : 50) !== 0) toldMs = nowMs;
    }
    expect(toldMs).toBeGreaterThan(3_000);
    expect(toldMs).toBeLessThan(4_700);
  });

  it('is none when the clocks only drift, for however long', () => {
    expect(steps(60_000, (nowMs, n) => jitter(n) + nowMs * 0.0002)).toEqual([]);
    expect(steps(60_000, (nowMs, n) => jitter(n) - nowMs * 0.0002)).toEqual([]);
  });

  it('is none when the reader is late, or was blocked, or hidden for minutes', () => {
    expect(steps(600, (_, n) => 45 + (n % 40 < 10 ? 0 : 300))).toEqual([]);
    expect(steps(600, (_, n) => 45 + (n >= 240 && n < 280 ? 300 : 0))).toEqual([]);
    const watch = createSlipWatch();
    const told = Array.from({ length: 600 }, (_, n) => {
      const nowMs = n * TICK_MS + (n > 100 ? 500 : 0) + (n > 300 ? 300_000 : 0);
      return watch(nowMs, 45 + jitter(n) + nowMs * 0.0002);
    });
    expect(told.filter((step) => step !== 0)).toEqual([]);
  });
});
