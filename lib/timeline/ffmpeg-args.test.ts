import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CEILING_DBTP,
  decodeArgs,
  demuxerFor,
  mixArgs,
  stemArgs,
  truePeakArgs,
  voiceLoudnessArgs,
} from './ffmpeg-args';
import { mixPlan } from './mix-plan';
import { legalTree, type TestTake } from './test-trees';

const FILES = { stem: 'stem.flac', parentMix: 'parent.m4a', mix: 'mix.m4a' };
const gainDb = fc.double({ min: -60, max: 40, noNaN: true });

/** The option's value, for each time that it is given. */
const valuesOf = (args: string[], option: string) => args.filter((_, i) => args[i - 1] === option);
const graphOf = (args: string[]) => valuesOf(args, '-filter_complex').join();
const numbers = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, number]) => Number(number));

function argsOf(take: TestTake, db = 0) {
  const plan = mixPlan(take, take.parent, db);
  return { plan, args: mixArgs(plan, FILES, CEILING_DBTP) };
}

describe('the arguments of a mix', () => {
  it('cut, fade and pad at exact samples: 48 to a millisecond', () => {
    fc.assert(
      fc.property(legalTree, gainDb, (tree, db) => {
        for (const take of tree) {
          const { plan, args } = argsOf(take, db);
          const graph = graphOf(args);
          const whole = (take.durationMs + 100) * 48;
          expect(numbers(graph, /apad=whole_len=([^,;[]+)/g)).toEqual([whole]);
          expect(numbers(graph, /atrim=end_sample=([^,;[]+)/g)).toEqual([whole]);
          expect(numbers(graph, /afade=t=in:ss=([^:]+)/g)).toEqual([0]);
          expect(numbers(graph, /afade=t=out:ss=([^:]+)/g)).toEqual([take.durationMs * 48 - 480]);
          const tail = plan.parent ? [plan.parent] : [];
          expect(numbers(graph, /start_sample=([^:]+)/g)).toEqual(tail.map(({ fromMs }) => fromMs * 48));
          expect(numbers(graph, /:end_sample=([^,;[]+)/g)).toEqual(
            tail.map(({ fromMs, overlapMs }) => (fromMs + overlapMs) * 48),
          );
        }
      }),
    );
  });

  it("gain the take's own voice once, and nothing of its parent's", () => {
    fc.assert(
      fc.property(legalTree, gainDb, (tree, db) => {
        for (const take of tree) {
          const branches = graphOf(argsOf(take, db).args).split(';');
          const gained = branches.filter((branch) => branch.includes('volume='));
          expect(gained).toHaveLength(1);
          expect(gained[0]).toMatch(/^\[0:a\]/);
          expect(Math.abs(numbers(gained[0]!, /volume=([-\d.]+)dB/g)[0]! - db)).toBeLessThanOrEqual(0.000_05);
        }
      }),
    );
  });

  it('name no file but those given, and nothing that a shell, a path or a URL is made of', () => {
    fc.assert(
      fc.property(legalTree, gainDb, (tree, db) => {
        for (const take of tree) {
          const { plan, args } = argsOf(take, db);
          const inputs = plan.parent ? ['stem.flac', 'parent.m4a'] : ['stem.flac'];
          expect(valuesOf(args, '-i')).toEqual(inputs);
          expect(args.at(-1)).toBe('mix.m4a');
          for (const arg of args) expect(arg.replaceAll('asetpts=N/SR/TB', 'asetpts')).toMatch(/^[\w\-+.,:;=[\]]+$/);
          expect(args.join(' ')).not.toMatch(/e[+-]\d|NaN|Infinity|undefined|null/);
        }
      }),
    );
  });

  it('are as many at any depth', () => {
    fc.assert(
      fc.property(legalTree, (tree) => {
        const lengths = new Map<boolean, Set<number>>([
          [true, new Set()],
          [false, new Set()],
        ]);
        for (const take of tree) {
          const { plan, args } = argsOf(take);
          lengths.get(plan.parent !== null)?.add(args.length);
        }
        for (const each of lengths.values()) expect(each.size).toBeLessThanOrEqual(1);
      }),
    );
  });
});

/** What stands before each `-i`, up to the input before it. */
function inputOptions(args: string[]): { name: string; options: string[] }[] {
  const at = args.flatMap((arg, i) => (arg === '-i' ? [i] : []));
  return at.map((i, n) => ({ name: args[i + 1]!, options: args.slice(n === 0 ? 0 : at[n - 1]! + 2, i) }));
}

const plan = { durationMs: 10_000, gainDb: 3, parent: { fromMs: 6_000, overlapMs: 4_000 } };
const READERS: [string, string[]][] = [
  ['a source', decodeArgs('matroska', 'source', 'raw.f32', 660_000)],
  ['an MP4 source', decodeArgs('mov', 'source', 'raw.f32', 660_000)],
  ['a stem to measure', voiceLoudnessArgs('stem.flac', 3)],
  ['a mix', mixArgs(plan, FILES, CEILING_DBTP)],
  ['a mix to measure', truePeakArgs('mix.m4a')],
];

describe('whoever reads a file that came from outside', () => {
  it.each(READERS)('%s: by one demuxer, from itself alone, with the few decoders that are needed', (_, args) => {
    for (const { options } of inputOptions(args)) {
      expect(valuesOf(options, '-protocol_whitelist')).toEqual(['file']);
      expect(valuesOf(options, '-codec_whitelist').join().split(',').sort()).toEqual(
        [
          ...['aac', 'alac', 'flac', 'libopus', 'mp3', 'mp3float', 'opus', 'vorbis'],
          ...['pcm_f32le', 'pcm_f64le', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_u8'],
        ].sort(),
      );
      const [demuxer, ...more] = valuesOf(options, '-f');
      expect(more).toEqual([]);
      expect(['matroska', 'mov', 'ogg', 'flac', 'mp3', 'wav']).toContain(demuxer);
      if (demuxer !== 'mov') continue;
      expect(valuesOf(options, '-enable_drefs')).toEqual(['0']);
      expect(valuesOf(options, '-use_absolute_path')).toEqual(['0']);
    }
  });

  it('decodes sound alone, no more than asked, to mono floats at 48 kHz', () => {
    const args = decodeArgs('ogg', 'source', 'raw.f32', 1_234);
    expect(args.join(' ')).toMatch(/-map 0:a:0 -vn -sn -dn -t 1\.234 -f f32le -ar 48000 -ac 1 raw\.f32$/);
  });
});

it('has a demuxer for what a take may be, and none for anything else', () => {
  const known = ['audio/webm', 'audio/mp4', 'audio/ogg', 'audio/flac', 'audio/mpeg', 'audio/wav'];
  expect(known.map(demuxerFor)).toEqual(['matroska', 'mov', 'ogg', 'flac', 'mp3', 'wav']);
  const others = ['audio/x-mpegurl', 'application/x-ffconcat', 'text/html', '', 'constructor', 'toString'];
  expect(others.map(demuxerFor)).toEqual(others.map(() => null));
});

it('makes the stem 16-bit FLAC without a trace of the clock or the version, so that the same take is the same bytes', () => {
  const args = stemArgs('raw.f32', 'stem.flac').join(' ');
  expect(args).toMatch(/-f f32le -ar 48000 -ac 1 -i raw\.f32 /);
  expect(args).toMatch(
    /-map_metadata -1 -fflags \+bitexact -flags:a \+bitexact -c:a flac .*-sample_fmt s16 -f flac stem\.flac/,
  );
  expect(mixArgs(plan, FILES, CEILING_DBTP).join(' ')).toMatch(
    /-map_metadata -1 -fflags \+bitexact -flags:a \+bitexact .*-f ipod mix\.m4a$/,
  );
});
