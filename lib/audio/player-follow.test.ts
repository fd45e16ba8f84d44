import { describe, expect, it } from 'vitest';
import {
  END_MS,
  loudest,
  PER_MS,
  pathFile,
  playerTakes,
  steepest,
  unsteadiness,
  worst,
  zeroOf,
} from './player-fixture';
import { type HeardRun, thenAt, worstOf } from './player-fixture-runs';
import {
  edgesOf,
  pitchOf,
  positionAtMs,
  quietest,
  TONE_AMPLITUDE,
  TONE_END_MS,
  TONE_HZ,
  TONE_SILENCE,
  TONE_STEEPEST,
  tone,
  toneTakes,
} from './player-fixture-tone';
import { inPlayerPage } from './test-player-page';

inPlayerPage('the path player in Chromium', (bench) => {
  describe('follows another path', () => {
    const follow = (atMs: number, leaf: string, toMs?: number) => ({
      atMs,
      act: 'follow' as const,
      takes: playerTakes(leaf),
      ...(toMs === undefined ? {} : { toMs }),
    });
    /** What is heard from the first Play on. */
    const played = (): HeardRun[] => [{ leaf: 'H', zero: zeroOf(bench.rendered, 0), fromMs: 0 }];
    const everyMs = (stepMs: number, fromMs: number, toMs: number) =>
      Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, k) => fromMs + k * stepMs);

    it('without a trace where both play the same take, also in the middle of a switch', async () => {
      const steps = everyMs(100, 300, 3_400).map((atMs, k) => follow(atMs, k % 2 ? 'H' : 'Y'));
      const { log, positions } = await bench.render({ steps: [...steps, follow(3_500, 'Y')] });
      expect(worst(bench.rendered, 10, 11_000, zeroOf(bench.rendered, 0), 'Y')).toBeLessThan(1e-6);
      expect(log.at(-1)).toEqual({ phase: 'ended', takeId: 'Y', positionMs: 11_000 });
      expect(log.filter(({ phase }) => phase === 'loading')).toHaveLength(1);
      expect(unsteadiness(positions, 200, 10_800)).toBeLessThan(1);
    });

    it('at the same instant in a cross-fade where they differ, wherever that is', async () => {
      const steps = everyMs(300, 3_900, 10_500).map((atMs, k) => follow(atMs, k % 2 ? 'H' : 'Y'));
      const { positions } = await bench.render({ steps });
      let runs = played();
      for (const [k, { atMs }] of steps.entries())
        runs = thenAt(bench.rendered, runs, atMs, { leaf: k % 2 ? 'H' : 'Y' });
      expect(worstOf(bench.rendered, runs)).toBeLessThan(1e-6);
      expect(unsteadiness(positions, 200, 10_800)).toBeLessThan(1);
    });

    it('once its mix is there, and plays the old one until then, whatever the network does', async () => {
      const { positions } = await bench.render({ steps: [follow(4_600, 'Y')], lost: { id: 'X', untilMs: 5_200 } });
      const runs = thenAt(bench.rendered, played(), 5_200, { leaf: 'Y' }, 800);
      expect(worstOf(bench.rendered, runs)).toBeLessThan(1e-6);
      expect(unsteadiness(positions, 200, 10_800)).toBeLessThan(1);
    });

    it('to another instant of it, or to where it turns off when it is over by now', async () => {
      const { log } = await bench.render({
        steps: [follow(2_000, 'Y', 6_500), follow(4_000, 'H', 11_500), follow(4_300, 'Y')],
      });
      let runs = thenAt(bench.rendered, played(), 2_000, { leaf: 'Y', fromMs: 6_500 });
      runs = thenAt(bench.rendered, runs, 4_000, { leaf: 'H', fromMs: 11_500 });
      runs = thenAt(bench.rendered, runs, 4_300, { leaf: 'Y', fromMs: 3_700 });
      expect(worstOf(bench.rendered, runs)).toBeLessThan(1e-6);
      expect(log.at(-1)).toEqual({ phase: 'ended', takeId: 'Y', positionMs: 11_000 });
    });

    it('to where it turns off even when what was heard is over before it is there', async () => {
      const { log } = await bench.render({
        steps: [follow(500, 'H', 11_500), follow(800, 'Y')],
        lost: { id: 'X', untilMs: 1_500 },
      });
      expect(log.filter(({ phase }) => phase === 'loading').at(-1)).toMatchObject({ takeId: 'X', positionMs: 3_700 });
      const zero = zeroOf(bench.rendered, 3_700, 1_500, 'Y');
      expect(worst(bench.rendered, 3_710, 11_000, zero, 'Y')).toBeLessThan(1e-6);
    });

    it('and back before the other one was there, as if nothing had been', async () => {
      const { log } = await bench.render({
        steps: [{ atMs: 500, act: 'seek', ms: 11_300 }, follow(700, 'Y'), follow(900, 'H')],
        lost: { id: 'X', untilMs: 3_000 },
      });
      const runs = thenAt(bench.rendered, played(), 500, { fromMs: 11_300 });
      expect(worstOf(bench.rendered, runs)).toBeLessThan(1e-6);
      expect(log.at(-1)).toEqual({ phase: 'ended', takeId: 'H', positionMs: END_MS });
    });
  });

  describe('at other speeds', () => {
    const TONE = toneTakes();
    const setRate = (atMs: number, rate: number) => ({ atMs, act: 'setRate' as const, rate });

    it.each([0.75, 1.5, 2])('plays %d times as fast with the same pitch, and knows where it is', async (rate) => {
      const { positions, state } = await bench.render({ rate, lost: { id: 'T2', untilMs: 900 } }, TONE, 11.5);
      const edges = edgesOf(bench.rendered);
      const [, silent, speaks, ends] = edges;
      expect(edges).toHaveLength(4);
      for (const [edge, ms] of [
        [silent, 1_500],
        [speaks, 2_700],
        [ends, TONE_END_MS],
      ] as const)
        expect(Math.abs(positionAtMs(positions, edge ?? 0, rate) - ms)).toBeLessThan(25);
      expect(Math.abs((speaks ?? 0) - (silent ?? 0) - 1_200 / rate)).toBeLessThan(25);
      expect(Math.abs((ends ?? 0) - (speaks ?? 0) - (TONE_END_MS - 2_700) / rate)).toBeLessThan(25);
      expect(Math.abs(pitchOf(bench.rendered, (speaks ?? 0) + 150, (ends ?? 0) - 150) - TONE_HZ)).toBeLessThan(2);
      expect(loudest(bench.rendered, (speaks ?? 0) + 150, (ends ?? 0) - 150)).toBeLessThan(1.2 * TONE_AMPLITUDE);
      expect(state).toMatchObject({ phase: 'ended', rate, rateError: null });
    });

    it('follows other paths at its own pace, without a click', async () => {
      const steps = [700, 1_300, 2_600, 3_100, 3_700, 4_400, 5_000].map((atMs, k) => ({
        atMs,
        act: 'follow' as const,
        takes: playerTakes(k % 2 ? 'H' : 'Y'),
      }));
      const { positions, state } = await bench.render({ rate: 1.5, steps, lost: { id: 'X', untilMs: 900 } });
      expect(unsteadiness(positions, 700, 7_000, 1.5)).toBeLessThan(2);
      const voices = Math.max(...['H', 'Y'].map((leaf) => steepest(pathFile(leaf))));
      expect(steepest(bench.rendered)).toBeLessThan(1.1 * voices);
      expect(state).toMatchObject({ phase: 'ended', takeId: 'Y' });
    });

    it('changes speed in mid-play without a jump, a gap or a click', async () => {
      const steps = [setRate(500, 1.5), setRate(3_000, 0.75), setRate(4_000, 2), setRate(4_100, 1)];
      const { positions } = await bench.render({ steps }, TONE, 8);
      const moving = positions.filter(({ ms }) => ms > 100 && ms < TONE_END_MS - 50).map(({ ms }) => ms);
      const strides = moving.slice(1).map((ms, k) => ms - (moving[k] ?? 0));
      expect(Math.min(...strides)).toBeGreaterThan(73);
      expect(Math.max(...strides)).toBeLessThan(202);
      expect(steepest(bench.rendered)).toBeLessThan(2 * TONE_STEEPEST);
      expect(quietest(bench.rendered, 2_200, 4_700)).toBeGreaterThan(0.5 * TONE_AMPLITUDE);
    });

    it('says so where the pitch cannot be kept, and goes on as it was', async () => {
      const { state } = await bench.render({ hasNoStretch: true, steps: [setRate(500, 1.5)] });
      expect(worst(bench.rendered, 10, END_MS, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
      expect(state).toMatchObject({ phase: 'ended', rate: 1, rateError: 'speed_unavailable' });
    });
  });

  describe('without its silences', () => {
    const takes = toneTakes();
    const skipping = { atMs: 100, act: 'setSkipsSilence' as const, on: true };
    const { fromMs, toMs } = { fromMs: TONE_SILENCE.fromMs + 150, toMs: TONE_SILENCE.toMs - 150 };
    /** The largest difference between the tone at `ms` of its path and `bench.rendered`, for a while. */
    const worstTone = (ms: number, lengthMs: number, zero: number) => {
      let largest = 0;
      for (let n = ms * PER_MS; n < (ms + lengthMs) * PER_MS; n++)
        largest = Math.max(largest, Math.abs((bench.rendered[zero + n] ?? 9) - tone(n)));
      return largest;
    };

    it('passes over them to the sample, and the position with it', async () => {
      const { positions, state } = await bench.render({ steps: [skipping] }, takes, 6);
      const zero = bench.rendered.findIndex((sample) => sample !== 0) - 1;
      expect(worstTone(10, fromMs - 10, zero)).toBeLessThan(1e-6);
      expect(worstTone(toMs + 10, TONE_END_MS - toMs - 10, zero - (toMs - fromMs) * PER_MS)).toBeLessThan(1e-6);
      expect(loudest(bench.rendered, zero / PER_MS + TONE_SILENCE.fromMs + 1, zero / PER_MS + fromMs + 149)).toBe(0);
      expect(positions.some(({ ms }) => ms > fromMs + 1 && ms < toMs)).toBe(false);
      expect(unsteadiness(positions, 200, 1_500)).toBeLessThan(1);
      expect(unsteadiness(positions, 1_800, 4_900)).toBeLessThan(1);
      expect(state).toMatchObject({ phase: 'ended', skipsSilence: true });
    });

    it('plays the one that somebody goes to', async () => {
      const { positions } = await bench.render({ steps: [skipping, { atMs: 500, act: 'seek', ms: 2_000 }] }, takes, 6);
      const speaks = bench.rendered.findIndex((sample, n) => n > 600 * PER_MS && Math.abs(sample) > 1e-6) - 1;
      expect(Math.abs(positionAtMs(positions, speaks / PER_MS, 1) - TONE_SILENCE.toMs)).toBeLessThan(1);
      expect(worstTone(TONE_SILENCE.toMs, 3_000, speaks - TONE_SILENCE.toMs * PER_MS)).toBeLessThan(1e-6);
    });
  });
});
