/** Any instants, but the same ones from the same seed, for whoever wants to see a failure again (Park and Miller, 1988). */
export function instantsFrom(seed: number): (fromMs: number, toMs: number) => number {
  let drawn = seed;
  return (fromMs, toMs) => {
    drawn = (drawn * 48_271) % 2_147_483_647;
    return Math.round(fromMs + (drawn / 2_147_483_647) * (toMs - fromMs));
  };
}
