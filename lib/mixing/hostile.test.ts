import { beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { withCore } from '@/lib/server/mixing/core';
import { decode, recording, shares, voice, voiceFile } from '@/lib/server/mixing/test-sounds';
import { decodeArgs } from '@/lib/timeline/ffmpeg-args';
import type { RenderJob } from './job';
import { renderTake } from './render';

const CUT = { slateToPunchMs: 650.5, latencyMs: 83.25, durationMs: 2_990 };
const text = (content: string) => new TextEncoder().encode(content);

/** The code of the error, or 'rendered'. */
const fateOf = (bytes: Uint8Array, contentType = 'audio/webm', cut: RenderJob['cut'] = CUT): Promise<string> =>
  withCore(30_000, (core) => renderTake(core, { source: { bytes, contentType }, cut, parent: null })).then(
    () => 'rendered',
    (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    },
  );

const FLAC_OF_NOTHING = Uint8Array.from([...text('fLaC'), 0x80, 0, 0, 34, ...new Uint8Array(34)]);
const PLAYLIST = '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXTINF:10,\n/etc/hosts\n';

describe('what is not audio of a take: not_audio', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'audio/webm'],
    ['one byte', Uint8Array.of(0x1a), 'audio/webm'],
    ['an HTML page named .mp3', text('<!doctype html><title>Hit of the year</title>'), 'audio/mpeg'],
    ['an HTML page that calls itself WebM', text('<!doctype html><title>Hit</title>'), 'audio/webm'],
    ['a playlist', text(PLAYLIST), 'audio/x-mpegurl'],
    ['a playlist that calls itself Ogg', text(PLAYLIST), 'audio/ogg'],
    ['a list to concatenate', text("ffconcat version 1.0\nfile '/etc/passwd'\nfile 'stem.flac'\n"), 'audio/mp4'],
    ['a description of a stream', text('v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n'), 'audio/mp4'],
    ['a drawing', text('<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'), 'audio/webm'],
    ['a playlist behind the first bytes of FLAC', text(`fLaC${PLAYLIST}`), 'audio/flac'],
    ['a playlist behind the first bytes of Ogg', text(`OggS${PLAYLIST}`), 'audio/ogg'],
    ['a playlist behind the first bytes of MP4', text(`\0\0\0\x18ftypM4A ${PLAYLIST}`), 'audio/mp4'],
    [
      'a playlist behind the first bytes of WebM',
      Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, ...text(PLAYLIST)),
      'audio/webm',
    ],
    ['FLAC of no rate, no channel and no sample', FLAC_OF_NOTHING, 'audio/flac'],
    ['a WAV file', text('RIFF\x24\0\0\0WAVEfmt '), 'audio/wav'],
    ['a file that is all zeros', new Uint8Array(100_000), 'audio/webm'],
  ])('%s', async (_, bytes, contentType) => {
    expect(await fateOf(bytes, contentType)).toBe('not_audio');
    expect(await fateOf(bytes, contentType, 'whole')).toBe('not_audio');
  });
});

const RECORDERS = ['Opus in WebM', 'AAC in MP4', 'Opus in Ogg'] as const;
let spoken: Float32Array;
let sources: Map<string, Uint8Array>;
beforeAll(async () => {
  spoken = await voice('austen-0880');
  const made = RECORDERS.map(async (name) => [name, (await recording(spoken, name)).source.bytes] as const);
  sources = new Map(await Promise.all(made));
});
const sourceOf = (name: string): Uint8Array => sources.get(name) ?? new Uint8Array();

describe('half a recording', () => {
  test.each(['Opus in WebM', 'Opus in Ogg'])(
    '%s: what is there is read, and the take is known to be cut short',
    async (name) => {
      const bytes = sourceOf(name);
      expect(await fateOf(bytes)).toBe('rendered');
      expect(await fateOf(bytes.slice(0, bytes.length / 2))).toBe('source_cut_short');
      expect(await fateOf(bytes.slice(0, 2_000))).toMatch(/slate_not_found|source_cut_short|not_audio/);
      expect(await fateOf(bytes.slice(0, 100))).toBe('not_audio');
    },
  );

  test('AAC in MP4, whose index is at its end, cannot be read', async () => {
    const bytes = sourceOf('AAC in MP4');
    expect(await fateOf(bytes)).toBe('rendered');
    expect(await fateOf(bytes.slice(0, bytes.length / 2))).toBe('not_audio');
  });

  test('one without its slate', async () => {
    expect(await fateOf(await voiceFile('austen-0880'))).toBe('slate_not_found');
  });
});

