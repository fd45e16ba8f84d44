import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fft, ifft } from 'fourier-transform';
import type { Cut } from '@/lib/domain/schemas';
import type { Core } from '@/lib/mixing/core';
import { encodeMix, encodeStem } from '@/lib/mixing/encode';
import type { RenderJob } from '@/lib/mixing/job';
import { slate } from '@/lib/timeline/align/slate';
import { withCore } from './core';

/** What the tests of mixing hear with and speak with: real voices, real recordings of them, and a program's ear. */

const RATE = 48_000;
const TIMEOUT_MS = 60_000;
const RAW = ['-f', 'f32le', '-ar', String(RATE), '-ac', '1'];

export type VoiceName = 'austen-0870' | 'austen-0880' | 'austen-0890';

export const voiceFile = (name: VoiceName): Promise<Uint8Array> =>
  readFile(join(process.cwd(), 'public/demo', `${name}.flac`));

/** A sentence as mono samples at 48 kHz. */
export const voice = async (name: VoiceName): Promise<Float32Array> => (await decode(await voiceFile(name))).samples;

/** Everything that a listener's decoder gives, and what a meter says about it. */
export type Heard = { samples: Float32Array; lufs: number; truePeakDb: number };

export const decode = (bytes: Uint8Array): Promise<Heard> =>
  withCore(TIMEOUT_MS, async (core) => {
    await core.write('file', bytes);
    return hear(core, ['-i', 'file']);
  });

/** The same meter on samples. */
export const meter = (samples: Float32Array): Promise<Heard> =>
  withCore(TIMEOUT_MS, async (core) => {
    await core.write('raw', bytesOf(samples));
    return hear(core, [...RAW, '-i', 'raw']);
  });

/** The same in a core that is at work already. */
export async function hear(core: Core, input: string[]): Promise<Heard> {
  const measure = ['-map', '0:a', '-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'];
  const { code, log } = await core.run(['-nostats', ...input, '-map', '0:a', ...RAW, 'out', ...measure]);
  if (code !== 0) throw new Error(log);
  const summary = log.slice(log.lastIndexOf('Integrated loudness:'));
  const value = (pattern: RegExp) => Number(pattern.exec(summary)?.[1]);
  const bytes = (await core.read('out')).slice();
  return {
    samples: new Float32Array(bytes.buffer),
    lufs: value(/I:\s+(-?[\d.]+) LUFS/),
    truePeakDb: value(/Peak:\s+(-?[\d.]+) dBFS/),
  };
}

export const RECORDERS = {
  'Opus in WebM': { contentType: 'audio/webm;codecs=opus', args: ['-c:a', 'libopus', '-b:a', '96k', '-f', 'webm'] },
  'AAC in MP4': { contentType: 'audio/mp4', args: ['-c:a', 'aac', '-b:a', '128k', '-f', 'mp4'] },
  'Opus in Ogg': { contentType: 'audio/ogg;codecs=opus', args: ['-c:a', 'libopus', '-b:a', '96k', '-f', 'ogg'] },
  'PCM in WebM': { contentType: 'audio/webm;codecs=pcm', args: ['-c:a', 'pcm_f32le', '-f', 'matroska'] },
} as const;
export type RecorderName = keyof typeof RECORDERS;

export const encode = (samples: Float32Array, recorder: RecorderName): Promise<Uint8Array> =>
  withCore(TIMEOUT_MS, async (core) => {
    await core.write('raw', bytesOf(samples));
    const { code, log } = await core.run([...RAW, '-i', 'raw', ...RECORDERS[recorder].args, 'out']);
    if (code !== 0) throw new Error(log);
    return core.read('out');
  });

