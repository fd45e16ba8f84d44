type Point = { x: number; y: number };

/** How far a turn of a line reaches (px). */
const TURN = 14;

/** A line of the map: straight on, or straight down from where it leaves and over a 45° turn into its own lane. */
export function mapLine(from: Point, to: Point): string {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`;
  const turn = Math.min(TURN, to.y - from.y, to.x - from.x);
  return `M${from.x} ${from.y}V${to.y - turn}L${from.x + turn} ${to.y}H${to.x}`;
}