describe.each(RECORDERS)('%s, damaged', (name) => {
  test.each([1, 2, 3, 4])(
    'at random, once more (%i): a known error or a take, and never anything else',
    async (seed) => {
      const bytes = sourceOf(name).slice();
      for (let n = 0; n < 10 ** seed / 10; n++)
        bytes[Math.abs(Math.imul(seed * 7_919 + n, 2_654_435_761)) % bytes.length] = (n * 37) & 255;
      expect(await fateOf(bytes)).toMatch(/^(rendered|not_audio|source_cut_short|slate_not_found)$/);
    },
  );
});

test('random bytes behind every first bytes that are let in', async () => {
  let state = 1;
  const junk = Uint8Array.from({ length: 50_000 }, () => {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    return state >>> 16;
  });
  for (const head of [text('fLaC'), text('OggS'), text('\0\0\0\x18ftyp'), Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3)]) {
    const bytes = junk.slice();
    bytes.set(head);
    expect(await fateOf(bytes)).toBe('not_audio');
  }
});

describe('an MP4 that says its sound is in another file', () => {
  const SECRET = '/secret';

  test('is not followed, while ffmpeg by itself would', async () => {
    const secret = sourceOf('AAC in MP4');
    const pointing = pointAt(SECRET, secret);
    const samplesBy = (args: string[]) =>
      withCore(30_000, async (core) => {
        await core.write('source', pointing);
        await core.write(SECRET, secret);
        const { code } = await core.run(args);
        if (code !== 0) return new Float32Array(0);
        return new Float32Array((await core.read('raw')).slice().buffer);
      });
    const original = (await decode(secret)).samples;
    const careless = await samplesBy([
      '-enable_drefs',
      '1',
      '-use_absolute_path',
      '1',
      '-i',
      'source',
      '-f',
      'f32le',
      '-ar',
      '48000',
      '-ac',
      '1',
      'raw',
    ]);
    expect(shares(careless, original, null).own).toBeCloseTo(1, 1);
    const careful = await samplesBy(decodeArgs('mov', 'source', 'raw', 60_000));
    expect(careful.every((sample) => sample === 0)).toBe(true);
  });

  test('is no take', async () => {
    expect(await fateOf(pointAt('/etc/passwd', sourceOf('AAC in MP4')), 'audio/mp4')).toMatch(
      /^(not_audio|slate_not_found)$/,
    );
  });
});

/** The same MP4 with its data reference turned into a Macintosh alias to `path`, and its own sound wiped. */
function pointAt(path: string, mp4: Uint8Array): Uint8Array {
  const alias = new Uint8Array(150 + 4 + path.length + (path.length % 2) + 4);
  const view = new DataView(alias.buffer);
  const record = 150;
  view.setUint16(record, 2);
  view.setUint16(record + 2, path.length);
  alias.set(text(path), record + 4);
  view.setUint16(record + 4 + path.length + (path.length % 2), 0xffff);
  const entry = box('alis', Uint8Array.of(0, 0, 0, 0, ...alias));
  const dref = box('dref', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, ...entry));
  const replaced = inside(mp4, ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref'], dref);
  return inside(replaced, ['mdat'], (body) => body.fill(0));
}

function box(type: string, body: Uint8Array): Uint8Array {
  const bytes = Uint8Array.of(0, 0, 0, 0, ...text(type), ...body);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}

/** `bytes`, with the box at the end of `path` replaced, or its body changed. */
function inside(
  bytes: Uint8Array,
  path: string[],
  change: Uint8Array | ((body: Uint8Array) => Uint8Array),
): Uint8Array {
  const parts: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at) || bytes.length - at;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.slice(at + 8, at + size);
    if (type !== path[0]) parts.push(bytes.slice(at, at + size));
    else if (path.length > 1) parts.push(box(type, inside(body, path.slice(1), change)));
    else parts.push(typeof change === 'function' ? box(type, change(body)) : change);
    at += size;
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
