/** How times read on the screen. Whole seconds are rounded down, as a clock that runs does. */

const two = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds as `0:31`, `12:05` or `1:02:03`. */
export function formatTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A length (ms) to the precision one cares for before listening: `45 s`, `2 min`, `1 h 5 min`. */
export function roughLength(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

const AGES: readonly (readonly [limitMinutes: number, minutesEach: number, unit: string])[] = [
  [60, 1, 'min'],
  [24 * 60, 60, 'h'],
  [14 * 24 * 60, 24 * 60, 'd'],
  [61 * 24 * 60, 7 * 24 * 60, 'weeks'],
  [730 * 24 * 60, 30 * 24 * 60, 'months'],
  [Number.POSITIVE_INFINITY, 365 * 24 * 60, 'years'],
];

/** How long ago `thenMs` was at `nowMs` (both ms since 1970): `just now`, `5 min ago`, `3 weeks ago`. */
export function ageText(thenMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - thenMs) / 60_000);
  if (!(minutes >= 1)) return 'just now';
  const [, each, unit] = AGES.find(([limit]) => minutes < limit) ?? [0, 1, 'min'];
  return `${Math.floor(minutes / each)} ${unit} ago`;
}

/** `1 voice`, `4 voices`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