/** A recording as MediaRecorder leaves it: some silence, the slate, the pre-roll's silence, the take, and a margin. */
export async function recording(
  spoken: Float32Array,
  recorder: RecorderName,
  { leadMs = 137, slateToPunchMs = 650.5, latencyMs = 83.25, marginMs = 400 } = {},
): Promise<Pick<RenderJob, 'source'> & { cut: Cut & { durationMs: number } }> {
  const slateAt = leadMs * 48;
  const punchAt = slateAt + (slateToPunchMs + latencyMs) * 48;
  const samples = new Float32Array(Math.round(punchAt + spoken.length + marginMs * 48));
  samples.set(slate(RATE), slateAt);
  samples.set(spoken, Math.round(punchAt));
  const bytes = await encode(samples, recorder);
  const cut = { slateToPunchMs, latencyMs, durationMs: Math.floor(spoken.length / 48) };
  return { source: { bytes, contentType: RECORDERS[recorder].contentType }, cut };
}

/** How many samples later than in `reference` the sound is in `heard`, to the nearest one; both start at one instant. */
export function lagOf(heard: Float32Array, reference: Float32Array): number {
  const size = 2 ** Math.ceil(Math.log2(heard.length + reference.length));
  const [a, b] = [spectrum(heard, size), spectrum(reference, size)];
  for (let k = 0; k < a.re.length; k++) {
    const [re, im, br, bi] = [a.re[k] ?? 0, a.im[k] ?? 0, b.re[k] ?? 0, b.im[k] ?? 0];
    a.re[k] = re * br + im * bi;
    a.im[k] = im * br - re * bi;
  }
  const correlation = ifft(a.re, a.im);
  const best = correlation.reduce((most, value, i) => (value > (correlation[most] ?? 0) ? i : most), 0);
  return best > size / 2 ? best - size : best;
}

function spectrum(samples: Float32Array, size: number) {
  const padded = new Float64Array(size);
  padded.set(samples);
  const [re, im] = fft(padded);
  return { re: re.slice(), im: im.slice() };
}

/**
 * How loud each voice is in `heard`, as factors of the given samples: the least squares of heard = a·voice + b·other.
 * `restDb` is what is neither, below `heard`.
 */
export function shares(heard: Float32Array, own: Float32Array, other: Float32Array | null) {
  const length = Math.min(heard.length, own.length);
  const dot = (x: Float32Array, y: Float32Array) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
    return sum;
  };
  const second = other ?? new Float32Array(length);
  const [xx, yy, xy] = [dot(own, own), dot(second, second) || 1e-12, dot(own, second)];
  const [hx, hy] = [dot(heard, own), dot(heard, second)];
  const det = xx * yy - xy * xy;
  const [a, b] = [(hx * yy - hy * xy) / det, (hy * xx - hx * xy) / det];
  const whole = dot(heard, heard);
  const rest = whole - a * hx - b * hy;
  return { own: a, other: b, restDb: 10 * Math.log10(Math.max(1e-12, rest / whole)) };
}

export const decibels = (factor: number): number => 20 * Math.log10(Math.abs(factor));

const bytesOf = (samples: Float32Array) => new Uint8Array(samples.slice().buffer);

/** These samples as a take's mix, of whole milliseconds. */
export const mixOf = (samples: Float32Array): Promise<Uint8Array> =>
  withCore(TIMEOUT_MS, async (core) => {
    const durationMs = Math.floor(samples.length / (RATE / 1000));
    await encodeStem(core, samples.subarray(0, durationMs * (RATE / 1000)));
    return encodeMix(core, { durationMs, gainDb: 0, parent: null }, null);
  });

/** Everybody speaks in turn for so long. */
export async function talk(ms: number): Promise<Float32Array> {
  const sentences = await Promise.all((['austen-0870', 'austen-0880', 'austen-0890'] as const).map(voice));
  const said = new Float32Array((ms * RATE) / 1000);
  for (let at = 0, turn = 0; at < said.length; turn++) {
    const sentence = sentences[turn % sentences.length] ?? new Float32Array(1);
    said.set(sentence.subarray(0, said.length - at), at);
    at += sentence.length;
  }
  return said;
}
