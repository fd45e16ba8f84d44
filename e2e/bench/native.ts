import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '@/lib/mixing/core';
import { renderTake } from '@/lib/mixing/render';

/** What the very same job takes with native ffmpeg in the core's place (ms); null where there is none. */
export async function nativeMixMs(stem: Uint8Array): Promise<number | null> {
  if (spawnSync('ffmpeg', ['-version']).error) return null;
  const folder = mkdtempSync(join(tmpdir(), 'tap-story-native-'));
  const core = nativeCore(folder);
  try {
    await core.write('given.flac', stem);
    await core.run(['-i', 'given.flac', '-c:a', 'libopus', '-b:a', '160k', 'source.webm']);
    const source = { bytes: new Uint8Array(await core.read('source.webm')), contentType: 'audio/webm' };
    const began = performance.now();
    await renderTake(core, { source, cut: 'whole', parent: null });
    return performance.now() - began;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const nativeCore = (folder: string): Core => ({
  write: (name, bytes) => writeFile(join(folder, name), bytes),
  read: (name) => readFile(join(folder, name)),
  remove: (name) => rm(join(folder, name)),
  async run(args) {
    const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-y', ...args], { cwd: folder, encoding: 'utf8' });
    return { code: status ?? 1, log: stderr };
  },
});
