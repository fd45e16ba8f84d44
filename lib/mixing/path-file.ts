import { MIX_PADDING_MS, pathFileArgs, SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import type { PlayPlan, Stretch } from '@/lib/timeline/path';
import { createJoin, heardMs } from '@/lib/timeline/path-join';
import type { Core } from './core';
import { decodeStretch } from './decode';
import { encodeFlac } from './encode';
import { run } from './run';

/** Each stretch is decoded and encoded, and a core dies after some 65 runs. */
const STRETCHES_A_CORE = 24;

const LIST = 'path.txt';
const FILE = 'path.m4a';

export type PathFilePorts = {
  /** The mix of a take (.m4a). */
  mixOf(takeId: string): Promise<Uint8Array>;
  /** Does `work` on a core of its own, which ends with it. */
  withCore<T>(work: (core: Core) => Promise<T>): Promise<T>;
};

/**
 * A whole path as one file: AAC-LC in MP4 like a mix, with the padding of one after its end. It sounds as a player makes it sound,
 * to the sample. One take is decoded at a time; what is done is kept without loss in the core that encodes the whole in the end,
 * two to three MB a minute of it. Throws mixing_failed, and what `mixOf` throws.
 */
export function renderPathFile(plan: PlayPlan, { mixOf, withCore }: PathFilePorts): Promise<Uint8Array> {
  const join = createJoin();
  return withCore(async (whole) => {
    const names: string[] = [];
    const keepPiece = async (core: Core, samples: Float32Array) => {
      const name = `${names.length}.flac`;
      await whole.write(name, await encodeFlac(core, samples));
      names.push(name);
    };
    for (let from = 0; from < plan.length; from += STRETCHES_A_CORE) {
      await withCore(async (core) => {
        for (const stretch of plan.slice(from, from + STRETCHES_A_CORE))
          await keepPiece(core, join.add(stretch, await heardOf(core, await mixOf(stretch.takeId), stretch)));
      });
    }
    await keepPiece(whole, ended(join.end()));
    await whole.write(LIST, new TextEncoder().encode(names.map((name) => `file ${name}\n`).join('')));
    await run(whole, pathFileArgs(LIST, FILE), 'mixing_failed');
    return whole.read(FILE);
  });
}

const heardOf = (core: Core, mix: Uint8Array, stretch: Stretch): Promise<Float32Array> =>
  decodeStretch(core, mix, { fromMs: stretch.offsetMs, toMs: stretch.offsetMs + heardMs(stretch) });

function ended(fade: Float32Array): Float32Array {
  const end = new Float32Array((MIX_PADDING_MS * SAMPLE_RATE) / 1_000);
  end.set(fade);
  return end;
}
