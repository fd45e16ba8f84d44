import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withCore } from '@/lib/server/mixing/core';
import { type VoiceName, voiceFile } from '@/lib/server/mixing/test-sounds';

const RATE = 48_000;
const TIMEOUT_MS = 60_000;

const made = new Map<string, Promise<string>>();

/** The path of a WAV file that Chromium plays, over and over, as its microphone. Made once in a run. */
export function microphoneFile(sound: VoiceName | 'silence', folder: string): Promise<string> {
  const file = made.get(sound) ?? make(sound, folder);
  made.set(sound, file);
  return file;
}

async function make(sound: VoiceName | 'silence', folder: string): Promise<string> {
  const wav =
    sound === 'silence'
      ? await toWav(new Uint8Array(RATE * 2), ['-f', 's16le', '-ar', String(RATE), '-ac', '1'])
      : await toWav(await voiceFile(sound), ['-f', 'flac']);
  const path = join(folder, 'microphones', `${sound}.wav`);
  await mkdir(join(folder, 'microphones'), { recursive: true });
  await writeFile(`${path}.${process.pid}`, wav);
  await rename(`${path}.${process.pid}`, path);
  return path;
}

const toWav = (bytes: Uint8Array, input: string[]): Promise<Uint8Array> =>
  withCore(TIMEOUT_MS, async (core) => {
    await core.write('in', bytes);
    const { code, log } = await core.run([...input, '-i', 'in', '-c:a', 'pcm_s16le', '-f', 'wav', 'out']);
    if (code !== 0) throw new Error(log);
    return core.read('out');
  });
