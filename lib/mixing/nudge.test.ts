import { beforeAll, expect, test } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { withCore } from '@/lib/server/mixing/core';
import { decode, lagOf, recording, voice } from '@/lib/server/mixing/test-sounds';
import type { Rendered, RenderJob } from './job';
import { renderNudged } from './nudge';
import { renderTake } from './render';

const render = (job: RenderJob) => withCore(60_000, (core) => renderTake(core, job));
const PARENT = { fromMs: 4_000, overlapMs: 900 };

let parentMix: Uint8Array;
let source: Awaited<ReturnType<typeof recording>>;
let first: Rendered;
let margins: Uint8Array;
/** As a device would have published it with this nudge by ear. */
const asRecorded = (nudgeMs: number): Promise<Rendered> =>
  render({
    source: source.source,
    cut: { ...source.cut, nudgeMs },
    alignment: { ...NOT_ALIGNED, method: 'estimated', errorMs: 40 },
    parent: { ...PARENT, mix: parentMix },
  });

const moved = ({ stem, margins: beside, durationMs, gainDb }: Rendered, fromNudgeMs: number, toNudgeMs: number) => {
  if (!beside) throw new Error('an answer without margins');
  const plan = { durationMs, gainDb, parent: PARENT };
  return withCore(60_000, (core) =>
    renderNudged(core, { stem, margins: beside, parentMix, plan, fromNudgeMs, toNudgeMs }),
  );
};

beforeAll(async () => {
  const [told, spoken] = await Promise.all([voice('austen-0870'), voice('austen-0880')]);
  const seed = await recording(told.subarray(0, 4_900 * 48), 'Opus in WebM');
  parentMix = (await render({ ...seed, parent: null })).mix;
  source = await recording(spoken.subarray(0, 2_500 * 48), 'PCM in WebM', { slateToPunchMs: 1_600, marginMs: 1_500 });
  first = await asRecorded(0);
  if (!first.margins) throw new Error('an answer without margins');
  margins = first.margins;
});

test('an answer comes with a second of its recording on either side, a seed with none', async () => {
  const [before, stem, after] = await Promise.all([decode(margins), decode(first.stem), decode(source.source.bytes)]);
  expect(before.samples.length).toBe(96_000);
  expect(stem.samples.length).toBe(first.durationMs * 48);
  const punch = Math.round((137 + 1_600 + 83.25) * 48);
  const recorded = after.samples.subarray(punch - 48_000, punch + stem.samples.length + 48_000);
  const kept = [...before.samples.subarray(0, 48_000), ...stem.samples, ...before.samples.subarray(48_000)];
  const off = kept.reduce((most, x, i) => Math.max(most, Math.abs(x - (recorded[i] ?? 9))), 0);
  expect(off).toBeLessThanOrEqual(1 / 32_768);
});

test.each([12, -240, 1_000, -1_000])(
  'moved by %i ms after it was published it sounds as if it had been before',
  async (ms) => {
    const [after, before] = await Promise.all([moved(first, 0, ms), asRecorded(ms)]);
    expect(after.stem).toEqual(before.stem);
    expect(after.margins).toEqual(before.margins);
    expect(after.peaks).toEqual(before.peaks);
    const [now, then] = await Promise.all([decode(after.stem), decode(first.stem)]);
    expect(now.samples.length).toBe(then.samples.length);
    if (Math.abs(ms) < 500) expect(lagOf(now.samples, then.samples)).toBe(ms * 48);
  },
);

test('moved there and back it is the same files', async () => {
  const there = await moved(first, 0, -777);
  const on = await moved({ ...first, ...there }, -777, 1_000);
  const back = await moved({ ...first, ...on }, 1_000, 0);
  expect(back).toEqual({ stem: first.stem, margins, mix: first.mix, peaks: first.peaks });
});
