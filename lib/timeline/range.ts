export type Range = { least: number; most: number };

/** The value of `range` that is nearest to `value`. */
export const clamp = (value: number, { least, most }: Range): number => Math.max(least, Math.min(most, value));
