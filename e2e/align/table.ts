import type { Duet } from './duet';

export type Row = Duet & { programme: string; page: string };

/** The value below which this part (0 to 1) of them lies: the smallest that does (nearest rank). */
export function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export const magnitudes = (rows: Row[], of: (row: Row) => number): number[] => rows.map((row) => Math.abs(of(row)));

const ms = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(2));

/** One line for each programme and page: what was published beside what a naive recorder would have. */
export function summary(rows: Row[]): Record<string, string | number>[] {
  const groups = Map.groupBy(rows, ({ programme, page }) => `${programme}, ${page}`);
  return [...groups].map(([group, all]) => {
    const sure = all.filter(({ method }) => method === 'measured' || method === 'calibrated');
    const off = magnitudes(sure, ({ residualMs }) => residualMs);
    const naive = magnitudes(all, ({ naiveMs }) => naiveMs);
    const trips = all.map(({ roundTripMs }) => roundTripMs);
    return {
      duets: group,
      takes: all.length,
      measured: all.filter(({ method }) => method === 'measured').length,
      calibrated: all.filter(({ method }) => method === 'calibrated').length,
      'median (ms)': ms(percentile(off, 0.5)),
      '95 % (ms)': ms(percentile(off, 0.95)),
      'most (ms)': ms(percentile(off, 1)),
      'naive median (ms)': ms(percentile(naive, 0.5)),
      'naive most (ms)': ms(percentile(naive, 1)),
      'round trips (ms)': `${percentile(trips, 0).toFixed(0)} to ${percentile(trips, 1).toFixed(0)}`,
    };
  });
}
