import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { mixOnServer } from '@/lib/server/mixing/pool';
import { encode, RECORDERS, type RecorderName, voice } from '@/lib/server/mixing/test-sounds';
import { FLAC_HEAD_BYTES, flacStreamInfo, MOOV_HEAD_BYTES, mp4BoxAt, mp4DurationMs } from './audio-file';
import { bareContentType, SNIFF_BYTES, sniffContentType } from './audio-format';
import { FLAC_TAIL_BYTES, flacEnds } from './flac-end';

const NAMES = ['austen-0870', 'austen-0880', 'austen-0890'] as const;
const files = new Map<string, Uint8Array>();
let stem: Uint8Array;
let mix: Uint8Array;
let durationMs: number;

beforeAll(async () => {
  for (const name of NAMES) files.set(name, await readFile(join(process.cwd(), 'public/demo', `${name}.flac`)));
  const bytes = file('austen-0880');
  const source = { bytes, contentType: 'audio/flac' };
  ({ stem, mix, durationMs } = await mixOnServer({ source, cut: 'whole', parent: null }));
});
const file = (name: string): Uint8Array => {
  const bytes = files.get(name);
  if (!bytes) throw new Error(name);
  return bytes;
};
const tailOf = (bytes: Uint8Array) => bytes.subarray(-FLAC_TAIL_BYTES);

describe('the head of a FLAC', () => {
  test.each(NAMES)('tells the rate, the channels and the samples of %s', async (name) => {
    const info = flacStreamInfo(file(name).subarray(0, FLAC_HEAD_BYTES));
    expect(info).toMatchObject({ sampleRate: 48_000, channels: 1 });
    expect(info?.samples).toBe((await voice(name)).length);
  });

  test('tells of a stem what the take says', () => {
    expect(flacStreamInfo(stem)).toEqual({
      sampleRate: 48_000,
      channels: 1,
      samples: durationMs * 48,
      blockSamples: expect.any(Number),
    });
  });

  test('reads where the bytes are, not where their buffer begins', () => {
    const shifted = new Uint8Array(stem.length + 7);
    shifted.set(stem, 7);
    expect(flacStreamInfo(shifted.subarray(7))).toEqual(flacStreamInfo(stem));
  });

  test('says nothing when it is cut, another block is first, or it is something else', () => {
    for (let end = 0; end < FLAC_HEAD_BYTES; end += 1) expect(flacStreamInfo(stem.subarray(0, end))).toBeNull();
    const other = stem.slice(0, FLAC_HEAD_BYTES);
    other[4] = 4;
    expect(flacStreamInfo(other)).toBeNull();
    expect(flacStreamInfo(mix)).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => flacStreamInfo(bytes) === null));
  });
});

describe('the end of a FLAC', () => {
  test('is there in every whole file', () => {
    for (const bytes of [stem, ...files.values()]) {
      const info = flacStreamInfo(bytes);
      expect(info && flacEnds(tailOf(bytes), info)).toBe(true);
    }
  });

  test('is missing wherever the file is cut, and broken when something was put after it or into it', () => {
    const info = flacStreamInfo(stem);
    if (!info) throw new Error('no head');
    for (let lost = 1; lost < 600; lost += 1) expect(flacEnds(tailOf(stem.subarray(0, -lost)), info)).toBe(false);
    for (let end = FLAC_HEAD_BYTES; end < stem.length; end += 997) {
      expect(flacEnds(tailOf(stem.subarray(0, end)), info), String(end)).toBe(false);
    }
    expect(flacEnds(tailOf(Buffer.concat([stem, Uint8Array.of(0x55)])), info)).toBe(false);
    for (const at of [1, 2, 40, 100]) {
      const flipped = stem.slice();
      flipped[stem.length - at] = (flipped[stem.length - at] ?? 0) ^ 1;
      expect(flacEnds(tailOf(flipped), info), String(at)).toBe(false);
    }
  });

  test('is that of this stream, not of a longer or a shorter one', () => {
    const info = flacStreamInfo(stem);
    if (!info) throw new Error('no head');
    for (const samples of [info.samples - 1, info.samples + 1, info.samples - info.blockSamples, 0]) {
      expect(flacEnds(tailOf(stem), { ...info, samples })).toBe(false);
    }
  });

  test('is looked for in any bytes without harm', () => {
    const info = { sampleRate: 48_000, channels: 1, samples: 4_608, blockSamples: 4_608 };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => !flacEnds(bytes, info)));
    const frames = new Uint8Array(FLAC_TAIL_BYTES).map((_, i) => (i % 2 ? 0xf8 : 0xff));
    expect(flacEnds(frames, info)).toBe(false);
    expect(flacEnds(new Uint8Array(), info)).toBe(false);
  });
});

