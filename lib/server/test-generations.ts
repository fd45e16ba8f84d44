import type { Rendered } from '@/lib/mixing/job';
import { mixOnServer } from './mixing/pool';
import { type VoiceName, voiceFile } from './mixing/test-sounds';

/** Voices that answer one another, each so long (ms) over the end of the one before. For margins each has its own voice again. */
export async function generations(voices: readonly (readonly [VoiceName, number])[]): Promise<Rendered[]> {
  const told: Rendered[] = [];
  for (const [name, overlapMs] of voices) {
    const parent = told.at(-1);
    const source = { bytes: await voiceFile(name), contentType: 'audio/flac' };
    const under = parent && { mix: parent.mix, fromMs: parent.durationMs - overlapMs, overlapMs };
    const rendered = await mixOnServer({ source, cut: 'whole', parent: under ?? null });
    told.push({ ...rendered, margins: under ? rendered.stem : null });
  }
  return told;
}
