import { expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { decibels, type Heard, hear, lagOf, shares, voice } from '@/lib/server/mixing/test-sounds';
import { mixPlan } from '@/lib/timeline/mix-plan';
import { earliestStartMs, endMs, placementFault, type Span } from '@/lib/timeline/rule';
import { renderTake } from './render';

const TAKES = 30;
const LENGTHS_MS = [2_600, 2_990, 3_400];

type Told = Span & { spoken: Float32Array; stem: Heard; mix: Heard; file: Uint8Array; bytesIn: number; ms: number };

/** One take, over as much of its parent as the rule allows: a duet, or nearly one where it would not outlast its parent. */
async function tell(spoken: Float32Array, parent: Told | null, grandparent: Told | null): Promise<Told> {
  const durationMs = spoken.length / 48;
  const startMs = parent ? Math.max(earliestStartMs(grandparent), endMs(parent) + 700 - durationMs) : 0;
  const take = { startMs, durationMs };
  expect(placementFault(take, parent, grandparent)).toBeNull();
  const overlap = mixPlan(take, parent, 0).parent;
  return withCore(60_000, async (core) => {
    const source = { bytes: await flac(core, spoken), contentType: 'audio/flac' };
    const began = performance.now();
    const tail = parent && overlap && { mix: parent.file, ...overlap };
    const rendered = await renderTake(core, { source, cut: 'whole', parent: tail });
    const ms = performance.now() - began;
    await core.write('heard.flac', rendered.stem);
    const stem = await hear(core, ['-i', 'heard.flac']);
    await core.write('heard.m4a', rendered.mix);
    const mix = await hear(core, ['-i', 'heard.m4a']);
    const bytesIn = source.bytes.length + (tail?.mix.length ?? 0);
    return { ...take, spoken, stem, mix, file: rendered.mix, bytesIn, ms };
  });
}

async function flac(core: Parameters<typeof renderTake>[0], samples: Float32Array): Promise<Uint8Array> {
  await core.write('voice', new Uint8Array(samples.slice().buffer));
  const { code, log } = await core.run(['-f', 'f32le', '-ar', '48000', '-ac', '1', '-i', 'voice', 'voice.flac']);
  if (code !== 0) throw new Error(log);
  return core.read('voice.flac');
}

test('30 takes, each over the one before: places, loudness and cost are the last one’s as the first one’s', async () => {
  const voices = await Promise.all((['austen-0870', 'austen-0880', 'austen-0890'] as const).map(voice));
  const spoken = voices.map((samples, i) => samples.subarray(0, (LENGTHS_MS[i] ?? 0) * 48));
  const path: Told[] = [];
  for (let i = 0; i < TAKES; i++) path.push(await tell(spoken[i % 3]!, path[i - 1] ?? null, path[i - 2] ?? null));

  for (const [i, take] of path.entries()) {
    const name = `take ${i + 1}`;
    const parent = path[i - 1];
    const overlap = parent ? (endMs(parent) - take.startMs) * 48 : 0;
    const tail = parent?.stem.samples.subarray(parent.stem.samples.length - overlap) ?? null;
    const { own, other } = shares(take.mix.samples, take.stem.samples, tail);
    expect(Math.abs(take.stem.lufs + decibels(own) + 16), name).toBeLessThanOrEqual(1);
    expect(take.mix.truePeakDb, name).toBeLessThanOrEqual(-1);
    expect(take.mix.samples.length - take.spoken.length - 4_800, name).toBeLessThan(1_024);
    expect(lagOf(take.mix.samples, take.stem.samples), name).toBe(0);
    if (!parent || !tail) continue;
    const without = take.mix.samples.map((value, n) => value - own * (take.stem.samples[n] ?? 0));
    expect(lagOf(without, tail), name).toBe(0);
    const before = shares(parent.mix.samples, parent.stem.samples, null).own;
    expect(Math.abs(decibels(other / before)), name).toBeLessThanOrEqual(1.5);
  }

  // The third and the thirtieth are the same sentence over the same sentence.
  const [early, late] = [path[2]!, path[29]!];
  const later = `take 30 to take 3: bytes in ×${(late.bytesIn / early.bytesIn).toFixed(3)}, time ×${(late.ms / early.ms).toFixed(2)}`;
  console.log(later);
  expect(late.bytesIn / early.bytesIn).toBeCloseTo(1, 1);
  expect(late.file.length / early.file.length).toBeCloseTo(1, 1);
}, 400_000);
