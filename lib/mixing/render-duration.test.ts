import { expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { encode } from '@/lib/server/mixing/test-sounds';
import { renderTake } from './render';

// Lengths whose samples, divided by 48,000 and multiplied by 1,000, give no whole number of milliseconds.
test.each([1_001, 4_079])('a take of %i ms lasts a whole number of milliseconds', async (ms) => {
  const hum = Float32Array.from({ length: ms * 48 }, (_, i) => 0.1 * Math.sin(i / 20));
  const source = { bytes: await encode(hum, 'PCM in WebM'), contentType: 'audio/webm' };
  const rendered = await withCore(60_000, (core) => renderTake(core, { source, cut: 'whole', parent: null }));
  expect(rendered.durationMs).toBe(ms);
});
