/** The way of a line of the map from its parent's station to its own: straight up or down, over a 45° turn, straight on. */

export type MapPoint = { x: number; y: number };

/** Where the line turns: it leaves `from` upright as far as `downY`, and lies in its own lane from `intoX` on. */
export function turnOf(from: MapPoint, to: MapPoint, most: number): { downY: number; intoX: number } {
  const turn = Math.min(most, Math.abs(to.y - from.y), to.x - from.x);
  return { downY: to.y - Math.sign(to.y - from.y) * turn, intoX: from.x + turn };
}

/** As the `d` of an SVG path. */
export function linePath(from: MapPoint, to: MapPoint, most: number): string {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`;
  const { downY, intoX } = turnOf(from, to, most);
  return `M${from.x} ${from.y}V${downY}L${intoX} ${to.y}H${to.x}`;
}

/** Where on the line somebody is who has come as far as `x`; what is upright is run through within the turn. */
export function pointAt(from: MapPoint, to: MapPoint, most: number, x: number): MapPoint {
  const { intoX } = turnOf(from, to, most);
  const through = intoX > from.x ? Math.min(1, Math.max(0, (x - from.x) / (intoX - from.x))) : 1;
  return { x, y: from.y + (to.y - from.y) * through };
}
