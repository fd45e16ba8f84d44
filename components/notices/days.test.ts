import { expect, it } from 'vitest';
import { byDay, dayName } from './days';

const at = (text: string) => Date.parse(text);
const NOW = at('2026-03-01T00:30:00Z');

it.each([
  ['2026-03-01T00:10:00Z', 'UTC', 'Today'],
  ['2026-02-28T23:59:00Z', 'UTC', 'Yesterday'],
  // It is still February there.
  ['2026-02-28T06:00:00Z', 'America/New_York', 'Today'],
  ['2026-02-27T12:00:00Z', 'UTC', '27 February'],
  ['2025-12-31T12:00:00Z', 'UTC', '31 December 2025'],
  ['2025-12-31T23:30:00Z', 'Asia/Tokyo', '1 January'],
])('%s in %s is %s', (when, timeZone, day) => {
  expect(dayName(at(when), NOW, timeZone)).toBe(day);
});

it('what is of one day stands together, in its order', () => {
  const all = ['2026-03-01T00:20:00Z', '2026-03-01T00:10:00Z', '2026-02-28T10:00:00Z'].map((when) => ({ at: when }));
  expect(byDay(all, NOW, 'UTC')).toEqual([
    { day: 'Today', told: all.slice(0, 2) },
    { day: 'Yesterday', told: all.slice(2) },
  ]);
  expect(byDay([], NOW, 'UTC')).toEqual([]);
});
