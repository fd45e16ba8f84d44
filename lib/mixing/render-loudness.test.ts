import { expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { decode, recording, voice } from '@/lib/server/mixing/test-sounds';
import { renderTake } from './render';

const RATE = 48_000;

/** The same pseudo-random numbers every time (mulberry32), −1 to 1. */
function noise(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

const seconds = (length: number, at: (t: number, i: number) => number) =>
  Float32Array.from({ length: length * RATE }, (_, i) => Math.max(-1, Math.min(1, at(i / RATE, i))));

async function mixOf(samples: Float32Array) {
  const { source, cut } = await recording(samples, 'PCM in WebM');
  const rendered = await withCore(60_000, (core) => renderTake(core, { source, cut, parent: null }));
  return { rendered, mix: await decode(rendered.mix) };
}

const random = noise(1);
const burst = (i: number) => (i % 732 < 238 ? 0.9 * random() * Math.exp((-3 * (i % 732)) / 238) : 0);
const sentence = voice('austen-0870');
const scaled = async (gain: number) => (await sentence).map((x) => Math.max(-1, Math.min(1, x * gain)));
/** A microphone that clips, behind a speaker of tin: AAC adds most to the peaks of this. */
const distorted = async () => {
  const clipped = (await sentence).map((x) => Math.max(-0.3, Math.min(0.3, x * 20)));
  return clipped.map((x, i) => x - 0.95 * (clipped[i - 1] ?? 0));
};

/** The sound, and whether its loudness can be had within the true peak and what AAC keeps. */
const SOUNDS: Record<
  string,
  [() => Promise<Float32Array> | Float32Array, 'to -16 LUFS' | 'as loud as its peaks allow']
> = {
  'a far voice': [() => scaled(0.03), 'to -16 LUFS'],
  'a clipped voice': [() => scaled(12), 'to -16 LUFS'],
  'a distorted voice': [distorted, 'as loud as its peaks allow'],
  'a voice with single clicks': [
    async () => (await scaled(0.2)).map((x, i) => (i % RATE === 900 ? 1 : x)),
    'to -16 LUFS',
  ],
  'a voice with claps': [
    async () => (await scaled(0.15)).map((x, i) => (i % (RATE / 2) < 200 ? 0.98 * random() : x)),
    'as loud as its peaks allow',
  ],
  'white noise': [() => seconds(3, () => random()), 'as loud as its peaks allow'],
  'a tone between the samples': [() => seconds(3, (_, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4)), 'to -16 LUFS'],
  'hum and hiss': [() => seconds(3, (t) => 0.6 * Math.sin(2 * Math.PI * 50 * t) + 0.05 * random()), 'to -16 LUFS'],
  'noise in bursts': [() => seconds(3, (_, i) => burst(i)), 'as loud as its peaks allow'],
};

test.each(Object.entries(SOUNDS))('%s keeps to -1 dBTP', async (_name, [sound, loudness]) => {
  const { mix } = await mixOf(await sound());
  expect(mix.truePeakDb).toBeLessThanOrEqual(-1);
  if (loudness === 'to -16 LUFS') expect(Math.abs(mix.lufs + 16)).toBeLessThanOrEqual(1);
  else expect(mix.lufs).toBeLessThanOrEqual(-15);
});

test('silence is no take', async () => {
  await expect(mixOf(new Float32Array(2 * RATE))).rejects.toMatchObject({ code: 'silent_take' });
});
