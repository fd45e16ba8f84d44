/** Hours, minutes and seconds, each of them or not: `1h2m3s`, `1m23s`, `83s`, `83.4`. */
const MOMENT = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,6})?)s?)?$/;

/** A moment of a path as it stands in a link (`?t=83.4`, `?t=1m23s`), in ms; null for what is none. */
export function momentOf(text: string | null | undefined): number | null {
  const match = text ? MOMENT.exec(text) : null;
  if (!match) return null;
  const [, hours = 0, minutes = 0, seconds = 0] = match.map((part) => part ?? 0);
  return Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000);
}

/** The same the other way: `83.4` for 83,400 ms, to a tenth of a second. */
export const momentText = (ms: number): string => String(Math.round(Math.max(0, ms) / 100) / 10);
