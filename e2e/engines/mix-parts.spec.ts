import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { fileOf, PART_MS, partOf, readMix } from '@/lib/mixing/mix-part';
import { mixOf, talk } from '@/lib/server/mixing/test-sounds';
import { ENGINES, reasonToSkip } from './engines';

const DURATION_MS = 24_000;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Runs in the page: how far the part is from the same stretch of the whole at most, and how long it is (samples). */
async function compare(whole: string, part: string, fromSample: number, leadSamples: number) {
  const decode = async (text: string) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const buffer = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes.buffer);
    return buffer.getChannelData(0);
  };
  const [all, some] = [await decode(whole), (await decode(part)).subarray(leadSamples)];
  let worst = 0;
  for (let n = 0; n < 479_000 && fromSample + n < all.length; n++)
    worst = Math.max(worst, Math.abs((all[fromSample + n] ?? 9) - (some[n] ?? 9)));
  return { worst, length: some.length };
}

for (const engine of ENGINES) {
  test(`${engine.name}: a part of a mix is decoded as the whole is, to the sample`, async () => {
    const reason = reasonToSkip(engine);
    test.skip(reason !== null, reason ?? '');
    const mix = await mixOf(await talk(DURATION_MS));
    const table = readMix(mix);
    if (typeof table !== 'object' || !table) throw new Error('The mix is not read');
    const profile = mkdtempSync(join(tmpdir(), 'parts-'));
    const tab = await engine.open(profile);
    try {
      for (const fromMs of [0, PART_MS, 2 * PART_MS]) {
        const part = partOf(table, fromMs, Math.min(DURATION_MS, fromMs + PART_MS));
        const file = fileOf(table, part, mix.subarray(part.from, part.to));
        const heard = await tab.run(compare, base64(mix), base64(file), fromMs * 48, Math.round(part.leadMs * 48));
        expect(heard.length).toBeGreaterThanOrEqual((Math.min(DURATION_MS, fromMs + PART_MS) - fromMs) * 48);
        expect(heard.worst).toBeLessThan(3e-3);
      }
    } finally {
      await tab.kill();
      rmSync(profile, { recursive: true, force: true });
    }
  });
}
