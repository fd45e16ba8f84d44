import { describe, expect, it } from 'vitest';
import { layoutTape, speakersAt, stripsWithin, windowAt } from './tape-layout';

const PATH = [
  { id: 'a', startMs: 0, durationMs: 10_000 },
  { id: 'b', startMs: 5_000, durationMs: 10_000 },
  { id: 'c', startMs: 15_000, durationMs: 5_000 },
];

describe('layoutTape', () => {
  it('puts takes at their place in time, in two tracks in turn', () => {
    const tape = layoutTape(PATH, 400);
    expect(tape).toMatchObject({ width: 400, lengthMs: 20_000, overlaps: [{ fromX: 100, width: 100 }] });
    expect(tape.strips.map(({ take, fromX, width, track }) => [take.id, fromX, width, track])).toEqual([
      ['a', 0, 200, 0],
      ['b', 100, 200, 1],
      ['c', 300, 100, 0],
    ]);
    expect(tape.strips.map(({ labelPx }) => labelPx)).toEqual([300, 300, 100]);
  });

  it('grows longer than the screen for a deep path', () => {
    const deep = Array.from({ length: 40 }, (_, i) => ({ startMs: i * 1_000, durationMs: 1_000 }));
    expect(layoutTape(deep, 358).width).toBe(1_200);
  });

  it('holds nothing', () => {
    expect(layoutTape([], 358)).toEqual({ width: 358, lengthMs: 0, strips: [], overlaps: [] });
  });
});

describe('stripsWithin', () => {
  const deep = Array.from({ length: 1_000 }, (_, i) => ({ startMs: i * 1_000, durationMs: 1_500 }));
  const tape = layoutTape(deep, 358);
  const drawnAt = (scrolledPx: number) => stripsWithin(tape, windowAt(tape, scrolledPx, 358));

  it('draws everything that is seen, and little more, wherever a long tape is scrolled to', () => {
    for (let scrolledPx = 0; scrolledPx <= tape.width - 358; scrolledPx += 97) {
      const drawn = new Set(drawnAt(scrolledPx).strips);
      const seen = tape.strips.filter(({ fromX, width }) => fromX < scrolledPx + 358 && fromX + width > scrolledPx);
      expect(seen.every((strip) => drawn.has(strip))).toBe(true);
      expect(drawn.size).toBeLessThan(80);
    }
  });

  it('changes only every so often, and keeps a short tape whole', () => {
    expect(windowAt(tape, 1_210, 358)).toEqual(windowAt(tape, 1_790, 358));
    const short = layoutTape(PATH, 400);
    expect(stripsWithin(short, windowAt(short, 0, 400))).toMatchObject({ ...short, window: { fromX: 0, toX: 400 } });
  });
});

describe('speakersAt', () => {
  it.each([
    [0, 'a', undefined],
    [5_000, 'b', 'a'],
    [9_999, 'b', 'a'],
    [10_000, 'b', undefined],
    [15_000, 'c', undefined],
    [99_000, 'c', undefined],
  ])('at %i ms', (ms, take, over) => {
    const speakers = speakersAt(PATH, ms);
    expect([speakers.take?.id, speakers.over?.id]).toEqual([take, over]);
  });
});
