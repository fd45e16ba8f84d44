import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CEILING_DBTP, decodeArgs, mixArgs, stemArgs } from '@/lib/timeline/ffmpeg-args';

/** What native ffmpeg takes for the same three runs with the same arguments (ms); null where there is none. */
export function nativeMixMs(stem: Uint8Array, durationMs: number, gainDb: number): number | null {
  if (spawnSync('ffmpeg', ['-version']).error) return null;
  const cwd = mkdtempSync(join(tmpdir(), 'tap-story-native-'));
  const run = (args: string[]) => {
    const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-y', ...args], { cwd });
    if (status !== 0) throw new Error(`native ffmpeg: ${stderr}`);
  };
  try {
    writeFileSync(join(cwd, 'given.flac'), stem);
    run(['-i', 'given.flac', '-c:a', 'libopus', '-b:a', '160k', 'source.webm']);
    const began = performance.now();
    run(decodeArgs('matroska', 'source.webm', 'raw.f32', 660_000));
    run(stemArgs('raw.f32', 'stem.flac'));
    run(
      mixArgs({ durationMs, gainDb, parent: null }, { stem: 'stem.flac', parentMix: '', mix: 'mix.m4a' }, CEILING_DBTP),
    );
    return performance.now() - began;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
