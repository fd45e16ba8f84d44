import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areaOf,
  between,
  firstView,
  type MapView,
  moved,
  revealed,
  scaleOf,
  wholeView,
  within,
  zoomed,
} from './map-view';

const WINDOW = { width: 800, height: 600, unitMs: 10_000 };
const BOUNDS = { fromMs: 0, toMs: 400_000, fromLane: -20, toLane: 30 };

const views: fc.Arbitrary<MapView> = fc.record({
  ms: fc.double({ min: 0, max: 400_000, noNaN: true }),
  lane: fc.double({ min: -20, max: 30, noNaN: true }),
  zoom: fc.double({ min: 0.05, max: 16, noNaN: true }),
});
const points = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) });

const whatIsAt = (view: MapView, x: number, y: number) => {
  const { leftX, topY, pxPerMs, lanePx } = scaleOf(view, WINDOW);
  return { ms: (x - leftX) / pxPerMs, lane: (y - topY) / lanePx };
};

describe('the view of the map', () => {
  it('keeps under the finger what is under it, however near it comes', () => {
    fc.assert(
      fc.property(views, points, fc.double({ min: 0.1, max: 10, noNaN: true }), (view, { x, y }, factor) => {
        const before = whatIsAt(view, x, y);
        const after = whatIsAt(zoomed(view, BOUNDS, WINDOW, factor, { x, y }), x, y);
        expect(after.ms).toBeCloseTo(before.ms, 4);
        expect(after.lane).toBeCloseTo(before.lane, 6);
      }),
    );
  });

  it('goes no further away than it makes sense, and stays where it is then', () => {
    let view: MapView = { ms: 100_000, lane: 3, zoom: 1 };
    for (let i = 0; i < 50; i++) view = zoomed(view, BOUNDS, WINDOW, 0.5, { x: 700, y: 20 });
    const again = zoomed(view, BOUNDS, WINDOW, 0.5, { x: 700, y: 20 });
    expect(again).toEqual(view);
    expect(view.zoom).toBeLessThan(wholeView(BOUNDS, WINDOW).zoom);
  });

  it('moves with the finger', () => {
    const view = { ms: 100_000, lane: 3, zoom: 0.5 };
    const under = whatIsAt(view, 100, 100);
    const after = whatIsAt(moved(view, WINDOW, 40, -25), 140, 75);
    expect(after.ms).toBeCloseTo(under.ms, 6);
    expect(after.lane).toBeCloseTo(under.lane, 6);
  });

  it('shows all of it at once, and comes no nearer than names need', () => {
    const area = areaOf(wholeView(BOUNDS, WINDOW), WINDOW, 0);
    expect(area.fromMs).toBeLessThan(0);
    expect(area.toMs).toBeGreaterThan(400_000);
    expect(area.fromLane).toBeLessThan(-20);
    expect(area.toLane).toBeGreaterThan(30);
    expect(wholeView({ fromMs: 0, toMs: 20_000, fromLane: 0, toLane: 1 }, WINDOW).zoom).toBe(2);
  });

  it('begins with all of a small tree, and with the chosen take of a large one', () => {
    const small = { fromMs: 0, toMs: 40_000, fromLane: -1, toLane: 2 };
    expect(firstView(small, WINDOW, { toMs: 20_000, lane: 2 })).toEqual(wholeView(small, WINDOW));
    const view = firstView(BOUNDS, WINDOW, { toMs: 300_000, lane: 7 });
    expect(view).toMatchObject({ lane: 7, zoom: 1 });
    const { leftX, pxPerMs } = scaleOf(view, WINDOW);
    expect(leftX + 300_000 * pxPerMs).toBeCloseTo(0.6 * WINDOW.width, 6);
  });

  it('never loses the map', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), views, (far, view) => {
        const kept = within({ ...view, ms: far, lane: far }, BOUNDS, WINDOW);
        expect(kept.ms).toBeGreaterThanOrEqual(0);
        expect(kept.ms).toBeLessThanOrEqual(400_000);
        expect(kept.lane).toBeGreaterThanOrEqual(-20);
        expect(kept.lane).toBeLessThanOrEqual(30);
      }),
    );
  });

  it('brings a station into view and moves no further than it must', () => {
    fc.assert(
      fc.property(views, views, (view, { ms, lane }) => {
        const shown = revealed(view, WINDOW, { ms, lane }, 100, 50);
        const { leftX, topY, pxPerMs, lanePx } = scaleOf(shown, WINDOW);
        const x = leftX + ms * pxPerMs;
        const y = topY + lane * lanePx;
        expect(x).toBeGreaterThanOrEqual(100 - 1e-6);
        expect(x).toBeLessThanOrEqual(700 + 1e-6);
        expect(y).toBeGreaterThanOrEqual(50 - 1e-6);
        expect(y).toBeLessThanOrEqual(550 + 1e-6);
        const again = revealed(shown, WINDOW, { ms, lane }, 100, 50);
        expect(again.ms).toBeCloseTo(shown.ms, 3);
        expect(again.lane).toBeCloseTo(shown.lane, 6);
      }),
    );
  });

  it('travels from one view to the other', () => {
    const from = { ms: 0, lane: 0, zoom: 1 };
    const to = { ms: 100, lane: 4, zoom: 4 };
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 0.5)).toEqual({ ms: 50, lane: 2, zoom: 2 });
    expect(between(from, to, 1)).toEqual(to);
  });
});
