const DAY_MS = 24 * 60 * 60 * 1000;

/** A day of somebody's calendar, as `2026-11-21`. */
const dateIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** The day of an instant as one says it at `now` (ms since 1970): `Today`, `Yesterday`, `19 November`, `31 December 2025`. */
export function dayName(at: number, now: number, timeZone: string): string {
  const date = dateIn(timeZone, at);
  if (date === dateIn(timeZone, now)) return 'Today';
  if (date === dateIn(timeZone, now - DAY_MS)) return 'Yesterday';
  const isThisYear = date.slice(0, 4) === dateIn(timeZone, now).slice(0, 4);
  const form: Intl.DateTimeFormatOptions = { timeZone, day: 'numeric', month: 'long' };
  return new Intl.DateTimeFormat('en-GB', isThisYear ? form : { ...form, year: 'numeric' }).format(at);
}

/** What follows each other on one day, in the order in which it comes. */
export function byDay<Told extends { at: string }>(
  all: readonly Told[],
  now: number,
  timeZone: string,
): { day: string; told: Told[] }[] {
  const days: { day: string; told: Told[] }[] = [];
  for (const one of all) {
    const day = dayName(Date.parse(one.at), now, timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.told.push(one);
    else days.push({ day, told: [one] });
  }
  return days;
}
