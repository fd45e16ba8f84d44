import { describe, expect, it } from 'vitest';
import { MARGIN_MS } from '@/lib/domain/limits';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment } from '@/lib/domain/schemas';
import { slate } from '@/lib/timeline/align/slate';
import { cutForEar } from './ear-cut';
import { ANSWER } from './machine-fixture';
import { peaksWithin, within, withLongerRaw } from './recut';
import { nudged, type Recut, trimmed } from './trim';

const RATE = 48_000;
const MS = 48;
const SLATE_AT = 7_213;
const CUT = { slateToPunchMs: 1_400.5, latencyMs: 83.25, prerollMs: 1_000, durationMs: 4_000 };
const PUNCH_AT = SLATE_AT + (CUT.slateToPunchMs + CUT.latencyMs) * MS;
const believed: Alignment = { ...NOT_ALIGNED, method: 'estimated', errorMs: 40, offsetMs: CUT.latencyMs };

/** No two stretches of it are alike. */
const decoded = (() => {
  const samples = Float32Array.from(
    { length: Math.round(PUNCH_AT) + 5_500 * MS },
    (_, i) => 0.2 * Math.sin(i * i * 1e-7),
  );
  for (const [i, value] of slate(RATE).entries()) samples[SLATE_AT + i] = (samples[SLATE_AT + i] ?? 0) + value;
  return samples;
})();

/** As it lies before it is edited: at 15.5 s under a parent that ends at 18 s. */
const take: Recut = {
  aim: { answer: ANSWER, punchMs: 15_500 },
  recorded: { source: { bytes: new Uint8Array(), contentType: 'audio/webm' }, cut: CUT, alignment: believed },
  stem: cutForEar(decoded, CUT, believed),
};

describe('what is heard of an edited take', () => {
  it.each<[string, (before: Recut) => Recut]>([
    ['moved later', (it) => nudged(it, 137)],
    ['moved earlier', (it) => nudged(it, -412)],
    ['trimmed at both ends', (it) => trimmed(it, MARGIN_MS + 700, MARGIN_MS + 3_600)],
    ['longer at both ends', (it) => trimmed(it, MARGIN_MS - 600, MARGIN_MS + 4_800)],
    ['moved, trimmed and moved back', (it) => nudged(trimmed(nudged(it, 50), MARGIN_MS + 33, MARGIN_MS + 3_500), -20)],
  ])('%s is, sample for sample, what is cut from the source anew', (_, edit) => {
    const edited = edit(take);
    const fresh = cutForEar(decoded, edited.recorded.cut, believed);
    expect([fresh.durationMs, fresh.alignment.nudgeMs]).toEqual([
      edited.stem.durationMs,
      edited.recorded.cut.nudgeMs ?? 0,
    ]);
    expect(Buffer.from(fresh.samples.slice().buffer).equals(Buffer.from(edited.stem.samples.slice().buffer))).toBe(
      true,
    );
    expect(fresh.samples).not.toHaveLength(0);
  });
});

describe('a part of a recording', () => {
  it('is a view of it, and silent where it has nothing', () => {
    const samples = Float32Array.from({ length: 4 * MS }, (_, i) => i + 1);
    expect(within(samples, 1, 2).buffer).toBe(samples.buffer);
    const early = within(samples, -1, 2);
    expect([early[0], early[MS - 1], early[MS], early.length]).toEqual([0, 0, 1, 2 * MS]);
    const late = within(samples, 3, 2);
    expect([late[0], late[MS - 1], late[MS]]).toEqual([3 * MS + 1, 4 * MS, 0]);
    expect(within(samples, 9, 1).every((sample) => sample === 0)).toBe(true);
  });

  it('has the waveform of that part', () => {
    const samples = Float32Array.from({ length: 200 * MS }, (_, i) => (i < 100 * MS ? 0.1 : 1));
    expect([...peaksWithin(samples, 50, 100)]).toEqual([26, 255]);
  });
});

it('a new cut of another place lets the old recording go', () => {
  const { stem } = take;
  const longer = { ...stem, raw: new Float32Array(stem.raw.length + 1) };
  expect(withLongerRaw(stem, longer).raw).toBe(longer.raw);
  expect(withLongerRaw(stem, { ...longer, alignment: { ...stem.alignment, offsetMs: 90 } }).raw).toBe(stem.raw);
  expect(withLongerRaw(stem, { ...longer, durationMs: 1 }).raw).toBe(stem.raw);
});
