import { expect, test } from 'vitest';
import { fitBars } from './embed-bars';

const bars = Array.from({ length: 200 }, (_, i) => ({ voice: i < 100 ? 0 : 1, level: i % 2 === 0 ? 100 : 10 }));

test('as many bars as there is room for, in one piece for each voice', () => {
  const fitted = fitBars(bars, { width: 300, height: 50 });
  expect(fitted.map(({ voice }) => voice)).toEqual([0, 1]);
  expect(fitted.map(({ d }) => d.match(/M/g)?.length)).toEqual([30, 30]);
  expect(fitted[0]?.d).toMatch(/^M2\.5 1\.5v47M/);
});

test('never more than are known, and one at least', () => {
  const count = (width: number) => fitBars(bars, { width, height: 50 }).flatMap(({ d }) => d.match(/M/g)).length;
  expect(count(4_000)).toBe(200);
  expect(count(1)).toBe(1);
  expect(fitBars([], { width: 100, height: 50 })).toEqual([{ voice: 0, d: 'M50 25v0.01' }]);
});
