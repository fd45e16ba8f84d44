import { beforeAll, describe, expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import {
  decibels,
  decode,
  type Heard,
  lagOf,
  meter,
  type RecorderName,
  recording,
  shares,
  voice,
  voiceFile,
} from '@/lib/server/mixing/test-sounds';
import type { CutStem, Rendered, RenderJob } from './job';
import { renderMix, renderTake } from './render';

const PADDING = 4_800;
const render = (job: RenderJob, onCut?: (stem: CutStem) => void) =>
  withCore(60_000, (core) => renderTake(core, job, onCut));

/** Whole milliseconds of it: what a take made of it lasts. */
const whole = (samples: Float32Array) => samples.subarray(0, Math.floor(samples.length / 48) * 48);

type Told = { job: RenderJob; rendered: Rendered; cut: CutStem; stem: Heard; mix: Heard };

async function tell(spoken: Float32Array, recorder: RecorderName, parent: RenderJob['parent']): Promise<Told> {
  const job = { ...(await recording(spoken, recorder)), parent };
  const cuts: CutStem[] = [];
  const rendered = await render(job, (stem) => cuts.push({ ...stem, samples: stem.samples.slice() }));
  const [stem, mix] = await Promise.all([decode(rendered.stem), decode(rendered.mix)]);
  return { job, rendered, cut: cuts[0]!, stem, mix };
}

let long: Float32Array;
let short: Float32Array;
let seed: Told;
let duet: Told;
const FROM_MS = 3_210;

beforeAll(async () => {
  long = whole(await voice('austen-0870'));
  short = whole(await voice('austen-0890'));
  seed = await tell(long, 'Opus in WebM', null);
  const overlapMs = seed.rendered.durationMs - FROM_MS;
  duet = await tell(short, 'AAC in MP4', { mix: seed.rendered.mix, fromMs: FROM_MS, overlapMs });
});

describe('a seed and a duet over it', () => {
  test('last exactly as long as the take, and the mix 100 ms longer', () => {
    for (const { rendered, stem, mix } of [seed, duet]) {
      expect(stem.samples.length).toBe(rendered.durationMs * 48);
      const frames = mix.samples.length - rendered.durationMs * 48 - PADDING;
      expect(frames).toBeGreaterThanOrEqual(0);
      expect(frames).toBeLessThan(1_024);
    }
    expect(seed.rendered.durationMs).toBe(long.length / 48);
    expect(duet.rendered.durationMs).toBe(short.length / 48);
  });

  test('hold each voice at its place, to the sample', () => {
    expect(lagOf(seed.stem.samples, long)).toBe(0);
    expect(lagOf(duet.stem.samples, short)).toBe(0);
    expect(lagOf(seed.mix.samples, long)).toBe(0);
    expect(lagOf(duet.mix.samples, short)).toBe(0);
    const { own, other } = shares(duet.mix.samples, duet.stem.samples, seed.mix.samples.subarray(FROM_MS * 48));
    const parentAlone = duet.mix.samples.map((value, i) => value - own * (duet.stem.samples[i] ?? 0));
    const overlap = long.length - FROM_MS * 48;
    expect(lagOf(parentAlone.subarray(0, overlap), long.subarray(FROM_MS * 48))).toBe(0);
    // What the limiter takes from two voices at once is all that the parent loses.
    expect(Math.abs(decibels(other))).toBeLessThanOrEqual(1);
  });

  test('bring each voice to -16 LUFS, and the parent to no more than it was', async () => {
    expect(Math.abs(seed.mix.lufs + 16)).toBeLessThanOrEqual(1);
    const { own } = shares(duet.mix.samples, duet.stem.samples, seed.mix.samples.subarray(FROM_MS * 48));
    const ownLufs = duet.stem.lufs + decibels(own);
    expect(Math.abs(ownLufs + 16)).toBeLessThanOrEqual(1);
    const tail = await meter(duet.mix.samples.subarray(long.length - FROM_MS * 48));
    expect(Math.abs(tail.lufs + 16)).toBeLessThanOrEqual(3);
  });

  test('keep the true peak at -1 dBTP after decoding', () => {
    expect(seed.mix.truePeakDb).toBeLessThanOrEqual(-1);
    expect(duet.mix.truePeakDb).toBeLessThanOrEqual(-1);
  });

  test('let nothing of the parent sound after its end, and end in silence', () => {
    const overlap = long.length - FROM_MS * 48;
    const after = duet.mix.samples.subarray(overlap + 1_024, short.length - 1_024);
    const { other, restDb } = shares(
      after,
      duet.stem.samples.subarray(overlap + 1_024),
      long.subarray(long.length - after.length),
    );
    expect(decibels(other)).toBeLessThan(-30);
    expect(restDb).toBeLessThan(-12);
    const padding = duet.mix.samples.subarray(short.length + 1_024);
    expect(padding.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(0.001);
  });

  test('tell of the cut what the files then hold', () => {
    for (const { cut, rendered, stem } of [seed, duet]) {
      expect(cut.samples.length).toBe(stem.samples.length);
      expect(cut.peaks).toEqual(rendered.peaks);
      expect(cut.gainDb).toBeLessThanOrEqual(rendered.gainDb);
      expect(cut.gainDb).toBeCloseTo(-16 - cut.loudnessLufs, 6);
      expect(cut.durationMs).toBe(rendered.durationMs);
      expect(cut.peaks.length).toBe(Math.ceil(rendered.durationMs / 50));
      expect(Math.abs(cut.loudnessLufs - stem.lufs)).toBeLessThanOrEqual(0.1);
      const difference = cut.samples.reduce((most, x, i) => Math.max(most, Math.abs(x - (stem.samples[i] ?? 0))), 0);
      expect(difference).toBeLessThanOrEqual(1 / 32_768);
    }
  });

  test('are the same bytes when they are made again', async () => {
    expect(await render(duet.job)).toEqual(duet.rendered);
  });

  test('leave the job that they were given untouched', async () => {
    expect(duet.job.source.bytes.length).toBeGreaterThan(1_000);
    expect(duet.job.parent?.mix).toEqual(seed.rendered.mix);
  });
});

test.each<RecorderName>(['Opus in Ogg', 'PCM in WebM'])('reads %s', async (recorder) => {
  const { rendered, stem } = await tell(short, recorder, null);
  expect(rendered.durationMs).toBe(short.length / 48);
  expect(lagOf(stem.samples, short)).toBe(0);
});

test('takes a finished stem whole', async () => {
  const bytes = await voiceFile('austen-0880');
  const rendered = await render({ source: { bytes, contentType: 'audio/flac' }, cut: 'whole', parent: null });
  expect(rendered.durationMs).toBe(2_990);
});

test('a mix made again from the stem alone is the same mix', async () => {
  const { durationMs, gainDb, stem, mix } = duet.rendered;
  const parent = { fromMs: FROM_MS, overlapMs: seed.rendered.durationMs - FROM_MS };
  const files = { stem, parentMix: seed.rendered.mix };
  expect(await withCore(60_000, (core) => renderMix(core, { durationMs, gainDb, parent }, files))).toEqual(mix);
});

test('a continue has nothing of its parent', async () => {
  const job = { ...(await recording(short, 'Opus in WebM')), parent: null };
  const told = await render({ ...job, parent: { mix: seed.rendered.mix, fromMs: 7_100, overlapMs: 0 } });
  expect(told.mix).toEqual((await render(job)).mix);
});

test('a parent that is no audio fails as a mix, and not as a recording', async () => {
  const parent = { mix: new TextEncoder().encode('<!doctype html>'), fromMs: 0, overlapMs: 900 };
  await expect(render({ ...duet.job, parent })).rejects.toMatchObject({ code: 'mixing_failed' });
});
