import { describe, expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { decibels, type Heard, hear, lagOf, meter, recording, shares, voice } from '@/lib/server/mixing/test-sounds';
import type { Core } from './core';
import type { Rendered, RenderJob } from './job';
import { renderTake } from './render';

const RATE = 48_000;
const spoken = voice('austen-0880');
const plain = spoken.then((samples) => recording(samples, 'PCM in WebM'));
const spokenLufs = spoken.then(meter).then(({ lufs }) => lufs);

/** Both files of a take, decoded; in one core, since a new one for each step is what costs. */
const render = (job: RenderJob): Promise<Told> =>
  withCore(60_000, async (core) => hearBoth(core, await renderTake(core, job)));

type Told = { rendered: Rendered; stem: Heard; mix: Heard };

async function hearBoth(core: Core, rendered: Rendered): Promise<Told> {
  await core.write('heard.flac', rendered.stem.slice());
  await core.write('heard.m4a', rendered.mix.slice());
  return { rendered, stem: await hear(core, ['-i', 'heard.flac']), mix: await hear(core, ['-i', 'heard.m4a']) };
}

/** The arguments of an encoder, and what its bytes begin with: nothing else tells the mixer what they are. */
const RECORDERS: Record<string, { contentType: string; args: string[] }> = {
  'Opus in WebM, as phones send it': {
    contentType: 'audio/webm;codecs=opus',
    args: ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-f', 'webm'],
  },
  'Opus in WebM, written as it came': {
    contentType: 'audio/webm;codecs=opus',
    args: ['-c:a', 'libopus', '-b:a', '96k', '-f', 'webm', '-live', '1'],
  },
  'AAC in fragments of MP4': {
    contentType: 'audio/mp4',
    args: [
      '-c:a',
      'aac',
      '-b:a',
      '128k',
      '-f',
      'mp4',
      '-movflags',
      'frag_keyframe+empty_moov',
      '-frag_duration',
      '1000000',
    ],
  },
  'AAC at 44.1 kHz': { contentType: 'audio/mp4', args: ['-ar', '44100', '-c:a', 'aac', '-b:a', '128k', '-f', 'mp4'] },
  'AAC in stereo': { contentType: 'audio/mp4', args: ['-ac', '2', '-c:a', 'aac', '-b:a', '192k', '-f', 'mp4'] },
  'FLAC at 96 kHz': { contentType: 'audio/flac', args: ['-ar', '96000', '-c:a', 'flac', '-f', 'flac'] },
  'a type that lies': { contentType: 'audio/ogg', args: ['-c:a', 'libopus', '-b:a', '96k', '-f', 'webm'] },
};

async function recordedBy(name: string): Promise<Told> {
  const { source, cut } = await plain;
  const { args, contentType } = RECORDERS[name]!;
  return withCore(60_000, async (core) => {
    await core.write('in', source.bytes.slice());
    const { code, log } = await core.run(['-i', 'in', ...args, 'out']);
    if (code !== 0) throw new Error(log);
    const bytes = await core.read('out');
    return hearBoth(core, await renderTake(core, { source: { bytes, contentType }, cut, parent: null }));
  });
}

test.each(Object.keys(RECORDERS))(
  '%s: the stem is at its place to the sample, and as long as the take',
  async (name) => {
    const { samples } = (await recordedBy(name)).stem;
    expect(samples.length).toBe((await plain).cut.durationMs * 48);
    const lag = Math.abs(lagOf(samples, await spoken));
    const { restDb } = shares(samples, await spoken, null);
    // A codec for speech turns the phase of low and high tones by different amounts.
    const [most, least] = name.includes('phones') ? [1, -3] : [0, -10];
    expect(lag).toBeLessThanOrEqual(most);
    expect(restDb).toBeLessThan(least);
  },
);

describe('a recording that broke off', () => {
  test.each(['Opus in WebM', 'AAC in fragments of MP4'] as const)(
    '%s: holds all that was said until then',
    async (name) => {
      const whole = await recording(await spoken, 'PCM in WebM');
      const args =
        name === 'Opus in WebM'
          ? ['-c:a', 'libopus', '-b:a', '96k', '-f', 'webm', '-live', '1']
          : RECORDERS[name]!.args;
      const { code, log, bytes } = await withCore(60_000, async (core) => {
        await core.write('in', whole.source.bytes.slice());
        const ran = await core.run(['-i', 'in', ...args, 'out']);
        return { ...ran, bytes: await core.read('out') };
      });
      expect(code, log).toBe(0);
      const half = { bytes: bytes.slice(0, bytes.length / 2), contentType: 'audio/webm' };
      const cut = { ...whole.cut, durationMs: null };
      const { rendered, stem } = await render({ source: half, cut, parent: null });
      expect(stem.samples.length).toBe(rendered.durationMs * 48);
      // Half of the bytes are about half of the sound, less what comes before the punch and a fragment that is not whole.
      expect(rendered.durationMs).toBeGreaterThan(whole.cut.durationMs / 2 - 1_600);
      expect(rendered.durationMs).toBeLessThan(whole.cut.durationMs / 2 + 400);
      expect(lagOf(stem.samples, (await spoken).subarray(0, stem.samples.length))).toBe(0);
    },
  );
});

describe('a file that somebody brings', () => {
  const FILES: Record<string, string[]> = {
    'MP3 with a tag': ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3'],
    'MP3 without a tag': ['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
    'MP3 at 22 kHz': ['-ar', '22050', '-c:a', 'libmp3lame', '-b:a', '64k', '-id3v2_version', '0', '-f', 'mp3'],
    'WAV, 16 bit': ['-c:a', 'pcm_s16le', '-f', 'wav'],
    'WAV, 24 bit in stereo at 44.1 kHz': ['-ac', '2', '-ar', '44100', '-c:a', 'pcm_s24le', '-f', 'wav'],
    M4A: ['-c:a', 'aac', '-b:a', '128k', '-f', 'mp4'],
    Ogg: ['-c:a', 'libvorbis', '-q:a', '4', '-f', 'ogg'],
    WebM: ['-c:a', 'libopus', '-b:a', '96k', '-f', 'webm'],
    FLAC: ['-c:a', 'flac', '-f', 'flac'],
  };

  test.each(Object.keys(FILES))('%s: is the take from its first sample to its last', async (name) => {
    const given = (await spoken).slice(0, 3 * RATE);
    const { stem, rendered } = await withCore(60_000, async (core) => {
      await core.write('in', new Uint8Array(given.slice().buffer));
      const { code, log } = await core.run([
        '-f',
        'f32le',
        '-ar',
        '48000',
        '-ac',
        '1',
        '-i',
        'in',
        ...FILES[name]!,
        'out',
      ]);
      if (code !== 0) throw new Error(log);
      const bytes = await core.read('out');
      const source = { bytes, contentType: 'application/octet-stream' };
      return hearBoth(core, await renderTake(core, { source, cut: 'whole', parent: null }));
    });
    expect(stem.samples.length).toBe(rendered.durationMs * 48);
    // A lossy codec puts some silence around what it was given.
    expect(Math.abs(rendered.durationMs - 3_000)).toBeLessThan(100);
    expect(shares(stem.samples.subarray(Math.max(0, lagOf(stem.samples, given))), given, null).restDb).toBeLessThan(
      -10,
    );
  });
});

describe('however near the microphone was', () => {
  test.each([-45, -35, -25, -16, -10])(
    'a voice of %i LUFS is heard at -16 LUFS, its peaks below -1 dBTP',
    async (lufs) => {
      const gain = 10 ** ((lufs - (await spokenLufs)) / 20);
      const samples = (await spoken).map((x) => x * gain);
      const { stem, mix } = await render({ ...(await recording(samples, 'Opus in WebM')), parent: null });
      // What is louder than a stem can hold is clipped in it.
      expect(Math.abs(stem.lufs - lufs)).toBeLessThanOrEqual(lufs > -16 ? 2 : 0.5);
      expect(Math.abs(mix.lufs + 16)).toBeLessThanOrEqual(1);
      expect(mix.truePeakDb).toBeLessThanOrEqual(-1);
    },
  );

  test('two voices 35 dB apart sound equally loud in one mix, each at its place', async () => {
    const at = async (name: 'austen-0880' | 'austen-0890', lufs: number) => {
      const own = await voice(name);
      const given = (await meter(own)).lufs;
      return own.map((x) => x * 10 ** ((lufs - given) / 20));
    };
    const parent = await render({ ...(await recording(await at('austen-0880', -10), 'Opus in WebM')), parent: null });
    const { durationMs, mix: file } = parent.rendered;
    const tail = { mix: file, fromMs: 500, overlapMs: durationMs - 500 };
    const child = await render({ ...(await recording(await at('austen-0890', -45), 'AAC in MP4')), parent: tail });
    const [mix, own, above] = [child.mix, child.stem, parent.mix];
    const heard = shares(mix.samples, own.samples, above.samples.subarray(500 * 48, durationMs * 48));
    expect(Math.abs(own.lufs + decibels(heard.own) + 16)).toBeLessThanOrEqual(1);
    expect(Math.abs(above.lufs + decibels(heard.other) + 16)).toBeLessThanOrEqual(1);
    expect(mix.truePeakDb).toBeLessThanOrEqual(-1);
  });
});

describe('the ends of a voice in its mix', () => {
  const loudest = (samples: Float32Array, from: number, to: number) =>
    samples.subarray(from, to).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

  test('fade in within 5 ms and out within 10 ms, and silence follows', async () => {
    const length = 2 * RATE;
    const tone = Float32Array.from({ length }, (_, n) => 0.3 * Math.cos((2 * Math.PI * 1_000 * n) / RATE));
    const { samples } = (await render({ ...(await recording(tone, 'PCM in WebM')), parent: null })).mix;
    const full = loudest(samples, RATE / 2, RATE);
    expect(full).toBeGreaterThan(0.15);
    // Ramps, seen in half-milliseconds; the encoder blurs them by a few samples.
    expect(loudest(samples, 0, 12)).toBeLessThan(0.2 * full);
    expect(loudest(samples, 96, 144) / full).toBeCloseTo(0.55, 0);
    expect(loudest(samples, 288, 480)).toBeGreaterThan(0.9 * full);
    expect(loudest(samples, length - 720, length - 528)).toBeGreaterThan(0.9 * full);
    expect(loudest(samples, length - 24, length)).toBeLessThan(0.2 * full);
    expect(loudest(samples, length + 1_024, samples.length)).toBeLessThan(1e-3);
  });
});
