import { beforeAll, describe, expect, test } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment, Cut } from '@/lib/domain/schemas';
import { withCore } from '@/lib/server/mixing/core';
import { decode, encode, lagOf, type RecorderName, voice, voiceFile } from '@/lib/server/mixing/test-sounds';
import { resample } from '@/lib/timeline/align/resample';
import { slate } from '@/lib/timeline/align/slate';
import type { Rendered, RenderJob } from './job';
import { renderTake } from './render';

// A take as it is recorded in a room: what is played comes back through the air, later than the browser says, under a voice that
// keeps time with what it hears.

const render = (job: RenderJob) => withCore(60_000, (core) => renderTake(core, job));
const ESTIMATED: Alignment = { ...NOT_ALIGNED, method: 'estimated', errorMs: 40, reportedMs: 57 };
const SLATE_TO_PUNCH_MS = 4_150.25;
const LEAD_MS = 137;

let parent: Rendered;
let played: Float32Array;
let spoken: Float32Array;
beforeAll(async () => {
  const bytes = await voiceFile('austen-0870');
  parent = await render({ source: { bytes, contentType: 'audio/flac' }, cut: 'whole', parent: null });
  played = (await decode(parent.mix)).samples;
  spoken = (await voice('austen-0880')).subarray(0, 2_900 * 48);
});

type Room = {
  /** How late sound is in the recording (ms), and how much of what is played leaks into it. */
  offsetMs: number;
  leak: number;
  ppm?: number;
  jump?: { atMs: number; byMs: number };
  prerollMs?: number;
  recorder?: RecorderName;
};

/** The recording of a take over the parent from `fromMs` on, in a room. */
async function inRoom(fromMs: number, room: Room): Promise<{ job: RenderJob; cut: Cut }> {
  const { offsetMs, leak, ppm = 0, jump, prerollMs = 3_000, recorder = 'Opus in WebM' } = room;
  const punch = Math.round((LEAD_MS + SLATE_TO_PUNCH_MS) * 48);
  const heard = new Float32Array(punch + spoken.length + 3 * 48_000);
  const parentEnd = parent.durationMs * 48;
  for (const [i, x] of played.subarray((fromMs - prerollMs) * 48, parentEnd).entries()) {
    heard[punch - prerollMs * 48 + i] = leak * x;
  }
  for (const [i, x] of spoken.entries()) heard[punch + i] = (heard[punch + i] ?? 0) + 0.5 * x;
  let seed = 1;
  for (const [i, x] of heard.entries()) {
    seed = (seed * 48_271) % 2_147_483_647;
    heard[i] = x + 0.0005 * (seed / 1_073_741_824 - 1);
  }
  const ratio = 1 / (1 + ppm / 1e6);
  const start = (punch - prerollMs * 48) * (1 - ratio) - offsetMs * 48 * ratio;
  const recorded = resample(heard, start, ratio, heard.length);
  if (jump) {
    const at = punch + Math.round((jump.atMs + offsetMs) * 48);
    recorded.copyWithin(at + jump.byMs * 48, at);
    recorded.fill(0, at, at + jump.byMs * 48);
  }
  for (const [i, x] of slate(48_000).entries()) recorded[LEAD_MS * 48 + i] = x;
  const cut = { slateToPunchMs: SLATE_TO_PUNCH_MS, latencyMs: 57, prerollMs, durationMs: 2_900 };
  const source = { bytes: await encode(recorded, recorder), contentType: 'audio/webm' };
  const tail = { mix: parent.mix, fromMs, overlapMs: parent.durationMs - fromMs };
  return { job: { source, cut, alignment: ESTIMATED, parent: tail }, cut };
}

const duetAt = () => parent.durationMs - 2_000;
const lagOfStem = async ({ stem }: Rendered, from = 0, to = spoken.length) =>
  lagOf((await decode(stem)).samples.subarray(from, to), spoken.subarray(from, to));

