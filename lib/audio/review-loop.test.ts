import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { createScope } from '@/lib/scope';
import type { Aim } from '@/lib/studio/aim';
import type { startLoop } from './review-loop';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(CHROMIUM)) console.log(`Skipped: a loop is heard in a real browser, and there is no ${CHROMIUM}.`);

declare const held: { startLoop: typeof startLoop; createScope: typeof createScope };

const LOOP_MS = 400;

type Script = {
  rate: number;
  seconds: number;
  own: 'click' | 'steady' | 'nothing';
  hasParent: boolean;
  nudge?: { atS: number; byMs: number };
};

/** Runs in the page: renders a loop, with the take moved while it sounds. Answers where it clicks (s), and the quietest of it. */
async function render({ rate, seconds, own, hasParent, nudge }: Script) {
  const span = { startMs: 12_000, durationMs: 400 };
  const aim: Aim = {
    punchMs: 11_000,
    answer: {
      storyId: 's',
      storyTitle: '',
      kind: 'duet',
      earliestStartMs: 0,
      parent: { id: 'p', startMs: 10_000, durationMs: 5_000, authorName: '', authorId: '', mixUrl: '', peaks: [] },
    },
  };
  const context = new OfflineAudioContext(1, rate * seconds, rate);
  const parent = context.createBuffer(1, rate * 5, rate);
  if (hasParent) parent.getChannelData(0)[Math.round(rate * 2.1)] = 0.2;
  const stemWith = (byMs: number) => {
    const samples = new Float32Array(3_000 * 48).fill(own === 'steady' ? 0.1 : 0);
    if (own === 'click') samples[(1_100 + byMs) * 48] = 0.2;
    return { samples, gainDb: 0 };
  };
  const scope = held.createScope();
  const loop = held.startLoop(scope, context, span, parent);
  loop.place(stemWith(0), aim);
  if (nudge) {
    void context.suspend(nudge.atS).then(() => {
      loop.place(stemWith(nudge.byMs), aim);
      return context.resume();
    });
  }
  const samples = (await context.startRendering()).getChannelData(0);
  const clicks: number[] = [];
  for (let i = 0; i < samples.length; i++) {
    if ((samples[i] ?? 0) > 0.05 && (samples[i] ?? 0) >= (samples[i + 1] ?? 0)) {
      clicks.push(i / rate);
      i += rate / 20;
    }
  }
  const steady = samples.subarray(rate / 10);
  return {
    clicks,
    least: steady.reduce((a, b) => Math.min(a, b), 1),
    most: steady.reduce((a, b) => Math.max(a, b), 0),
  };
}

describe.skipIf(!existsSync(CHROMIUM))('a loop in Chromium', () => {
  let browser: Browser;
  let page: Page;
  const run = (script: Script) => page.evaluate(render, script);

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { startLoop } from './lib/audio/review-loop';
          import { createScope } from './lib/scope';
          globalThis.held = { startLoop, createScope };`,
        resolveDir: ROOT,
      },
      bundle: true,
      format: 'iife',
      write: false,
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  });
  afterAll(() => browser?.close());

  it.each([48_000, 44_100])('keeps both voices together at %i Hz, round after round', async (rate) => {
    const both = { rate, seconds: 20 };
    const own = await run({ ...both, own: 'click', hasParent: false });
    const parent = await run({ ...both, own: 'nothing', hasParent: true });
    expect(parent.clicks.length).toBe(50);
    expect(own.clicks.length).toBe(50);
    for (const [i, at] of parent.clicks.entries()) {
      expect(Math.abs((own.clicks[i] ?? 0) - at) * rate).toBeLessThanOrEqual(1);
      expect(at - (parent.clicks[0] ?? 0)).toBeCloseTo((i * LOOP_MS) / 1_000, 4);
    }
  });

  it('moves the take by exactly as much as it is nudged, from a tenth of a second on', async () => {
    const before = await run({ rate: 48_000, seconds: 4, own: 'click', hasParent: false });
    const after = await run({
      rate: 48_000,
      seconds: 4,
      own: 'click',
      hasParent: false,
      nudge: { atS: 2.13, byMs: 12 },
    });
    for (const [i, at] of before.clicks.entries()) {
      expect((after.clicks[i] ?? 0) - at).toBeCloseTo(at > 2.23 ? 0.012 : 0, 6);
    }
  });

  it('has no hole where the take is moved', async () => {
    const { least, most } = await run({
      rate: 48_000,
      seconds: 4,
      own: 'steady',
      hasParent: false,
      nudge: { atS: 2.13, byMs: 12 },
    });
    expect(least / most).toBeGreaterThan(0.98);
    expect(most).toBeGreaterThan(0.09);
  });
});
