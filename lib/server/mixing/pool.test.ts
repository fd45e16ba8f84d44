import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RenderJob } from '@/lib/mixing/job';
import { renderTake } from '@/lib/mixing/render';
import { decodeArgs } from '@/lib/timeline/ffmpeg-args';
import { withCore } from './core';
import { mixOnServer } from './pool';
import { recording, voice } from './test-sounds';

const take = voice('austen-0880').then((spoken) => recording(spoken, 'PCM in WebM'));
const job = async (): Promise<RenderJob> => ({ ...(await take), parent: null });
const TONE = ['-f', 'lavfi', '-i', 'sine=1000:sample_rate=48000'];

/** What the next take is owed, whatever became of the one before. */
const nextTakeIsMixed = async () => {
  const rendered = await mixOnServer(await job());
  expect(rendered.mix.length).toBeGreaterThan(10_000);
};

describe('a core that fails', () => {
  test('by crashing: mixing_failed, and the next take is mixed', async () => {
    // Stereo Opus is known to crash this core; should a later one bear it, an unknown filter must still fail.
    const crash = withCore(30_000, async (core) => {
      const { code } = await core.run([...TONE, '-t', '1', '-ac', '2', '-c:a', 'libopus', 'out.webm']);
      if (code === 0) throw new Error('this core can encode stereo Opus: crash it another way');
    });
    await expect(crash).rejects.toMatchObject({ code: 'mixing_failed' });
    await nextTakeIsMixed();
  });

  test('by reading what is not there: mixing_failed', async () => {
    await expect(withCore(30_000, (core) => core.read('nothing'))).rejects.toMatchObject({ code: 'mixing_failed' });
    await expect(withCore(30_000, (core) => core.remove('nothing'))).rejects.toMatchObject({ code: 'mixing_failed' });
  });

  test('by never ending: its process is stopped after the time-out, and the next take is mixed', async () => {
    const endless = withCore(1_500, (core) => core.run([...TONE, '-f', 'null', '-']));
    await expect(endless).rejects.toMatchObject({ code: 'mixing_failed', cause: { message: 'no mix after 1500 ms' } });
    await nextTakeIsMixed();
  });

  test('sees no file of this machine, and speaks to no network', async () => {
    for (const path of ['/etc/passwd', join(process.cwd(), 'package.json')]) {
      const { code, log } = await withCore(30_000, (core) => core.run(['-f', 'data', '-i', path, '-f', 'data', 'out']));
      expect([code, log]).toEqual([1, expect.stringContaining('No such file or directory')]);
    }
    const args = decodeArgs('mov', 'http://127.0.0.1:1/take.m4a', 'raw', 1_000);
    const { code, log } = await withCore(30_000, (core) => core.run(args));
    expect([code, log]).toEqual([1, expect.stringContaining('not on whitelist')]);
  });
});

test('the same job gives the same bytes, also when two run at once', async () => {
  const [one, other] = await Promise.all([mixOnServer(await job()), mixOnServer(await job())]);
  expect(one).toEqual(other);
  expect(await withCore(30_000, async (core) => renderTake(core, await job()))).toEqual(one);
});

test('more than 22 takes at once: the others are told to come back, and those that wait are served', async () => {
  const garbage: RenderJob = {
    source: { bytes: new TextEncoder().encode('<!doctype html>'), contentType: 'audio/webm' },
    cut: 'whole',
    parent: null,
  };
  const fates = await Promise.all(
    Array.from({ length: 30 }, async () => {
      // What runs is known to the pool a moment after it was asked.
      await Promise.resolve();
      return mixOnServer(garbage).then(
        () => 'mixed',
        (error: { code: string }) => error.code,
      );
    }),
  );
  const count = (fate: string) => fates.filter((each) => each === fate).length;
  expect(count('mixing_busy') + count('not_audio')).toBe(30);
  expect(count('not_audio')).toBeGreaterThanOrEqual(20);
  expect(count('not_audio')).toBeLessThanOrEqual(22);
  await nextTakeIsMixed();
});