describe('the boxes of a mix', () => {
  const boxes = (bytes: Uint8Array) => {
    const found: { type: string; from: number; bytes: number }[] = [];
    for (let at = 0; at < bytes.length; ) {
      const box = mp4BoxAt(bytes, at);
      if (!box) throw new Error(`no box at ${at}`);
      found.push(box);
      at += box.bytes;
    }
    return found;
  };

  test('are ftyp, moov before mdat, and nothing past the end', () => {
    const found = boxes(mix);
    const types = found.map((box) => box.type);
    expect(types[0]).toBe('ftyp');
    expect(types.indexOf('moov')).toBeGreaterThan(0);
    expect(types.indexOf('moov')).toBeLessThan(types.indexOf('mdat'));
    const last = found.at(-1);
    expect((last?.from ?? 0) + (last?.bytes ?? 0)).toBe(mix.length);
  });

  test('tell a duration of the take and its padding', () => {
    const moov = boxes(mix).find((box) => box.type === 'moov');
    const head = mix.subarray(moov?.from, (moov?.from ?? 0) + MOOV_HEAD_BYTES);
    const told = mp4DurationMs(head) ?? 0;
    expect(told - durationMs).toBeGreaterThanOrEqual(99);
    expect(told - durationMs).toBeLessThan(130);
    for (let end = 0; end < MOOV_HEAD_BYTES; end += 1) expect(mp4DurationMs(head.subarray(0, end))).toBeNull();
  });

  test('tell a long duration in 64 bits, and none without a clock', () => {
    const head = new Uint8Array(MOOV_HEAD_BYTES);
    const view = new DataView(head.buffer);
    head.set(Buffer.from('moov'), 4);
    view.setUint32(8, 120);
    head.set(Buffer.from('mvhd'), 12);
    view.setUint8(16, 1);
    view.setUint32(36, 48_000);
    view.setBigUint64(40, 96_000n);
    expect(mp4DurationMs(head)).toBe(2_000);
    view.setUint32(36, 0);
    expect(mp4DurationMs(head)).toBeNull();
    view.setUint8(16, 0);
    view.setUint32(28, 0);
    view.setUint32(32, 0);
    expect(mp4DurationMs(head)).toBeNull();
  });

  test('are none where the bytes end or promise less than themselves', () => {
    expect(mp4BoxAt(mix, mix.length - 7)).toBeNull();
    expect(mp4BoxAt(new Uint8Array(8), 0)).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(80), (bytes, at) => {
        const box = mp4BoxAt(bytes, at);
        return box === null || box.bytes >= 8;
      }),
    );
  });
});

describe('the first bytes', () => {
  test('tell every format that a take may have', async () => {
    const sniffed = (bytes: Uint8Array) => sniffContentType(bytes.subarray(0, SNIFF_BYTES));
    expect(sniffed(stem)).toBe('audio/flac');
    expect(sniffed(mix)).toBe('audio/mp4');
    const samples = (await voice('austen-0880')).subarray(0, 24_000);
    for (const name of Object.keys(RECORDERS) as RecorderName[]) {
      expect(sniffed(await encode(samples, name)), name).toBe(bareContentType(RECORDERS[name].contentType));
    }
  });

  test.each([
    '<!doctype html>',
    '#EXTM3U\n/etc/passwd',
    'ffconcat version 1.0',
    'RIFF....AVI LIST',
    'RIFF',
    'ID',
    // AAC as it is broadcast, and layers I and II of MPEG, look nearly like MP3.
    '\u00ff\u00f1\u0050\u0080',
    '\u00ff\u00fd\u0090\u0000',
    '\u00ff\u00ff\u0090\u0000',
    '\u00ff\u00eb\u0090\u0000',
    '',
    'f',
    'fLa',
    'Ogg',
    '\u0000\u0000\u0000\u0018ftx',
  ])('tell that %j is none of them', (text) => expect(sniffContentType(Buffer.from(text, 'latin1'))).toBeNull());

  test.each([
    ['ID3\u0004', 'audio/mpeg'],
    ['\u00ff\u00fb\u0090\u0000', 'audio/mpeg'],
    ['\u00ff\u00f3\u0090\u0000', 'audio/mpeg'],
    ['\u00ff\u00e3\u0090\u0000', 'audio/mpeg'],
    ['RIFF....WAVEfmt ', 'audio/wav'],
  ])('of a file that somebody brings: %j', (text, type) => {
    expect(sniffContentType(Buffer.from(text, 'latin1'))).toBe(type);
  });

  test('are all that is asked: a content type is read without its parameters', () => {
    expect(bareContentType(' Audio/WebM ;codecs=opus')).toBe('audio/webm');
    expect(bareContentType('')).toBe('');
  });
});
