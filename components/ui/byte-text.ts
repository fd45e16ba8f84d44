const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** Bytes as `12 kB`, `2.4 MB`, `1.3 GB`: decimal, as devices state theirs, and rounded up, as nobody is promised less. */
export function byteText(bytes: number): string {
  let value = Math.max(0, bytes) / 1_000;
  let unit = 0;
  while (value > 999 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const shown = unit > 0 && value < 100 ? Math.ceil(value * 10) / 10 : Math.ceil(value);
  return `${shown} ${UNITS[unit]}`;
}