describe('a take whose parent can be heard in it', () => {
  test.each([
    [133.4, 'Opus in WebM'],
    [12, 'AAC in MP4'],
    [402.7, 'PCM in WebM'],
  ] as const)(
    'with sound that is %f ms late, in %s, is in time to the sample, and says that it was measured',
    async (offsetMs, recorder) => {
      const { job } = await inRoom(duetAt(), { offsetMs, leak: 0.15, recorder });
      const told = await render(job);
      expect(told.alignment).toMatchObject({ method: 'measured', reportedMs: 57, driftPpm: 0, doubt: null });
      expect(Math.abs(told.alignment.offsetMs - offsetMs)).toBeLessThanOrEqual(told.alignment.errorMs);
      expect(Math.abs(await lagOfStem(told))).toBeLessThanOrEqual(1);
      expect((await decode(told.margins ?? new Uint8Array())).samples.length).toBe(96_000);
    },
  );

  test('before it alone, since the take continues, is measured all the same', async () => {
    const { job } = await inRoom(parent.durationMs, { offsetMs: 96.3, leak: 0.15 });
    const told = await render(job);
    expect(told.alignment.method).toBe('measured');
    expect(Math.abs(await lagOfStem(told))).toBeLessThanOrEqual(1);
  });

  test('and that was moved by ear is as much off as was wished', async () => {
    const { job, cut } = await inRoom(duetAt(), { offsetMs: 133.4, leak: 0.15 });
    const told = await render({ ...job, cut: { ...cut, nudgeMs: 25 } });
    expect(told.alignment).toMatchObject({ method: 'measured', nudgeMs: 25 });
    expect(Math.abs((await lagOfStem(told)) - 25 * 48)).toBeLessThanOrEqual(1);
  });

  test('and that jumps while one speaks is in time before and after', async () => {
    const { job } = await inRoom(duetAt() - 2_000, { offsetMs: 90, leak: 0.2, jump: { atMs: 1_000, byMs: 35 } });
    const told = await render(job);
    expect(told.alignment.method).toBe('measured');
    const before = await lagOfStem(told, 0, 40_000);
    const after = await lagOfStem(told, 80_000);
    expect(
      [before, after].map((lag) => Math.abs(lag) <= 24),
      `${before} and ${after} samples`,
    ).toEqual([true, true]);
  });

  test('and whose clock drifts is in time from its first word to its last', async () => {
    const { job } = await inRoom(duetAt() - 2_000, { offsetMs: 90, leak: 0.2, ppm: 400 });
    const told = await render(job);
    expect(told.alignment.method).toBe('measured');
    expect(told.alignment.driftPpm).toBeCloseTo(400, -2);
    const lags = [await lagOfStem(told, 0, 48_000), await lagOfStem(told, 90_000)];
    expect(
      lags.map((lag) => Math.abs(lag) <= 12),
      lags.join(' and '),
    ).toEqual([true, true]);
  });

  test('is mixed as ever when nobody knows since when it was heard', async () => {
    const { job, cut } = await inRoom(duetAt(), { offsetMs: 133.4, leak: 0.15 });
    const told = await render({ ...job, cut: { ...cut, prerollMs: null } });
    expect(told.alignment).toEqual({ ...ESTIMATED, offsetMs: 57 });
    expect(Math.abs((await lagOfStem(told)) - (133.4 - 57) * 48)).toBeLessThanOrEqual(1);
  });
});

describe('a take with headphones', () => {
  test.each([
    ['estimated', 40],
    ['calibrated', 1.5],
  ] as const)('is placed as it was %s', async (method, errorMs) => {
    const { job } = await inRoom(duetAt(), { offsetMs: 57, leak: 0 });
    const told = await render({ ...job, alignment: { ...ESTIMATED, method, errorMs, doubt: 'busy' } });
    expect(told.alignment).toMatchObject({ method, errorMs, offsetMs: 57, peakDb: null, doubt: 'busy' });
    expect(Math.abs(await lagOfStem(told))).toBeLessThanOrEqual(1);
  });
});
