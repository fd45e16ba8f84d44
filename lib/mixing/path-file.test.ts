import { beforeAll, expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { mixOnServer } from '@/lib/server/mixing/pool';
import { decode, lagOf, shares, type VoiceName, voiceFile } from '@/lib/server/mixing/test-sounds';
import { tailUnder } from '@/lib/timeline/mix-plan';
import { durationMs, gainCurve, type PathTake, type PlayPlan, playPlan } from '@/lib/timeline/path';
import { endMs } from '@/lib/timeline/rule';
import { type PathFilePorts, renderPathFile } from './path-file';

const RATE = 48;
const PADDING_MS = 100;
/** What a second encoding adds is so far below the sound itself (dB). */
const QUIET_REST_DB = -38;

type Told = PathTake & { mix: Uint8Array; heard: Float32Array };

let told: Told[];

/** A path of real mixes: each over its parent's end by so much. */
async function tell(name: VoiceName, parent: Told | null, overMs: number): Promise<Told> {
  const startMs = parent ? endMs(parent) - overMs : 0;
  const tail = tailUnder(startMs, parent);
  const { mix, durationMs: ms } = await mixOnServer({
    source: { bytes: await voiceFile(name), contentType: 'audio/flac' },
    cut: 'whole',
    parent: parent && tail && { ...tail, mix: parent.mix },
  });
  return { id: name, startMs, durationMs: ms, mix, heard: (await decode(mix)).samples };
}

beforeAll(async () => {
  const first = await tell('austen-0870', null, 0);
  const second = await tell('austen-0880', first, 150);
  told = [first, second, await tell('austen-0890', second, 0)];
}, 120_000);

const takeOf = (id: string) => told.find((take) => id.startsWith(take.id)) ?? told[0]!;

/** Like a player: every stretch of the plan by its own gain, all added up. */
function played(plan: PlayPlan): Float32Array {
  const sound = new Float32Array((durationMs(plan) + PADDING_MS) * RATE);
  for (const stretch of plan) {
    const corners = gainCurve(stretch);
    const { heard } = takeOf(stretch.takeId);
    for (let n = 0; n < (stretch.toMs - stretch.fromMs + 10) * RATE; n++) {
      const ms = stretch.fromMs + n / RATE;
      const i = corners.findLastIndex(({ atMs }) => atMs <= ms);
      const [from, to] = [corners[i]!, corners[i + 1]!];
      const gain = from.gain + ((to.gain - from.gain) * (ms - from.atMs)) / (to.atMs - from.atMs);
      sound[stretch.fromMs * RATE + n]! += gain * (heard[n] ?? 0);
    }
  }
  return sound;
}

const ports: PathFilePorts = {
  mixOf: async (takeId) => takeOf(takeId).mix,
  withCore: (work) => withCore(120_000, work),
};

async function expectAsPlayed(plan: PlayPlan) {
  const file = await renderPathFile(plan, ports);
  expect(new TextDecoder('latin1').decode(file.subarray(4, 8))).toBe('ftyp');
  const boxes = new TextDecoder('latin1').decode(file);
  expect(boxes.indexOf('moov')).toBeLessThan(boxes.indexOf('mdat'));
  const { samples } = await decode(file);
  const expected = played(plan);
  expect(samples.length - expected.length).toBeGreaterThanOrEqual(0);
  expect(samples.length - expected.length).toBeLessThan(1_024);
  // At both ends, so that nothing is lost or doubled where pieces meet.
  const ear = Math.min(expected.length, 10_000 * RATE);
  for (const part of [
    (all: Float32Array) => all.slice(0, ear),
    (all: Float32Array) => all.slice(expected.length - ear, expected.length),
  ]) {
    expect(lagOf(part(samples), part(expected))).toBe(0);
    const { own, restDb } = shares(part(samples), part(expected), null);
    expect(own).toBeCloseTo(1, 2);
    expect(restDb).toBeLessThan(QUIET_REST_DB);
  }
  return { samples, expected };
}

test('a path file sounds as the player plays the path, to the sample', async () => {
  const { samples, expected } = await expectAsPlayed(playPlan(told));
  console.log(
    `a path of three takes, against the player's plan: lag ${lagOf(samples, expected)} samples, residual ${shares(samples, expected, null).restDb.toFixed(1)} dB`,
  );
}, 60_000);

test('over more takes than one core can decode, and through switches that are shorter than their fade', async () => {
  const gapsMs = [900, 4, 1, 1_300, 12, 777];
  let startMs = 0;
  const takes = Array.from({ length: 60 }, (_, i) => {
    const take = { id: `${told[i % 3]!.id} ${i}`, startMs, durationMs: 2_000 };
    startMs += gapsMs[i % gapsMs.length]!;
    return take;
  });
  await expectAsPlayed(playPlan(takes));
}, 120_000);

test('a mix that cannot be read fails it', async () => {
  const broken = renderPathFile(playPlan(told), { ...ports, mixOf: async () => new Uint8Array(100) });
  await expect(broken).rejects.toMatchObject({ code: 'mixing_failed' });
});
