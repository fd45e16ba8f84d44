/** More than these are not told apart within one span: beyond them nobody new is allowed anything. */
const MOST_KEYS = 50_000;

/** Allows each key something `most` times within a span of `perMs`; the spans are those of one clock (ms), one after the other. */
export function createAllowance({ most, perMs, now }: { most: number; perMs: number; now(): number }) {
  const used = new Map<string, number>();
  let since = now();
  return {
    allows(key: string): boolean {
      if (now() - since >= perMs) {
        used.clear();
        since = now();
      }
      const before = used.get(key) ?? 0;
      if (before >= most || (before === 0 && used.size >= MOST_KEYS)) return false;
      used.set(key, before + 1);
      return true;
    },
  };
}
