import { formatTime } from '@/lib/timeline/clock-text';

/** How long "Now" stays (ms). */
const NOW_MS = 700;

/** What the counter shows: a text, or one of the lit digits 3, 2, 1 of the count. */
export type CounterText = { text: string; lit: 1 | 2 | 3 | null; isNow: boolean };

/** `elapsedMs` from the punch, negative before it, null when no tape runs. */
export function counterText(elapsedMs: number | null, isAnswer: boolean): CounterText {
  if (elapsedMs === null) return { text: formatTime(0), lit: null, isNow: false };
  if (elapsedMs >= NOW_MS) return { text: formatTime(elapsedMs), lit: null, isNow: false };
  if (elapsedMs >= 0) return { text: 'Now', lit: null, isNow: true };
  if (!isAnswer) return { text: 'Wait', lit: null, isNow: false };
  const left = Math.ceil(-elapsedMs / 1_000);
  if (left === 1 || left === 2 || left === 3) return { text: '', lit: left, isNow: false };
  return { text: 'Listen', lit: null, isNow: false };
}
